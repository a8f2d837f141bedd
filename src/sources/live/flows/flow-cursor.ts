import { type Flow, flowKey } from '../../../model/flow.ts'

/**
 * Where a stream of flows stands, so that it goes on after a break with nothing lost and nothing doubled.
 *
 * Goldmane sends window after window (15 seconds each), a record for each flow of a window in no order. After a break the window that
 * was cut is asked for again, whole; what of it was taken before is told by counting: records that cannot be told apart (Whisker leaves
 * out the Service, which is part of Goldmane's key) are taken as often as they come in one connection. Only the window being read and
 * what is later is remembered.
 * Source: goldmane/pkg/storage/bucket_ring.go, goldmane/pkg/stream/stream.go (projectcalico/calico).
 */
export class FlowCursor {
  #from: number | null = null
  #last: { readonly start: number; readonly end: number } | null = null
  /** How often each record was taken, by the start of its window. */
  readonly #taken = new Map<number, Map<string, number>>()
  /** How often each record came in this connection. */
  readonly #here = new Map<number, Map<string, number>>()

  /** What to ask for next: all windows from this start on; null before anything is known. */
  get from(): number | null {
    return this.#last?.start ?? this.#from
  }

  /** The end of the window that was read last, or null. */
  get end(): number | null {
    return this.#last?.end ?? this.#from
  }

  /** Everything before was read. */
  startAt(time: number): void {
    this.#from = time
    this.#last = null
    this.#taken.clear()
  }

  /** A new connection begins, asked for `from` on. */
  begin(): void {
    this.#from = this.from
    this.#here.clear()
  }

  /** True when the record is one that was not taken yet; it is from now on. */
  take(flow: Flow): boolean {
    const { start, end } = flow
    // Asked for a time close to now, Goldmane may send all it keeps.
    if (this.#from !== null && start < this.#from) return false
    if (start !== this.#last?.start) {
      this.#last = { start, end }
      for (const counts of [this.#taken, this.#here]) forgetBefore(counts, start)
    }
    const name = `${end} ${flowKey(flow)}`
    const seen = more(this.#here, start, name)
    if (seen <= (this.#taken.get(start)?.get(name) ?? 0)) return false
    more(this.#taken, start, name)
    return true
  }
}

type Counts = Map<number, Map<string, number>>

function more(counts: Counts, start: number, name: string): number {
  const window = counts.get(start) ?? new Map<string, number>()
  counts.set(start, window)
  const count = (window.get(name) ?? 0) + 1
  window.set(name, count)
  return count
}

function forgetBefore(counts: Counts, start: number): void {
  for (const window of counts.keys()) if (window < start) counts.delete(window)
}

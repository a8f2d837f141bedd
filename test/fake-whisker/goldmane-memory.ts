/** A record of Goldmane: one flow in one window. Times are seconds since 1970. */
export interface KeptFlow {
  /** Goldmane's key of the flow; what Whisker shows of it can be equal for several. */
  readonly key: string
  /** The fields of whisker-backend but for the times. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** A record with the window it tells of. */
export interface WindowedFlow extends KeptFlow {
  readonly start: number
  readonly end: number
}

/** The length of a window in seconds. */
export const windowSeconds = 15
/** Goldmane keeps an hour. */
const keptWindows = 240

/**
 * What Goldmane remembers and how it hands it out: a ring of windows, of which those that are over are listed (one record for each flow)
 * and streamed (one for each flow and window).
 * Source: goldmane/pkg/storage/bucket_ring.go (projectcalico/calico).
 */
export class GoldmaneMemory {
  /** The window that is sent to streams next; those before it were sent. */
  next: number
  readonly #windows = new Map<number, readonly KeptFlow[]>()
  readonly #streams = new Set<(flows: readonly WindowedFlow[]) => void>()

  /** `now` in milliseconds since 1970; a multiple of the window is taken. */
  constructor(now: number) {
    this.next = Math.floor(now / 1000 / windowSeconds) * windowSeconds - 2 * windowSeconds
  }

  /** The time as this Goldmane knows it: windows are sent when they are over and one more is. */
  get now(): number {
    return this.next + 2 * windowSeconds
  }

  get streams(): number {
    return this.#streams.size
  }

  /** What was recorded, so many windows before the next one. */
  remember(windowsAgo: number, flows: readonly KeptFlow[]): void {
    this.#windows.set(this.next - windowsAgo * windowSeconds, flows)
  }

  /** The next window is over: its flows are sent to all streams. */
  publish(flows: readonly KeptFlow[]): readonly WindowedFlow[] {
    const start = this.next
    this.#windows.set(start, flows)
    this.next += windowSeconds
    this.#windows.delete(start - keptWindows * windowSeconds)
    const sent = windowed(start, flows)
    for (const stream of this.#streams) stream(sent)
    return sent
  }

  /** Times as in a request: 0 for the oldest and for now, negative for ago. */
  list(startGte: number, startLt: number): readonly WindowedFlow[] {
    const from = startGte < 0 ? this.now + startGte : startGte
    const to = startLt <= 0 ? this.now + startLt : startLt
    const found = new Map<string, WindowedFlow>()
    const cut = new Map<string, WindowedFlow>()
    for (const [start, flows] of [...this.#windows].sort(([left], [right]) => left - right)) {
      if (start < from || start >= to) continue
      // A window that the end cuts is left out, and a flow that was in no other is told without times.
      if (start + windowSeconds > to) {
        for (const flow of flows) cut.set(flow.key, { ...flow, start: 0, end: 0 })
        continue
      }
      for (const flow of windowed(start, flows)) {
        const before = found.get(flow.key)
        const bytes = Number(before?.fields.bytes_in ?? 0) + Number(flow.fields.bytes_in ?? 0)
        found.set(flow.key, { ...flow, fields: { ...flow.fields, bytes_in: bytes }, start: before?.start ?? start })
      }
    }
    return [...new Map([...cut, ...found]).values()]
  }

  /** The windows from a start on, then every new one. Gives how to end it. */
  stream(startGte: number, take: (flows: readonly WindowedFlow[]) => void): () => void {
    const from = startGte < 0 ? this.now + startGte : startGte
    for (const start of this.#backfill(from)) take(windowed(start, this.#windows.get(start) ?? []))
    this.#streams.add(take)
    return () => this.#streams.delete(take)
  }

  /** Walks the ring as Goldmane does: not at all from before its beginning, and once around from after its end. */
  #backfill(from: number): readonly number[] {
    const first = Math.floor(from / windowSeconds) * windowSeconds
    const oldest = this.next - keptWindows * windowSeconds
    if (first < oldest || from === 0) return []
    const all = Array.from({ length: keptWindows }, (_, at) => oldest + at * windowSeconds)
    return first > this.next ? all : all.filter((start) => start >= first)
  }
}

function windowed(start: number, flows: readonly KeptFlow[]): readonly WindowedFlow[] {
  return flows.map((flow) => ({ ...flow, start, end: start + windowSeconds }))
}

import type { Flow } from '../../../model/flow.ts'
import type { FlowBatch } from './feed.ts'

const gatherMs = 100

/** Hands flows over in batches, at most ten times a second, and none after the signal is aborted. */
export class FlowOutlet {
  readonly #hand: (flows: readonly Flow[], bad: readonly string[]) => void
  readonly #signal: AbortSignal
  #flows: Flow[] = []
  #bad: string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(hand: (flows: readonly Flow[], bad: readonly string[]) => void, signal: AbortSignal) {
    this.#hand = hand
    this.#signal = signal
    signal.addEventListener('abort', () => clearTimeout(this.#timer ?? undefined), { once: true })
  }

  take({ flows, bad }: FlowBatch): void {
    for (const flow of flows) this.#flows.push(flow)
    for (const why of bad) this.#bad.push(why)
    if (this.#flows.length + this.#bad.length > 0) this.#timer ??= setTimeout(() => this.flush(), gatherMs)
  }

  /** Hand over at once what was taken. */
  flush(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
    if (this.#signal.aborted || this.#flows.length + this.#bad.length === 0) return
    const [flows, bad] = [this.#flows, this.#bad]
    this.#flows = []
    this.#bad = []
    this.#hand(flows, bad)
  }
}

import type { Flow } from '../../../model/flow.ts'
import type { FlowBatch } from './feed.ts'

const gatherMs = 100

/** Takes flows; resolves when it can take more, at once where that is nothing. */
export type TakesFlows = (flows: readonly Flow[], bad: readonly string[]) => Promise<void> | void

/** Hands flows over in batches, at most ten times a second and never two at a time, and none after the signal is aborted. */
export class FlowOutlet {
  readonly #hand: TakesFlows
  readonly #signal: AbortSignal
  readonly #aborted: Promise<void>
  #flows: Flow[] = []
  #bad: string[] = []
  #timer: NodeJS.Timeout | null = null
  /** Resolves when what was handed over last is taken. */
  #busy: Promise<void> | null = null

  constructor(hand: TakesFlows, signal: AbortSignal) {
    this.#hand = hand
    this.#signal = signal
    this.#aborted = new Promise((resolve) => {
      const stop = () => {
        clearTimeout(this.#timer ?? undefined)
        resolve()
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** Resolves when more may come, so that a slow reader is waited for; null for at once. */
  take({ flows, bad }: FlowBatch): Promise<void> | null {
    for (const flow of flows) this.#flows.push(flow)
    for (const why of bad) this.#bad.push(why)
    if (this.#isEmpty) return this.#busy
    if (this.#busy === null) this.#timer ??= setTimeout(() => this.flush(), gatherMs)
    return this.#busy
  }

  /** Hand over at once what was taken, unless the reader is busy. */
  flush(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
    if (this.#signal.aborted || this.#busy !== null || this.#isEmpty) return
    const [flows, bad] = [this.#flows, this.#bad]
    this.#flows = []
    this.#bad = []
    const taken = this.#hand(flows, bad)
    if (taken === undefined) return
    this.#busy = Promise.race([taken, this.#aborted]).then(() => {
      this.#busy = null
      this.flush()
    })
  }

  get #isEmpty(): boolean {
    return this.#flows.length + this.#bad.length === 0
  }
}

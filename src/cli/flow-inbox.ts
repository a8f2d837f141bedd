import { FlowGatherer } from '../engine/flow-gatherer.ts'
import type { Flow } from '../model/flow.ts'
import type { LiveFlows } from '../model/live-flows.ts'
import type { Store } from '../store/store.ts'

/** The shortest time between two tellings of what came. */
const shortestRestMs = 250
/** Telling gets at most one part in so many of the time: keys come first. */
const restForTelling = 9

/** Gathers the flows of one cluster, from files and from the cluster itself, and tells the screen of them a few times a second. */
export class FlowInbox {
  readonly #store: Store
  readonly #signal: AbortSignal
  readonly #gatherer = new FlowGatherer()
  #live: LiveFlows | null = null
  #timer: NodeJS.Timeout | null = null
  #notBefore = 0

  /** Nothing is told any more once the signal is aborted. */
  constructor(store: Store, signal: AbortSignal) {
    this.#store = store
    this.#signal = signal
    signal.addEventListener('abort', () => clearTimeout(this.#timer ?? undefined), { once: true })
  }

  /** Adds flows, and how many records could not be read. */
  take(flows: readonly Flow[], bad: number): void {
    for (const flow of flows) this.#gatherer.add(flow)
    this.#gatherer.addBad(bad)
    if (flows.length + bad > 0) this.#tellSoon()
  }

  /** How it stands with flows that are followed; told at once, and again when all is told again. */
  stands(live: LiveFlows): void {
    this.#live = live
    if (!this.#signal.aborted) this.#store.send({ type: 'live-flows', live, now: Date.now() })
  }

  /** Tells all there is, as if it had just come. */
  tellAgain(): void {
    if (this.#live !== null) this.stands(this.#live)
    this.#tellSoon()
  }

  #tellSoon(): void {
    if (this.#timer !== null || this.#signal.aborted) return
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, this.#notBefore - performance.now()))
  }

  #tell(): void {
    this.#timer = null
    const began = performance.now()
    // Flows name policies: they wait until something of the cluster is known.
    const isKnown = this.#store.getState().index !== null
    if (isKnown) this.#store.send({ type: 'flows', flows: this.#gatherer.table() })
    const tookMs = performance.now() - began
    this.#notBefore = performance.now() + Math.max(shortestRestMs, tookMs * restForTelling)
    if (!isKnown) this.#tellSoon()
  }
}

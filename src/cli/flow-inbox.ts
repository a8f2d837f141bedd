import { FlowGatherer } from '../engine/flow-gatherer.ts'
import type { Flow } from '../model/flow.ts'
import type { LiveFlows } from '../model/live-flows.ts'
import type { Store } from '../store/store.ts'

/** The shortest time between two tellings of what came. */
const shortestRestMs = 250
/** At least so many times as long as the program was busy since the last telling pass before the next: keys come first. */
const restForWork = 3
const longestRestMs = 2000
/** Adding goes on so long at a time, so many flows between two looks at the clock. */
const longestAddingMs = 8
const addedAtOnce = 50

/** Gathers the flows of one cluster, from files and from the cluster itself, and tells the screen of them a few times a second. */
export class FlowInbox {
  readonly #store: Store
  readonly #signal: AbortSignal
  readonly #gatherer = new FlowGatherer()
  #waiting: Flow[] = []
  #isAdding = false
  #live: LiveFlows | null = null
  #timer: NodeJS.Timeout | null = null
  #toldAt = 0
  #usage = process.cpuUsage()

  /** Nothing is told any more once the signal is aborted. */
  constructor(store: Store, signal: AbortSignal) {
    this.#store = store
    this.#signal = signal
    signal.addEventListener('abort', () => clearTimeout(this.#timer ?? undefined), { once: true })
  }

  /** Adds flows, and how many records could not be read. Many at once are added bit by bit: a key does not wait for them. */
  take(flows: readonly Flow[], bad: number): void {
    this.#gatherer.addBad(bad)
    for (const flow of flows) this.#waiting.push(flow)
    if (bad > 0) this.#tellSoon()
    if (!this.#isAdding) this.#add()
  }

  /** Adds some of what waits; the rest follows by itself. */
  #add(): void {
    const until = performance.now() + longestAddingMs
    let at = 0
    while (at < this.#waiting.length && performance.now() < until) {
      for (const flow of this.#waiting.slice(at, at + addedAtOnce)) this.#gatherer.add(flow)
      at += addedAtOnce
    }
    this.#waiting = this.#waiting.slice(at)
    this.#isAdding = this.#waiting.length > 0 && !this.#signal.aborted
    if (this.#isAdding) setImmediate(() => this.#add())
    if (at > 0) this.#tellSoon()
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
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, this.#toldAt + shortestRestMs - performance.now()))
  }

  #tell(): void {
    this.#timer = null
    // What the last telling led to, the painting of it too, and what came since.
    const { user, system } = process.cpuUsage(this.#usage)
    const wantedMs = Math.min(((user + system) / 1000) * restForWork, longestRestMs)
    const restMs = this.#toldAt + wantedMs - performance.now()
    // Flows name policies: they wait until something of the cluster is known.
    const isKnown = this.#store.getState().index !== null
    if (!isKnown || restMs > 0) {
      this.#timer = setTimeout(() => this.#tell(), Math.max(shortestRestMs / 2, restMs))
      return
    }
    this.#usage = process.cpuUsage()
    this.#toldAt = performance.now()
    this.#store.send({ type: 'flows', flows: this.#gatherer.table() })
  }
}

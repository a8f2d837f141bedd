import { type Flow, flowKey } from '../../src/model/flow.ts'
import type { LiveFlows, LiveFlowsSource } from '../../src/model/live-flows.ts'
import type { ApiClient } from '../../src/sources/live/api-client.ts'
import { followFlows } from '../../src/sources/live/flows/follow-flows.ts'
import { Waiting } from '../waiting.ts'

/** Flows being followed, and a way to wait for what comes. */
export class FollowedFlows {
  readonly flows: Flow[] = []
  readonly bad: string[] = []
  readonly told: LiveFlows[] = []
  /** Ask again at once. */
  askAgain = () => {}
  /** What the reader of flows is busy with; null for nothing. */
  busy: Promise<void> | null = null
  /** How far the clock is put forward. */
  aheadMs = 0
  readonly #stop = new AbortController()
  readonly #waiting = new Waiting()
  readonly #done: Promise<void>

  constructor(client: ApiClient, source: LiveFlowsSource = 'whisker', sinceMs: number | null = null) {
    this.#done = followFlows(
      {
        client,
        source,
        sinceMs,
        now: () => Date.now() + this.aheadMs,
        // The shortest waits.
        random: () => 0,
        onFlows: (flows, bad) => {
          this.flows.push(...flows)
          this.bad.push(...bad)
          this.#waiting.ask()
          return this.busy ?? undefined
        },
        onStarted: (askAgain) => {
          this.askAgain = askAgain
        },
        onStatus: (live) => {
          this.told.push(live)
          this.#waiting.ask()
        },
      },
      this.#stop.signal,
    ).finally(() => client.close())
  }

  get state(): string {
    return this.told.at(-1)?.status.state ?? 'none'
  }

  /** The states in the order they were told, each once in a row. */
  get states(): readonly string[] {
    const states = this.told.map(({ status }) => status.state)
    return states.filter((state, at) => state !== states[at - 1])
  }

  /** Resolves once it holds; asked after each batch and each status. */
  until(holds: () => boolean): Promise<void> {
    return this.#waiting.until(holds)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }
}

/** Records that can be compared as a multiset: one text each, sorted. */
export function multiset(flows: readonly Flow[]): readonly string[] {
  return flows.map((flow) => `${flow.start} ${flow.end} ${flowKey(flow)}`).sort()
}

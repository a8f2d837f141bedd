import type { LiveFlows, LiveFlowsSource, LiveFlowsStatus } from '../../../model/live-flows.ts'
import type { ApiClient } from '../api-client.ts'
import { type ApiError, errorOfConnection } from '../api-error.ts'
import { backoff, pause } from '../backoff.ts'
import type { FlowBatch, FlowFeed, OpenFeed, Past } from './feed.ts'
import { FlowCursor } from './flow-cursor.ts'
import { FlowOutlet, type TakesFlows } from './flow-outlet.ts'
import { lastingTrouble } from './flow-status.ts'
import { openGoldmane } from './goldmane.ts'
import { gathered, readHistory } from './history.ts'
import { openWhisker } from './whisker.ts'

export interface FollowFlowsOptions {
  readonly client: ApiClient
  readonly source: LiveFlowsSource
  /** From when on, in milliseconds since 1970; null for all that is kept, about an hour. */
  readonly sinceMs: number | null
  readonly now: () => number
  /** Gives numbers from 0 to below 1. */
  readonly random: () => number
  /** New flows, at most ten times a second; `bad` says of each record that was none why. No more come before what it gives resolves. */
  readonly onFlows: TakesFlows
  readonly onStatus: (live: LiveFlows) => void
  /** Told how to ask again at once in place of after the wait. */
  readonly onStarted?: (askAgain: () => void) => void
}

/** Goldmane keeps an hour; beyond this what was missed is asked for as a list, not as a stream. */
const longestBackfillMs = 30 * 60_000
/** How far a stream goes back where nothing was recorded so far: further than what is not settled. */
const beforeStreamMs = 60_000
/** What lacks a right or a program is tried again now and then. */
const lastingRetryMs = 60_000
/** A stream that held so long was sound: it is opened again at once when it ends. */
const soundMs = 5_000

/**
 * Reads what was recorded, then follows what is, until the signal is aborted: connects again after every break, with nothing lost and
 * nothing doubled. Never throws; what is wrong is a status.
 */
export async function followFlows(options: FollowFlowsOptions, signal: AbortSignal): Promise<void> {
  await new Following(options, signal).run()
}

/** The way to a source of flows. */
export function opener(client: ApiClient, source: LiveFlowsSource): OpenFeed {
  return source === 'goldmane' ? openGoldmane(client) : openWhisker(client)
}

class Following {
  readonly #options: FollowFlowsOptions
  readonly #signal: AbortSignal
  readonly #open: OpenFeed
  readonly #cursor = new FlowCursor()
  readonly #outlet: FlowOutlet
  #live: LiveFlows
  /** When a stream last worked, or we began. */
  #soundAt: number
  #streamedAt: number | null = null
  /** Ends a wait. */
  #asked = new AbortController()

  constructor(options: FollowFlowsOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
    this.#open = opener(options.client, options.source)
    this.#outlet = new FlowOutlet(options.onFlows, signal)
    this.#soundAt = options.now()
    this.#live = {
      source: options.source,
      status: { state: 'connecting', detail: 'looking for the cluster' },
      isTlsVerified: true,
    }
  }

  async run(): Promise<void> {
    const { now, random } = this.#options
    const waits = backoff(random)
    this.#options.onStarted?.(() => this.#asked.abort())
    while (!this.#signal.aborted) {
      this.#streamedAt = null
      const error = await this.#connection()
      if (this.#signal.aborted) return
      this.#outlet.flush()
      if (this.#streamedAt !== null) this.#soundAt = now()
      if (this.#streamedAt !== null && now() - this.#streamedAt >= soundMs) {
        waits.reset()
        continue
      }
      const lasting = lastingTrouble(error, this.#options.source)
      const waitMs = lasting === null ? (error.retryAfterMs ?? waits.next()) : lastingRetryMs
      const reason = error.hint === null ? error.message : `${error.message}; ${error.hint}`
      this.#tell(lasting ?? { state: 'lost', since: this.#soundAt, reason, retryAt: now() + waitMs })
      this.#asked = new AbortController()
      await pause(waitMs, AbortSignal.any([this.#signal, this.#asked.signal]))
    }
  }

  /** One connection from its beginning to its end; gives why it ended. */
  async #connection(): Promise<ApiError> {
    const own = new AbortController()
    const signal = AbortSignal.any([this.#signal, own.signal])
    let feed: FlowFeed | null = null
    try {
      feed = await this.#open((detail) => this.#progress({ state: 'connecting', detail }), signal)
      this.#live = { ...this.#live, isTlsVerified: feed.isTlsVerified }
      await this.#read(feed, signal)
      return errorOfConnection(new Error('the stream of flows ended'), this.#options.source, this.#signal)
    } catch (cause) {
      return errorOfConnection(cause, this.#options.source, this.#signal)
    } finally {
      own.abort()
      feed?.close()
    }
  }

  async #read(feed: FlowFeed, signal: AbortSignal): Promise<void> {
    const { now, sinceMs } = this.#options
    const { from, end } = this.#cursor
    if (from === null || end === null) {
      await this.#history(feed, sinceMs === null ? null : { agoMs: now() - sinceMs }, signal)
    } else if (this.#serverNow() - from > longestBackfillMs) {
      this.#cursor.begin()
      // What is left of the window that was cut, then what came after it.
      const rest = await gathered(feed, { from, to: end }, signal)
      this.#outlet.take({ flows: rest.flows.filter((flow) => this.#cursor.take(flow)), bad: rest.bad })
      await this.#history(feed, end, signal)
    }
    this.#cursor.begin()
    const start = this.#cursor.from ?? { agoMs: beforeStreamMs }
    const sink = {
      open: () => {
        this.#streamedAt = now()
        this.#tell({ state: 'streaming', since: this.#streamedAt })
      },
      take: ({ flows, bad }: FlowBatch) =>
        this.#outlet.take({ flows: flows.filter((flow) => this.#cursor.take(flow)), bad }),
    }
    await feed.stream(start, sink, signal)
  }

  /** Read what is kept and settled; the stream goes on where it ends. */
  async #history(feed: FlowFeed, from: number | Past | null, signal: AbortSignal): Promise<void> {
    this.#progress({ state: 'history', records: 0 })
    const count = (records: number) => this.#progress({ state: 'history', records })
    const { flows, bad } = await readHistory(feed, { from, now: this.#serverNow(), onCount: count }, signal)
    // Handed over only once it is whole: what is cut is asked for again.
    this.#outlet.take({ flows, bad })
    const last = flows.reduce((latest, flow) => Math.max(latest, flow.end), 0)
    this.#cursor.startAt(last > 0 ? last : this.#serverNow() - beforeStreamMs)
  }

  #serverNow(): number {
    return this.#options.now() - this.#options.client.skewMs
  }

  /** A connection that was lost is told as lost until it streams again. */
  #progress(status: LiveFlowsStatus): void {
    const { state } = this.#live.status
    if (state === 'connecting' || state === 'history') this.#tell(status)
  }

  #tell(status: LiveFlowsStatus): void {
    if (this.#signal.aborted) return
    this.#outlet.flush()
    this.#live = { ...this.#live, status }
    this.#options.onStatus(this.#live)
  }
}

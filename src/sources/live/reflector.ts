import { setImmediate as aside } from 'node:timers/promises'
import type { KindStatus } from '../../model/live.ts'
import type { ApiClient } from './api-client.ts'
import { ApiError, safeText } from './api-error.ts'
import { type Backoff, backoff, pause } from './backoff.ts'
import { listPage, type Page, resourceVersionOf, watchEvent } from './list-and-watch.ts'
import type { RequestLimits } from './request-limits.ts'

/** What a reflector tells, in the order it happened. */
export interface ReflectorSink {
  /** One object was added or changed. */
  put(object: unknown): void
  remove(object: unknown): void
  /** A whole new list begins; it stands in the place of all that was told before once it ends, and not before. */
  list(): ListSink
  status(status: KindStatus): void
  /** The server could not be asked. */
  trouble(error: ApiError): void
}

/** Where the pages of one list go. A list that breaks off never ends. */
export interface ListSink {
  page(objects: readonly unknown[]): void
  end(): void
}

/** Where one kind is listed. `namespace` null: in all. */
export interface ListPlace {
  /** Such as `/api/v1/pods`. */
  readonly path: string
  readonly namespace: string | null
}

export interface ReflectorOptions {
  readonly client: Pick<ApiClient, 'json' | 'lines'>
  readonly place: ListPlace
  /** Where to list instead when the place is forbidden, or null. */
  readonly fallback: ListPlace | null
  /** Such as a field selector. */
  readonly query: Readonly<Record<string, string>>
  readonly sink: ReflectorSink
  readonly limits: RequestLimits
  readonly now: () => number
  readonly random: () => number
}

const pageLimit = 250
/** So many objects of a page are taken in at once. */
const sliceLength = 100
const listTimeoutMs = 60_000
/** A kind that is forbidden or absent is asked for again this often. */
const askAgainMs = 45_000
/** A watch that ends sooner is not opened again at once. */
const shortestWatchMs = 1_000
/** After this long without a failure the waits start small again. */
const healthyMs = 60_000
/** Rights are judged when a watch opens: one that stayed open longer would not notice that they were taken away. Nor is a connection
 * that died without a word noticed before: a heartbeat goes over another one. Both must show within a minute. */
const shortestWatchSeconds = 35
const watchSecondsSpread = 10
/** How long the server may keep a watch open beyond what it was asked before we think it lost. */
const graceMs = 10_000

/** Keeps one kind in step with the server: lists it in pages, then watches, and starts over when it must. What was told stays
 * valid while the server is away. */
export class Reflector {
  readonly #options: ReflectorOptions
  readonly #backoff: Backoff
  #place: ListPlace
  #resourceVersion: string | null = null
  #everListed = false
  #isLive = false
  #isAbsent = false
  /** Until when what is known was in step with the server. */
  #goodAt: number
  #wake = new AbortController()

  constructor(options: ReflectorOptions) {
    this.#options = options
    this.#place = options.place
    this.#backoff = backoff(options.random)
    this.#goodAt = options.now()
  }

  /** Runs until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { now } = this.#options
    while (!signal.aborted) {
      this.#wake = new AbortController()
      let began = now()
      try {
        if (this.#resourceVersion === null) await this.#list(signal)
        began = now()
        await this.#watch(signal)
        if (now() - began >= shortestWatchMs) this.#backoff.reset()
        else if (!this.#wake.signal.aborted) await this.#rest(Math.max(shortestWatchMs, this.#backoff.next()), signal)
        await this.#leaveFallback(signal)
      } catch (cause) {
        if (signal.aborted) return
        if (now() - began > healthyMs) this.#backoff.reset()
        await this.#failed(cause, now() - began, signal)
      }
    }
  }

  /** True when the server's last word was that it has no such kind. */
  get isAbsent(): boolean {
    return this.#isAbsent
  }

  /** Ask again now: close the watch and open it where it was, since the connection below may be dead, or end a wait. */
  wake(): void {
    // What was answered while the server was coming up says nothing of how it is now.
    this.#backoff.reset()
    this.#wake.abort()
  }

  /** The server does not answer: what is known is as of `since`. */
  lost(reason: string, since: number): void {
    if (!this.#isLive) return
    this.#isLive = false
    this.#goodAt = since
    this.#options.sink.status({ state: 'stale', since, reason, retryAt: null })
  }

  #live(): void {
    this.#isLive = true
    this.#isAbsent = false
    this.#goodAt = this.#options.now()
    this.#options.sink.status({ state: 'live', since: this.#goodAt, namespace: this.#place.namespace })
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { limits } = this.#options
    await limits.list(async () => {
      // A list can grow too old between two pages: then once more from the start, and at last in one piece.
      for (const limit of [pageLimit, pageLimit, null]) {
        await limits.take(signal)
        const version = await this.#listPages(limit, signal)
        if (version === null) continue
        this.#resourceVersion = version
        this.#everListed = true
        this.#live()
        return
      }
      throw new ApiError('server', 'the list grows too old while it is read')
    })
  }

  /** The version of the list; null when it grew too old between two pages. */
  async #listPages(limit: number | null, signal: AbortSignal): Promise<string | null> {
    const { client, query, sink } = this.#options
    const into = sink.list()
    let count = 0
    let next: string | null = null
    for (;;) {
      const paging: Record<string, string> = {
        ...query,
        ...(limit !== null && { limit: String(limit) }),
        ...(next !== null && { continue: next }),
      }
      let page: Page
      try {
        page = listPage(await client.json(this.#place.path, { query: paging, signal, timeoutMs: listTimeoutMs }))
      } catch (cause) {
        if (next !== null && cause instanceof ApiError && cause.kind === 'expired') return null
        throw cause
      }
      // Parsing a page and taking it in are some ten milliseconds each; a key may come between.
      await aside()
      for (let at = 0; at < page.items.length; at += sliceLength) {
        into.page(page.items.slice(at, at + sliceLength))
        await aside()
      }
      count += page.items.length
      next = page.next
      const total = next === null ? count : page.remaining === null ? null : count + page.remaining
      // Once listed, the old list stays on screen while the new one is read.
      if (!this.#everListed) sink.status({ state: 'loading', count, total })
      if (next !== null) continue
      into.end()
      return page.resourceVersion
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, query, limits, random } = this.#options
    const timeoutSeconds = shortestWatchSeconds + Math.floor(random() * watchSecondsSpread)
    const wake = this.#wake.signal
    const deadline = AbortSignal.timeout(timeoutSeconds * 1000 + graceMs)
    const watchQuery = {
      ...query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#resourceVersion ?? '',
      timeoutSeconds: String(timeoutSeconds),
    }
    const stop = AbortSignal.any([signal, wake, deadline])
    const options = { query: watchQuery, signal: stop, timeoutMs: timeoutSeconds * 1000 + graceMs }
    try {
      await limits.take(stop)
      await client.lines(this.#place.path, options, { open: () => this.#live(), line: (line) => this.#event(line) })
    } catch (cause) {
      if (signal.aborted || !(wake.aborted || deadline.aborted)) throw cause
    }
  }

  #event(line: string): void {
    const event = watchEvent(line)
    const version = resourceVersionOf(event.object)
    if (version !== null) this.#resourceVersion = version
    if (event.type === 'ADDED' || event.type === 'MODIFIED') this.#options.sink.put(event.object)
    else if (event.type === 'DELETED') this.#options.sink.remove(event.object)
  }

  /** Where all namespaces were forbidden they may have been allowed meanwhile. */
  async #leaveFallback(signal: AbortSignal): Promise<void> {
    const { client, place } = this.#options
    if (signal.aborted || this.#place === place) return
    const isAllowed = await client.json(place.path, { query: { limit: '1' }, signal }).then(
      () => true,
      () => false,
    )
    if (isAllowed) this.#moveTo(place)
  }

  #moveTo(place: ListPlace): void {
    this.#place = place
    this.#resourceVersion = null
  }

  async #failed(cause: unknown, afterMs: number, signal: AbortSignal): Promise<void> {
    const { sink, now, place, fallback } = this.#options
    const error = cause instanceof ApiError ? cause : new ApiError('server', safeText(String(cause)))
    if (error.kind === 'expired') {
      this.#resourceVersion = null
      // A server that calls every version too old would be asked in a loop.
      return afterMs < shortestWatchMs ? this.#rest(this.#backoff.next(), signal) : undefined
    }
    if (error.kind === 'forbidden' && fallback !== null && this.#place === place) return this.#moveTo(fallback)
    const wasLive = this.#isLive
    this.#isLive = false
    this.#isAbsent = error.kind === 'not-found'
    if (error.kind === 'forbidden' || error.kind === 'not-found') {
      this.#moveTo(place)
      sink.status(error.kind === 'forbidden' ? { state: 'forbidden', reason: error.message } : { state: 'absent' })
      if (error.kind === 'not-found') sink.trouble(error)
      return this.#rest(askAgainMs, signal)
    }
    if (wasLive && error.kind !== 'timeout') this.#goodAt = now()
    const waitMs = error.retryAfterMs ?? this.#backoff.next()
    const [reason, retryAt] = [error.hint === null ? error.message : `${error.message}; ${error.hint}`, now() + waitMs]
    sink.status(
      this.#everListed ? { state: 'stale', since: this.#goodAt, reason, retryAt } : { state: 'error', reason, retryAt },
    )
    sink.trouble(error)
    await this.#rest(waitMs, signal)
  }

  /** Waits, until it is woken at the latest. */
  #rest(ms: number, signal: AbortSignal): Promise<void> {
    return pause(ms, AbortSignal.any([signal, this.#wake.signal]))
  }
}

import type { KindStatus } from '../../model/live.ts'
import type { ApiClient } from './api-client.ts'
import { ApiError, errorOfAnswer, safeText } from './api-error.ts'
import { type Backoff, backoff, pause } from './backoff.ts'
import { type JsonRecord, record } from './record.ts'

/** What a reflector tells, in the order it happened. */
export interface ReflectorSink {
  /** One object was added or changed. */
  put(object: unknown): void
  remove(object: unknown): void
  /** A whole new list begins; it stands in the place of all that was told before once it ends, and not before. */
  list(): ListSink
  status(status: KindStatus): void
}

/** Where the pages of one list go. A list that breaks off never ends. */
export interface ListSink {
  page(objects: readonly unknown[]): void
  end(): void
}

export interface ReflectorOptions {
  readonly client: Pick<ApiClient, 'json' | 'lines'>
  /** Such as `/api/v1/pods`. */
  readonly path: string
  /** Such as a field selector. */
  readonly query: Readonly<Record<string, string>>
  readonly sink: ReflectorSink
  readonly now: () => number
  readonly random: () => number
}

const pageLimit = 250
const listTimeoutMs = 60_000
/** A kind that is forbidden or absent is asked for again this often. */
const askAgainMs = 60_000
/** A watch that ends sooner is not opened again at once. */
const shortestWatchMs = 1_000
/** After this long without a failure the waits start small again. */
const healthyMs = 60_000
/** How long the server may keep a watch open beyond what it was asked before we think it lost. */
const graceMs = 15_000

/** Keeps one kind in step with the server: lists it in pages, then watches, and starts over when it must. What was told stays
 * valid while the server is away. */
export class Reflector {
  readonly #options: ReflectorOptions
  readonly #backoff: Backoff
  #resourceVersion: string | null = null
  #everListed = false
  #reopen: AbortController | null = null

  constructor(options: ReflectorOptions) {
    this.#options = options
    this.#backoff = backoff(options.random)
  }

  /** Runs until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = this.#options.now()
      try {
        if (this.#resourceVersion === null) await this.#list(signal)
        await this.#watch(signal)
        if (this.#options.now() - began < shortestWatchMs) await pause(shortestWatchMs, signal)
        else this.#backoff.reset()
      } catch (cause) {
        if (signal.aborted) return
        if (this.#options.now() - began > healthyMs) this.#backoff.reset()
        await this.#failed(cause, signal)
      }
    }
  }

  /** Close the watch and open it again where it was: the connection below may be dead. */
  reopen(): void {
    this.#reopen?.abort()
  }

  async #list(signal: AbortSignal): Promise<void> {
    // A list can grow too old between two pages: then once more from the start, and at last in one piece.
    for (const limit of [pageLimit, pageLimit, null]) {
      if (await this.#listPages(limit, signal)) {
        this.#everListed = true
        this.#options.sink.status({ state: 'live', since: this.#options.now() })
        return
      }
    }
    throw new ApiError('server', 'the list grows too old while it is read')
  }

  /** False when the list grew too old between two pages. */
  async #listPages(limit: number | null, signal: AbortSignal): Promise<boolean> {
    const { client, path, query, sink } = this.#options
    const into = sink.list()
    let count = 0
    let next: string | null = null
    do {
      const paging: Record<string, string> = {
        ...query,
        ...(limit !== null && { limit: String(limit) }),
        ...(next !== null && { continue: next }),
      }
      const page: Page | null = await client
        .json(path, { query: paging, signal, timeoutMs: listTimeoutMs })
        .then(pageOf, (cause: unknown) => {
          if (next !== null && cause instanceof ApiError && cause.kind === 'expired') return null
          throw cause
        })
      if (page === null) return false
      into.page(page.items)
      count += page.items.length
      next = page.next
      this.#resourceVersion = page.resourceVersion
      // Once listed, the old list stays on screen while the new one is read.
      if (!this.#everListed) sink.status({ state: 'loading', count, total: next === null ? count : page.total(count) })
    } while (next !== null)
    into.end()
    return true
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, path, query, sink, now, random } = this.#options
    const timeoutSeconds = 240 + Math.floor(random() * 60)
    this.#reopen = new AbortController()
    const deadline = AbortSignal.timeout(timeoutSeconds * 1000 + graceMs)
    const watchQuery = {
      ...query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#resourceVersion ?? '',
      timeoutSeconds: String(timeoutSeconds),
    }
    const stop = AbortSignal.any([signal, this.#reopen.signal, deadline])
    const opened = this.#reopen.signal
    try {
      sink.status({ state: 'live', since: now() })
      await client.lines(
        path,
        { query: watchQuery, signal: stop, timeoutMs: timeoutSeconds * 1000 + graceMs },
        (line) => this.#event(line),
      )
    } catch (cause) {
      if (signal.aborted || !(opened.aborted || deadline.aborted)) throw cause
    }
  }

  #event(line: string): void {
    const event = watchEvent(line)
    if (event.type === 'ERROR') throw errorOfAnswer(event.code, JSON.stringify(event.object), null)
    const version = resourceVersionOf(event.object)
    if (version !== null) this.#resourceVersion = version
    if (event.type === 'ADDED' || event.type === 'MODIFIED') this.#options.sink.put(event.object)
    else if (event.type === 'DELETED') this.#options.sink.remove(event.object)
  }

  async #failed(cause: unknown, signal: AbortSignal): Promise<void> {
    const { sink, now } = this.#options
    const error = cause instanceof ApiError ? cause : new ApiError('server', safeText(String(cause)))
    if (error.kind === 'expired') {
      this.#resourceVersion = null
      return
    }
    if (error.kind === 'forbidden' || error.kind === 'not-found') {
      this.#resourceVersion = null
      sink.status(error.kind === 'forbidden' ? { state: 'forbidden', reason: error.message } : { state: 'absent' })
      return pause(askAgainMs, signal)
    }
    const waitMs = error.retryAfterMs ?? this.#backoff.next()
    sink.status({ state: 'stale', since: now(), reason: error.message, retryAt: now() + waitMs })
    await pause(waitMs, signal)
  }
}

interface Page {
  readonly items: readonly unknown[]
  readonly next: string | null
  readonly resourceVersion: string | null
  /** How many there are in all when so many have come, or null. */
  total(sofar: number): number | null
}

function pageOf(value: unknown): Page {
  const list = record(value)
  const metadata = record(list.metadata)
  if (!Array.isArray(list.items)) throw new ApiError('not-kubernetes', 'not a Kubernetes API: a list without items')
  const remaining = metadata.remainingItemCount
  const next = metadata.continue
  const version = metadata.resourceVersion
  return {
    items: list.items.map((item) => withKind(item, list)),
    next: typeof next === 'string' && next !== '' ? next : null,
    resourceVersion: typeof version === 'string' ? version : null,
    total: (sofar) => (typeof remaining === 'number' ? sofar + remaining : null),
  }
}

/** The items of a list carry neither kind nor version of their own. */
function withKind(item: unknown, list: JsonRecord): unknown {
  const kind = typeof list.kind === 'string' ? list.kind.replace(/List$/, '') : undefined
  return { apiVersion: list.apiVersion, kind, ...record(item) }
}

interface WatchEvent {
  readonly type: string
  readonly object: unknown
  /** The status of an ERROR event. */
  readonly code: number
}

function watchEvent(line: string): WatchEvent {
  let event: JsonRecord
  try {
    event = record(JSON.parse(line))
  } catch {
    throw new ApiError('not-kubernetes', `not a Kubernetes API: ${safeText(line, 80)}`)
  }
  const object = event.object
  const code = record(object).code
  return { type: String(event.type), object, code: typeof code === 'number' ? code : 500 }
}

function resourceVersionOf(object: unknown): string | null {
  const version = record(record(object).metadata).resourceVersion
  return typeof version === 'string' && version !== '' ? version : null
}

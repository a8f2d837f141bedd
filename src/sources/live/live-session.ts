import type { Change } from '../../model/cluster.ts'
import type { KindStatus } from '../../model/live.ts'
import type { ApiClient } from './api-client.ts'
import { pause } from './backoff.ts'
import { type Discovered, discover } from './discovery.ts'
import { heartbeat } from './heartbeat.ts'
import { pathOf, resourceOf, type WatchedKind, watchedKinds } from './kinds.ts'
import { ObjectTracker } from './object-tracker.ts'
import { type ListSink, Reflector } from './reflector.ts'

/** What a live cluster tells, gathered so that it comes at most ten times a second. */
export interface LiveUpdate {
  /** To be applied together, in order. */
  readonly changes: readonly Change[]
  /** The kinds whose status changed. */
  readonly statuses: ReadonlyMap<string, KindStatus>
  /** Set when it was found out or changed. */
  readonly discovered: Discovered | null
}

export interface LiveOptions {
  readonly client: ApiClient
  readonly decode: (object: unknown) => readonly Change[]
  /** Null for all namespaces. */
  readonly namespace: string | null
  readonly onUpdate: (update: LiveUpdate) => void
  readonly now: () => number
  readonly random: () => number
}

const gatherMs = 100
const rediscoverMs = 60_000

/** Follows one cluster until the signal is aborted. Throws an ApiError only when the first discovery fails. */
export async function followCluster(options: LiveOptions, signal: AbortSignal): Promise<void> {
  const gathered = new Gathered(options.onUpdate)
  const running = new Map<string, RunningKind>()
  let discovered = await discover(options.client, signal)
  const reconcile = (found: Discovered) => {
    gathered.discovered(found)
    for (const kind of watchedKinds) reconcileKind(kind, found)
  }
  const reconcileKind = (kind: WatchedKind, found: Discovered) => {
    const resource = resourceOf(kind, found)
    const present = running.get(kind.name)
    if (present?.resource === resource) return
    present?.stop()
    running.delete(kind.name)
    if (present !== undefined) gathered.changes(present.tracker.relist().end())
    if (resource === null) gathered.status(kind.name, { state: 'absent' })
    else running.set(kind.name, startKind(kind, resource, { options, gathered, signal }))
  }
  reconcile(discovered)
  const beats = heartbeat(
    {
      client: options.client,
      now: options.now,
      onRevived: () => {
        for (const { reflector } of running.values()) reflector.reopen()
      },
      onLost: (reason) => {
        for (const name of running.keys())
          gathered.status(name, { state: 'stale', since: options.now(), reason, retryAt: null })
      },
    },
    signal,
  )
  while (!signal.aborted) {
    await pause(rediscoverMs, signal)
    if (signal.aborted) break
    // A server that is away is the reflectors' business; what it offers is asked again next time.
    discovered = await discover(options.client, signal).catch(() => discovered)
    reconcile(discovered)
  }
  await Promise.all([beats, ...[...running.values()].map((kind) => kind.done)])
}

interface RunningKind {
  readonly resource: string
  readonly reflector: Reflector
  readonly tracker: ObjectTracker
  readonly done: Promise<void>
  stop(): void
}

interface Context {
  readonly options: LiveOptions
  readonly gathered: Gathered
  readonly signal: AbortSignal
}

function startKind(kind: WatchedKind, resource: string, context: Context): RunningKind {
  const { options, gathered } = context
  const tracker = new ObjectTracker(options.decode)
  const own = new AbortController()
  const signal = AbortSignal.any([context.signal, own.signal])
  const reflector = new Reflector({
    client: options.client,
    path: pathOf(resource, kind.namespaced ? options.namespace : null),
    query: kind.query,
    now: options.now,
    random: options.random,
    sink: {
      put: (object) => gathered.changes(tracker.put(object)),
      remove: (object) => gathered.changes(tracker.remove(object)),
      list: () => listInto(tracker, gathered),
      status: (status) => gathered.status(kind.name, status),
    },
  })
  return { resource, reflector, tracker, done: reflector.run(signal), stop: () => own.abort() }
}

/** The first list is shown as it comes; a later one changes the screen all at once. */
function listInto(tracker: ObjectTracker, gathered: Gathered): ListSink {
  const first = tracker.size === 0
  const relist = tracker.relist()
  const held: Change[] = []
  return {
    page: (objects) => {
      const changes = relist.page(objects)
      if (first) gathered.changes(changes)
      else held.push(...changes)
    },
    end: () => gathered.changes([...held, ...relist.end()]),
  }
}

/** Gathers what reflectors tell and hands it over at most ten times a second; of one object only the last change. */
class Gathered {
  readonly #onUpdate: (update: LiveUpdate) => void
  #changes = new Map<string, Change>()
  #statuses = new Map<string, KindStatus>()
  #discovered: Discovered | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(onUpdate: (update: LiveUpdate) => void) {
    this.#onUpdate = onUpdate
  }

  changes(changes: readonly Change[]): void {
    for (const change of changes) {
      const key = `${change.type} ${change.form} ${change.key}`
      this.#changes.delete(key)
      this.#changes.set(key, change)
    }
    this.#later()
  }

  status(kind: string, status: KindStatus): void {
    this.#statuses.set(kind, status)
    this.#later()
  }

  discovered(found: Discovered): void {
    this.#discovered = found
    this.#later()
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      const update = { changes: [...this.#changes.values()], statuses: this.#statuses, discovered: this.#discovered }
      this.#timer = null
      this.#changes = new Map()
      this.#statuses = new Map()
      this.#discovered = null
      this.#onUpdate(update)
    }, gatherMs)
  }
}

import type { Change } from '../../model/cluster.ts'
import { type ApiClient, largestSkewMs, skewWords } from './api-client.ts'
import { ApiError } from './api-error.ts'
import { backoff, pause } from './backoff.ts'
import { type ClusterMark, clusterMark, differenceOf } from './cluster-mark.ts'
import { type Discovered, discover } from './discovery.ts'
import { Gathered, type LiveUpdate } from './gathered.ts'
import { Heartbeat } from './heartbeat.ts'
import { resourceOf, type WatchedKind, watchedKinds } from './kinds.ts'
import { requestLimits } from './request-limits.ts'
import { type KindContext, type RunningKind, startKind } from './running-kind.ts'

export interface LiveOptions {
  readonly client: ApiClient
  readonly decode: (object: unknown) => readonly Change[]
  /** Null for all namespaces. */
  readonly namespace: string | null
  /** Where to look when all namespaces are forbidden: the context's own; null for nowhere. */
  readonly homeNamespace?: string | null
  /** True to go on trying when the cluster cannot be reached at first. */
  readonly isPatient?: boolean
  readonly onUpdate: (update: LiveUpdate) => void
  /** Called once there was a first answer, with what asks at once for all that was refused, is missing or failed since. */
  readonly onStarted?: (askAgain: () => void) => void
  readonly now: () => number
  readonly random: () => number
}

const rediscoverMs = 60_000
/** What a server offers is not asked for more often than this. */
const discoverGapMs = 5_000

/** Follows one cluster until the signal is aborted. Throws an ApiError when the first discovery fails: at once, or when patient only
 * where trying again is of no use. */
export async function followCluster(options: LiveOptions, signal: AbortSignal): Promise<void> {
  await new Session(options, signal).run()
}

class Session {
  readonly #options: LiveOptions
  readonly #signal: AbortSignal
  readonly #gathered: Gathered
  readonly #heartbeat: Heartbeat
  readonly #context: KindContext
  readonly #running = new Map<string, RunningKind>()
  #mark: ClusterMark = { uid: null, resourceVersion: null }
  #wasReplaced = false
  /** Aborted to ask soon what the server offers. */
  #rediscover = new AbortController()
  /** Aborted when the user wants to know at once. */
  #asked = new AbortController()

  constructor(options: LiveOptions, signal: AbortSignal) {
    const { client, now } = options
    this.#options = options
    this.#signal = signal
    this.#gathered = new Gathered(options.onUpdate)
    this.#heartbeat = new Heartbeat({
      client,
      now,
      onRevived: () => this.#revived(),
      // It may have been restarted, restored or replaced meanwhile.
      onReassured: () => this.#rediscover.abort(),
      onLost: (reason, since) => {
        for (const { reflector } of this.#running.values()) reflector.lost(reason, since)
      },
    })
    this.#context = {
      ...options,
      homeNamespace: options.homeNamespace ?? null,
      gathered: this.#gathered,
      limits: requestLimits(now),
      trouble: (error) => this.#trouble(error),
      signal,
    }
  }

  async run(): Promise<void> {
    const signal = this.#signal
    let found = await this.#firstDiscovery()
    this.#reconcile(found)
    this.#options.onStarted?.(() => this.#askAgain())
    const beats = this.#heartbeat.run(signal)
    await this.#look(found)
    while (!signal.aborted) {
      this.#rediscover = new AbortController()
      this.#asked = new AbortController()
      const asked = AbortSignal.any([signal, this.#asked.signal])
      await pause(discoverGapMs, asked)
      await pause(rediscoverMs - discoverGapMs, AbortSignal.any([asked, this.#rediscover.signal]))
      if (signal.aborted) break
      // A server that is away is the reflectors' business; what it offers is asked again next time.
      found = await discover(this.#options.client, signal).catch(() => found)
      if (signal.aborted) break
      this.#reconcile(found)
      await this.#look(found)
    }
    await Promise.all([beats, ...[...this.#running.values()].map((kind) => kind.done)])
  }

  async #firstDiscovery(): Promise<Discovered> {
    const { client, now, random, isPatient } = this.#options
    const waits = backoff(random)
    for (;;) {
      try {
        const found = await discover(client, this.#signal)
        this.#gathered.trouble(null)
        return found
      } catch (cause) {
        if (!(isPatient === true && cause instanceof ApiError && cause.retryable)) throw cause
        const waitMs = cause.retryAfterMs ?? waits.next()
        this.#gathered.trouble({ message: cause.message, hint: cause.hint, retryAt: now() + waitMs })
        await pause(waitMs, this.#signal)
        if (this.#signal.aborted) throw new ApiError('aborted', 'cancelled')
      }
    }
  }

  #reconcile(found: Discovered): void {
    this.#gathered.discovered(found)
    for (const kind of watchedKinds) this.#reconcileKind(kind, found)
  }

  #reconcileKind(kind: WatchedKind, found: Discovered): void {
    const resource = resourceOf(kind, found)
    const present = this.#running.get(kind.name)
    if (present?.resource === resource && resource !== null) return
    if (present !== undefined && isKept(present, resource, found)) return
    present?.stop()
    if (resource !== null) {
      this.#start(kind, resource, present)
      return
    }
    this.#running.delete(kind.name)
    if (present !== undefined) this.#gathered.changes(present.tracker.clear())
    this.#gathered.status(kind.name, { state: 'absent' })
  }

  #start(kind: WatchedKind, resource: string, predecessor: RunningKind | undefined): void {
    this.#running.set(kind.name, startKind(kind, resource, predecessor?.tracker ?? null, this.#context))
  }

  #trouble(error: ApiError): void {
    // A kind that is gone, or a group that does not answer, changes what the server offers.
    if (error.kind === 'not-found' || error.kind === 'server') this.#rediscover.abort()
    else if (error.kind !== 'throttled') this.#heartbeat.hurry()
  }

  #askAgain(): void {
    this.#revived()
    this.#asked.abort()
  }

  #revived(): void {
    for (const { reflector } of this.#running.values()) reflector.wake()
    this.#rediscover.abort()
  }

  /** See whether it is still the same cluster, and what is to be said of it. */
  async #look(found: Discovered): Promise<void> {
    const { client, now } = this.#options
    const mark = await clusterMark(client, this.#signal)
    if (this.#signal.aborted) return
    const difference = differenceOf(this.#mark, mark)
    this.#mark = {
      uid: mark.uid ?? this.#mark.uid,
      resourceVersion: mark.resourceVersion ?? this.#mark.resourceVersion,
    }
    if (difference !== null) this.#startOver()
    this.#wasReplaced ||= difference === 'replaced'
    this.#gathered.notices([
      ...(this.#wasReplaced ? ['cluster changed: another one answers under this name since'] : []),
      ...(found.flavour === 'aggregated-down' ? ['Calico’s API server is down: its stored objects are read'] : []),
      ...(found.flavour === 'no-calico' ? ['no Calico on this cluster: Kubernetes policies only'] : []),
      ...(found.migrationPhase === null
        ? []
        : [`datastore migration ${safePhase(found.migrationPhase)}: Calico’s objects move from one API to the other`]),
      ...(Math.abs(client.skewMs) > largestSkewMs ? [skewWords(client.skewMs, now())] : []),
    ])
  }

  /** Read everything anew: versions of before mean nothing now. What is known stays until the new lists are in. */
  #startOver(): void {
    for (const present of [...this.#running.values()]) {
      present.stop()
      this.#start(present.kind, present.resource, present)
    }
  }
}

/** True when a kind is to be read on as before although discovery now says otherwise. */
function isKept({ resource, reflector }: RunningKind, wanted: string | null, found: Discovered): boolean {
  // A group that does not answer has not lost its kinds: what is known stays, marked stale by its reflector.
  if (found.stale.has(groupOf(resource))) return wanted === null
  // A server that has just started lists custom resources late. Only when it knows nothing of the kind itself is it gone.
  return !found.resources.has(resource) && !reflector.isAbsent
}

function groupOf(resource: string): string {
  return resource.split('/')[0] ?? resource
}

function safePhase(phase: string): string {
  return phase.replace(/[^A-Za-z]/g, '').slice(0, 40)
}

import { setFlagsFromString } from 'node:v8'
import { decode } from '../decode/decode.ts'
import type { AccessTable } from '../model/access-table.ts'
import { emptyCluster } from '../model/cluster-changes.ts'
import { gapsOfLive } from '../model/gap.ts'
import { type LiveStatus, nextTry } from '../model/live.ts'
import { ApiError } from '../sources/live/api-error.ts'
import { type Connection, connect } from '../sources/live/connect.ts'
import type { LiveUpdate } from '../sources/live/gathered.ts'
import { watchedKinds } from '../sources/live/kinds.ts'
import { followCluster } from '../sources/live/live-session.ts'
import type { Store } from '../store/store.ts'
import { AccessWatch } from './access-watch.ts'
import { FlowInbox } from './flow-inbox.ts'
import { readFlowsBeside } from './flow-reading.ts'
import { gapChanges } from './gaps.ts'
import type { GlobalOptions, LiveFlowsChoice } from './options.ts'
import { requestTimeoutMs } from './request-timeout.ts'
import { version } from './root.ts'
import { ShownCluster } from './shown-cluster.ts'
import type { World } from './world.ts'

/** Follows live clusters into a store, one at a time. */
export interface Follower {
  /** Open a context (null: the current one) in place of what is open, with recorded flows from files beside its own. What comes of
   * it is also on the screen. */
  open(context: string | null, flows?: readonly string[]): Promise<Opened>
  /** Ask the cluster that is open again for what it refused, lacks or failed to give; else open the last one anew. */
  again(): void
  /** Give the terminal to the credential plugin of what is open, then go on. Throws an ApiError. */
  signIn(): Promise<void>
  /** Follow the flows of the cluster that is open, once it can be reached. */
  followFlows(): void
  stop(): void
}

/** Whether a cluster is followed now; where it is not, since nothing names one or since the kubeconfig cannot be used, and why. */
export type Opened = { readonly is: 'followed' | 'unnamed' } | { readonly is: 'refused'; readonly message: string }

/** A follower with the options of the command line. */
export function liveFollower(store: Store, global: GlobalOptions, world: World): Follower {
  let running: AbortController | null = null
  let session: FollowedCluster | null = null
  let last: { readonly context: string | null; readonly flows: readonly string[] } = { context: null, flows: [] }
  const stop = () => running?.abort()
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`)
  const open = async (context: string | null, flows: readonly string[] = []) => {
    stop()
    last = { context, flows }
    const own = new AbortController()
    running = own
    const opened = new FollowedCluster(store, global, own.signal)
    session = opened
    if (flows.length > 0) opened.readFlows(flows)
    return opened.run({
      context,
      kubeconfig: global.kubeconfig,
      impersonate: { user: global.as, groups: global.asGroups },
      env: world.env,
      version: version(),
      now: Date.now,
      timeoutMs: requestTimeoutMs(global),
      terminal: 'on-request',
      onPluginMessage: (line) => opened.pluginSaid(line),
    })
  }
  return {
    stop,
    open,
    signIn: async () => session?.signIn(),
    again: () => void (session?.askAgain() || open(last.context, last.flows)),
    followFlows: () => session?.followFlows(),
  }
}

/** How much garbage may gather before it is collected, in percent of what is in use. Left to itself the heap of a program that
 * runs for days grows to several times what it needs. */
const heapGrowingPercent = 35

/** So many lines of a plugin are kept in sight. */
const mostPluginLines = 8

/** A server in few words; that it speaks plain http is worth one. */
function serverName({ protocol, origin, host }: URL): string {
  return protocol === 'http:' ? origin : host
}

/** One cluster being followed: what it is, and how it stands. */
class FollowedCluster {
  readonly #store: Store
  readonly #home: string | null
  readonly #signal: AbortSignal
  readonly #inbox: FlowInbox
  readonly #flowsFrom: LiveFlowsChoice
  #flowsAre: 'unwanted' | 'wanted' | 'followed' = 'unwanted'
  #live: LiveStatus | null = null
  readonly #cluster: ShownCluster
  /** What the cluster says is not known of it. */
  #gaps = emptyCluster.gaps
  #askAgain: (() => void) | null = null
  #askFlowsAgain = () => {}
  #access: AccessWatch | null = null
  #tick: NodeJS.Timeout | null = null
  #connection: Connection | null = null
  #following = new AbortController()
  #followed: Promise<void> = Promise.resolve()

  /** The namespace that was given is looked in where all namespaces are forbidden, in place of the context's own. */
  constructor(store: Store, global: GlobalOptions, signal: AbortSignal) {
    this.#store = store
    this.#home = global.namespace
    this.#flowsFrom = global.liveFlows ?? 'whisker'
    this.#signal = signal
    this.#cluster = new ShownCluster(store, signal)
    this.#inbox = new FlowInbox(store, signal)
  }

  readFlows(paths: readonly string[]): void {
    void readFlowsBeside(this.#store, this.#inbox, { paths, signal: this.#signal })
  }

  followFlows(): void {
    const [client, source] = [this.#connection?.client, this.#flowsFrom]
    if (source === 'off') return
    if (this.#flowsAre === 'followed') {
      // A cluster that was opened anew has lost sight of what is followed already.
      this.#inbox.tellAgain()
      return
    }
    this.#flowsAre = client === undefined ? 'wanted' : 'followed'
    if (client === undefined) return
    const onStarted = (askAgain: () => void) => {
      this.#askFlowsAgain = askAgain
    }
    import('./flow-following.ts')
      .then(({ followFlowsInto }) => followFlowsInto({ client, source, inbox: this.#inbox, onStarted }, this.#signal))
      .catch((error) => this.#failed(error))
  }

  /** False when there was no answer yet that could be asked for again. */
  askAgain(): boolean {
    if (this.#askAgain === null || this.#signal.aborted) return false
    this.#askAgain()
    this.#askFlowsAgain()
    return true
  }

  /** A line of a credential plugin: a device code may stand some lines before the last. */
  pluginSaid(line: string): void {
    this.told({ signIn: [...(this.#live?.signIn ?? []), line].slice(-mostPluginLines) })
  }

  /** Tell the screen what is new. */
  told(more: Partial<LiveStatus>): void {
    if (this.#live === null || this.#signal.aborted) return
    this.#live = { ...this.#live, ...more, now: Date.now() }
    this.#store.send({ type: 'live', live: this.#live })
    this.#countDown(this.#live)
  }

  /** Tell the time again as long as something on screen counts down. */
  #countDown(live: LiveStatus): void {
    clearTimeout(this.#tick ?? undefined)
    this.#tick = nextTry(live) === null ? null : setTimeout(() => this.told({}), 1000)
  }

  /** Goes on in the background until the signal is aborted. */
  async run(options: Parameters<typeof connect>[0]): Promise<Opened> {
    this.#store.send({ type: 'opening', title: options.context ?? 'the current context', paths: [] })
    let connection: Connection | null
    try {
      connection = await connect(options)
    } catch (error) {
      return { is: 'refused', message: this.#failed(error) }
    }
    if (connection === null) return { is: 'unnamed' }
    this.#store.send({ type: 'opening', title: connection.context, paths: [] })
    this.#live = {
      context: connection.context,
      contexts: connection.contexts,
      server: serverName(connection.client.server),
      namespace: this.#home ?? connection.namespace,
      isTlsVerified: connection.isTlsVerified,
      flavour: null,
      kubernetesVersion: null,
      kinds: new Map(watchedKinds.map(({ name }) => [name, { state: 'loading', count: 0, total: null }])),
      changedAt: null,
      signIn: [],
      canSignIn: connection.signIn !== null,
      trouble: null,
      notices: [],
      access: null,
      now: Date.now(),
    }
    this.told({})
    this.#connection = connection
    this.#followed = this.#follow(connection)
    if (this.#flowsAre === 'wanted') this.followFlows()
    return { is: 'followed' }
  }

  /** Give the terminal to the credential plugin, then go on. */
  async signIn(): Promise<void> {
    const connection = this.#connection
    if (connection?.signIn == null) return
    await connection.signIn(this.#signal)
    if (!this.#following.signal.aborted && this.askAgain()) return
    // There was no first answer, nor will there soon be one.
    this.#following.abort()
    await this.#followed
    this.#store.send({ type: 'opening', title: connection.context, paths: [] })
    this.told({ signIn: [], trouble: null })
    this.#followed = this.#follow(connection)
  }

  async #follow(connection: Connection): Promise<void> {
    const { client } = connection
    const own = new AbortController()
    this.#following = own
    const namespace = this.#home ?? connection.namespace
    const onAccess = (access: AccessTable) => {
      this.told({ access })
      this.#show()
    }
    this.#access = new AccessWatch({ client, namespace, signal: this.#signal, onAccess })
    const options = {
      client,
      decode: (object: unknown) => decode(object, null),
      namespace: null,
      homeNamespace: namespace,
      isPatient: true,
      now: Date.now,
      random: Math.random,
      onUpdate: (update: LiveUpdate) => this.#update(update),
      onStarted: (askAgain: () => void) => {
        this.#askAgain = askAgain
      },
    }
    await followCluster(options, AbortSignal.any([this.#signal, own.signal])).catch((error) => {
      if (!own.signal.aborted) this.#failed(error)
    })
    own.abort()
    client.close()
  }

  #update({ changes, statuses, discovered, trouble, notices }: LiveUpdate): void {
    if (this.#signal.aborted || this.#live === null) return
    this.#cluster.apply(changes)
    const kinds = new Map([...this.#live.kinds, ...statuses])
    this.#live = {
      ...this.#live,
      kinds,
      ...(discovered !== null && { flavour: discovered.flavour, kubernetesVersion: discovered.kubernetesVersion }),
    }
    if (discovered !== null) this.#cluster.begin()
    this.#show()
    this.#access?.heard(discovered, kinds)
    this.told({ signIn: [], trouble, notices, ...(changes.length > 0 && { changedAt: Date.now() }) })
  }

  /** Show the cluster, and let it say what is not known of it now. */
  #show(): void {
    if (this.#live === null) return
    const gaps = gapsOfLive(this.#live)
    this.#cluster.applyGaps(gapChanges(this.#gaps, gaps))
    this.#gaps = gaps
    this.#cluster.show([...this.#live.kinds.values()].some(({ state }) => state === 'loading'))
  }

  /** Gives the words. */
  #failed(error: unknown): string {
    const hint = error instanceof ApiError && error.hint !== null ? `; ${error.hint}` : ''
    const message = `${error instanceof Error ? error.message : String(error)}${hint}`
    if (!this.#signal.aborted) this.#store.send({ type: 'open-failed', message })
    return message
  }
}

import type { AccessTable } from './access-table.ts'

/** How it stands with one kind of object of a live cluster. Times are milliseconds since 1970. */
export type KindStatus =
  /** The first list is being read; `total` null where the server does not say. */
  | { readonly state: 'loading'; readonly count: number; readonly total: number | null }
  /** `namespace` is the only one that may be read; null for all that were asked for. */
  | { readonly state: 'live'; readonly since: number; readonly namespace: string | null }
  /** What is known is as of `since`; `retryAt` says when the server is asked again. */
  | { readonly state: 'stale'; readonly since: number; readonly reason: string; readonly retryAt: number | null }
  | { readonly state: 'forbidden'; readonly reason: string }
  /** The server has no such kind. */
  | { readonly state: 'absent' }
  /** It could not be read once yet; `retryAt` as above. */
  | { readonly state: 'error'; readonly reason: string; readonly retryAt: number | null }

/** How Calico's objects are served: by its API server, as custom resources of the user API, or only in the storage form. */
export type Flavour = 'aggregated' | 'aggregated-down' | 'native' | 'migrating' | 'crd-v1' | 'no-calico'

/** Why a cluster cannot be opened yet, what the user can do about it, and when it is tried again. */
export interface Trouble {
  readonly message: string
  readonly hint: string | null
  readonly retryAt: number
}

/** A live cluster as a user sees it: where it is, and how it stands with each kind. */
export interface LiveStatus {
  readonly context: string
  /** The contexts of the kubeconfig. */
  readonly contexts: readonly string[]
  /** Host and port, with `http://` before them where nothing is encrypted. */
  readonly server: string
  readonly namespace: string | null
  readonly isTlsVerified: boolean
  /** Null until it was found out. */
  readonly flavour: Flavour | null
  readonly kubernetesVersion: string | null
  /** In the order they are asked for. */
  readonly kinds: ReadonlyMap<string, KindStatus>
  /** When something of the cluster last changed, or null. */
  readonly changedAt: number | null
  /** The last lines a credential plugin said while it runs. */
  readonly signIn: readonly string[]
  /** True when the context has a credential plugin that could ask the user something. */
  readonly canSignIn: boolean
  /** What stands in the way of the first answer, or null. */
  readonly trouble: Trouble | null
  /** What the user should know of the cluster as a whole, such as that another one answers under its name. */
  readonly notices: readonly string[]
  /** What the user may see and do; null until it was asked. */
  readonly access: AccessTable | null
  /** The time at which all this is told; what counts down counts from it. */
  readonly now: number
}

/** What the whole of a live cluster comes to: the worst state of a kind, loading before all. A kind that is absent or forbidden
 * lowers what can be told, not the rest. */
export function overallStatus(live: LiveStatus): KindStatus | null {
  const kinds = [...live.kinds.values()]
  const loading = kinds.filter((status) => status.state === 'loading')
  if (loading.length > 0) {
    const count = loading.reduce((sum, status) => sum + status.count, 0)
    const total = loading.some((status) => status.total === null)
      ? null
      : loading.reduce((sum, status) => sum + (status.total ?? 0), 0)
    return { state: 'loading', count, total }
  }
  if (kinds.some((status) => status.state === 'stale')) {
    // The oldest of what is known is how old the whole is.
    const oldest = kinds.filter((status) => status.state === 'stale').sort((left, right) => left.since - right.since)
    return oldest[0] ?? null
  }
  const failed = kinds.find((status) => status.state === 'error')
  return failed ?? kinds.find((status) => status.state === 'live') ?? kinds[0] ?? null
}

/** When the server is asked again, where something waits for that; null where nothing does. */
export function nextTry(live: LiveStatus): number | null {
  const times = [...live.kinds.values()].flatMap((status) =>
    (status.state === 'stale' || status.state === 'error') && status.retryAt !== null ? [status.retryAt] : [],
  )
  return live.trouble?.retryAt ?? (times.length === 0 ? null : Math.min(...times))
}

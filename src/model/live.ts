/** How it stands with one kind of object of a live cluster. Times are milliseconds since 1970. */
export type KindStatus =
  /** The first list is being read; `total` null where the server does not say. */
  | { readonly state: 'loading'; readonly count: number; readonly total: number | null }
  | { readonly state: 'live'; readonly since: number }
  /** What is known is as of `since`; `retryAt` says when the server is asked again. */
  | { readonly state: 'stale'; readonly since: number; readonly reason: string; readonly retryAt: number | null }
  | { readonly state: 'forbidden'; readonly reason: string }
  /** The server has no such kind. */
  | { readonly state: 'absent' }
  | { readonly state: 'error'; readonly reason: string }

/** How Calico's objects are served: by its API server, as custom resources of the user API, or only in the storage form. */
export type Flavour = 'aggregated' | 'aggregated-down' | 'native' | 'migrating' | 'crd-v1' | 'no-calico'

/** A live cluster as a user sees it: where it is, and how it stands with each kind. */
export interface LiveStatus {
  readonly context: string
  /** The contexts of the kubeconfig. */
  readonly contexts: readonly string[]
  /** Host and port. */
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
  /** What a credential plugin says while it runs, or null. */
  readonly signIn: string | null
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
  const stale = kinds.find((status) => status.state === 'stale' || status.state === 'error')
  return stale ?? kinds.find((status) => status.state === 'live') ?? kinds[0] ?? null
}

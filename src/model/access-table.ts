/** What a user may do with one kind of object that is read. */
export interface KindAccess {
  /** What a user calls it, such as `pods`. */
  readonly name: string
  /** `GROUP/VERSION/PLURAL`, or null when the cluster has no such kind. */
  readonly resource: string | null
  /** What was asked about: reading, and writing too where it changes what policy does. */
  readonly asked: readonly string[]
  /** Of the verbs asked about, those that are allowed in all namespaces. */
  readonly everywhere: readonly string[]
  /** Of the verbs asked about, those that are allowed in the namespace that was asked about; empty where none was. */
  readonly inNamespace: readonly string[]
  readonly namespaced: boolean
  /** True where what is allowed here is not all: it is asked of the tier as well. */
  readonly byTier: boolean
}

/** What a user may do with the policies of one tier. */
export interface TierAccess {
  readonly tier: string
  /** By the plural of a kind of policy: the verbs that are allowed. */
  readonly verbs: ReadonlyMap<string, readonly string[]>
  /** Why policies of the tier may be there that the user does not see; null when all are seen. */
  readonly locked: string | null
}

/** A right in the namespace of Calico's own pods, and whether the user has it. */
export interface FlowsRight {
  readonly verb: string
  readonly resource: string
  /** What it is for, in words. */
  readonly purpose: string
  readonly isAllowed: boolean
}

/** Where Whisker runs, which tells of flows. */
export const flowsNamespace = 'calico-system'

/** What it takes there to read live flows. Since Kubernetes 1.35 a port-forward over WebSocket needs `create` beside `get`. */
export const flowsRights: readonly Omit<FlowsRight, 'isAllowed'>[] = [
  { verb: 'get', resource: 'services', purpose: 'live flows: the port of Whisker' },
  { verb: 'list', resource: 'pods', purpose: 'live flows: the pod of Whisker' },
  { verb: 'get', resource: 'pods/portforward', purpose: 'live flows: to reach it' },
  { verb: 'create', resource: 'pods/portforward', purpose: 'live flows: to reach it, from Kubernetes 1.35 on' },
]

/** What a user of a live cluster may see and do. */
export interface AccessTable {
  /** Who the server takes the user for; null where it does not say. */
  readonly user: string | null
  /** The namespace that was asked about, beside all of them. */
  readonly namespace: string | null
  readonly kinds: readonly KindAccess[]
  readonly tiers: readonly TierAccess[]
  /** What live flows need; empty where the cluster has no Calico. */
  readonly flows: readonly FlowsRight[]
  /** True when tiers decide about reading too: the API server of Calico leaves out what a user may not see. */
  readonly isFiltered: boolean
}

export const readVerbs = ['get', 'list', 'watch'] as const
export const policyVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const

/** A rule of a ClusterRole. */
export interface RoleRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** A ClusterRole of Kubernetes. */
export interface ClusterRole {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1'
  readonly kind: 'ClusterRole'
  readonly metadata: { readonly name: string }
  readonly rules: readonly RoleRule[]
}

/** A Role of Kubernetes. */
export interface NamespacedRole {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1'
  readonly kind: 'Role'
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly rules: readonly RoleRule[]
}

/** The Role that lets the user read live flows; null when nothing is missing. In one namespace only: a port-forward to any pod of the
 * cluster is nothing to give away. */
export function missingFlowsRole({ flows }: AccessTable): NamespacedRole | null {
  const byResource = new Map<string, string[]>()
  for (const { verb, resource, isAllowed } of flows) {
    if (!isAllowed) byResource.set(resource, [...(byResource.get(resource) ?? []), verb])
  }
  if (byResource.size === 0) return null
  const metadata = { name: 'calico-tui-flows', namespace: flowsNamespace }
  const rules = [...byResource].map(([resource, verbs]) => ({ apiGroups: [''], resources: [resource], verbs }))
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules }
}

/** The smallest ClusterRole that lets the user see what is not seen now; null when all is seen. It grants no writing. */
export function missingRole(table: AccessTable): ClusterRole | null {
  const rules = [...missingKinds(table), ...missingTiers(table)]
  if (rules.length === 0) return null
  const metadata = { name: 'calico-tui-viewer' }
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules }
}

function missingKinds({ kinds }: AccessTable): RoleRule[] {
  const byGroup = new Map<string, string[]>()
  for (const { resource, everywhere } of kinds) {
    if (resource === null || readVerbs.every((verb) => everywhere.includes(verb))) continue
    const [group, plural] = groupAndPlural(resource)
    byGroup.set(group, [...(byGroup.get(group) ?? []), plural])
  }
  return [...byGroup].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: readVerbs }))
}

function missingTiers({ tiers, isFiltered }: AccessTable): RoleRule[] {
  const locked = tiers.filter((tier) => tier.locked !== null)
  if (!isFiltered || locked.length === 0) return []
  const resources = [...new Set(locked.flatMap(({ verbs }) => [...verbs.keys()]))].map((plural) => `tier.${plural}`)
  const apiGroups = ['projectcalico.org']
  const names = locked.map(({ tier }) => tier)
  return [
    { apiGroups, resources: ['tiers'], verbs: ['get'], resourceNames: names },
    { apiGroups, resources, verbs: readVerbs, resourceNames: names.map((name) => `${name}.*`) },
  ]
}

/** The group and the plural of `v1/pods` or `GROUP/VERSION/PLURAL`. */
export function groupAndPlural(resource: string): readonly [string, string] {
  const parts = resource.split('/')
  return [parts.length === 2 ? '' : (parts[0] ?? ''), parts.at(-1) ?? '']
}

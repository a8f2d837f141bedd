import type { Change, Cluster } from './cluster.ts'
import type { WorkloadEndpoint } from './endpoint.ts'
import { isEqual } from './equal.ts'
import { type PolicyKind, policyKey } from './policy.ts'

/** A cluster in which nothing was read yet. */
export const emptyCluster: Cluster = {
  tiers: new Map(),
  policies: new Map(),
  networkSets: new Map(),
  hostEndpoints: new Map(),
  profiles: new Map(),
  namespaces: new Map(),
  serviceAccounts: new Map(),
  hostNetworkPods: new Map(),
  pendingPods: new Map(),
  services: new Map(),
  endpointSlices: new Map(),
  nodes: new Map(),
  felixSettings: new Map(),
  clusterInformation: new Map(),
  endpoints: new Map(),
  problems: new Map(),
  ignored: new Map(),
  gaps: new Map(),
  shadowed: new Map(),
}

/**
 * The cluster after some changes. Of changes to one object the last one counts, whatever stands between them; those of different
 * objects may come in any order. What did not change, or came again with equal content, is shared with the cluster before. Cost:
 * the maps and namespaces touched.
 */
export function applyChanges(cluster: Cluster, changes: readonly Change[]): Cluster {
  const draft = draftCluster(cluster)
  for (const change of changes) draft.apply(change)
  return draft.cluster()
}

/** A cluster in the making, for a source that hands over many small batches: each map is copied once, not once a batch. */
export interface ClusterDraft {
  readonly apply: (change: Change) => void
  /** The cluster as it is now. Changes that follow leave it alone: they copy again what they touch. */
  readonly cluster: () => Cluster
}

/** Open a draft that starts as this cluster. */
export function draftCluster(cluster: Cluster): ClusterDraft {
  const draft: Draft = { base: cluster, maps: new Map(), namespaces: new Map() }
  return { apply: (change) => apply(draft, change), cluster: () => close(draft) }
}

/** Where `Cluster.problems` keeps the Problems of a change. */
export function problemKey(type: Change['type'], key: string): string {
  return `${type}/${key}`
}

/** What the draft has of its own: maps by the name of their field, and the endpoints of single namespaces. */
interface Draft {
  base: Cluster
  readonly maps: Map<keyof Cluster, Map<string, unknown>>
  readonly namespaces: Map<string, Map<string, WorkloadEndpoint>>
}

type Stored = Exclude<Change, { readonly type: 'ignored' | 'problems' | 'gaps' }>

function apply(draft: Draft, change: Change): void {
  if (change.type === 'ignored') count(draft, change.key)
  else if (change.type === 'problems') putProblems(draft, change)
  else if (change.type === 'gaps') put(draft, 'gaps', change.key, change.value)
  else store(draft, change)
}

function store(draft: Draft, change: Stored): void {
  const group = groupOf(change)
  const alone = group === change.key && change.form === 'v3' && !isContested(draft, change.type, group)
  if (alone) show(draft, change)
  else contest(draft, change, group)
}

function count(draft: Draft, kind: string): void {
  put(draft, 'ignored', kind, (read(draft, 'ignored').get(kind) ?? 0) + 1)
}

/**
 * Sees to it that of all forms of one object only the best stands in the cluster: the original before its generated copy, v3
 * before v1. `shadowed` holds every form as long as there is one that could be shadowed.
 */
function contest(draft: Draft, change: Stored, group: string): void {
  const before = formsOf(draft, change.type, group)
  if (!isContested(draft, change.type, group)) {
    const front = frontOf(draft, change.type, group)
    if (front !== null) before[0] = front
  }
  const after = [...before]
  after[rankOf(change, group)] = change.value === null && change.problems.length === 0 ? null : change
  const contested = after.some((form, rank) => rank > 0 && form !== null)
  for (const [rank, form] of after.entries()) {
    put(draft, 'shadowed', `${rank}/${change.type}/${group}`, contested ? form : null)
  }
  const best = after.find((form) => form !== null)
  for (const form of [...before, change]) {
    if (form !== null && form.key !== best?.key) show(draft, { ...form, value: null, problems: [] })
  }
  if (best !== undefined) show(draft, best)
}

/** From best to worst: the original as v3 and v1, then a generated copy as v3 and v1. */
function rankOf(change: Stored, group: string): number {
  return (change.key === group ? 0 : 2) + (change.form === 'v3' ? 0 : 1)
}

type Forms = [Stored | null, Stored | null, Stored | null, Stored | null]

function formsOf(draft: Draft, type: Stored['type'], group: string): Forms {
  const shadowed = read(draft, 'shadowed')
  // Only changes that are stored are ever put there.
  const at = (rank: number) => (shadowed.get(`${rank}/${type}/${group}`) as Stored | undefined) ?? null
  return [at(0), at(1), at(2), at(3)]
}

function isContested(draft: Draft, type: Stored['type'], group: string): boolean {
  return read(draft, 'shadowed').size > 0 && formsOf(draft, type, group).some((form) => form !== null)
}

/** The v3 form of an object that stands in the cluster uncontested, as the change that put it there. */
function frontOf(draft: Draft, type: Stored['type'], key: string): Stored | null {
  const value = type === 'endpoints' ? podsOf(draft, key).get(podName(key)) : read(draft, type).get(key)
  const problems = read(draft, 'problems').get(problemKey(type, key)) ?? []
  if (value === undefined && problems.length === 0) return null
  // The value comes from the map of this very type.
  return { type, key, value: value ?? null, form: 'v3', problems } as Stored
}

/** The copies older releases list of Kubernetes policies: by which kind and name, and of what. */
const copies: readonly { readonly copy: PolicyKind; readonly prefix: string; readonly of: PolicyKind }[] = [
  { copy: 'NetworkPolicy', prefix: 'knp.default.', of: 'NetworkPolicy' },
  { copy: 'GlobalNetworkPolicy', prefix: 'kanp.adminnetworkpolicy.', of: 'AdminNetworkPolicy' },
  { copy: 'GlobalNetworkPolicy', prefix: 'kbanp.baselineadminnetworkpolicy.', of: 'BaselineAdminNetworkPolicy' },
]

/** The key of the object this one is a form of: of the Kubernetes policy for the copy older releases list beside it.
 * Source: libcalico-go/lib/names/policy.go at v3.31.0 (projectcalico/calico). */
function groupOf(change: Stored): string {
  if (change.type !== 'policies' || !change.key.startsWith('projectcalico.org/')) return change.key
  const [, kind, namespace = '', name = ''] = change.key.split('/')
  const found = copies.find((known) => known.copy === kind && name.startsWith(known.prefix))
  if (found === undefined) return change.key
  return policyKey({
    apiGroup: found.of === 'NetworkPolicy' ? 'networking.k8s.io' : 'policy.networking.k8s.io',
    kind: found.of,
    tier: 'default',
    namespace: namespace === '' ? null : namespace,
    name: name.slice(found.prefix.length),
  })
}

/** The forms of a pod that is no endpoint. */
const podForms = ['hostNetworkPods', 'pendingPods'] as const

/** Puts a change into the maps, or takes its object out of them. */
function show(draft: Draft, change: Stored): void {
  putProblems(draft, change)
  if (change.type !== 'endpoints') put(draft, change.type, change.key, change.value)
  // A pod is an endpoint, a pod on its node's network or one without an address; one name may turn from one into the other.
  if (change.type === 'endpoints') putEndpoint(draft, change.key, change.value)
  else if (podForms.some((form) => form === change.type)) putEndpoint(draft, change.key, null)
  else return
  for (const form of podForms) if (form !== change.type) put(draft, form, change.key, null)
}

function putProblems(draft: Draft, change: Change): void {
  put(draft, 'problems', problemKey(change.type, change.key), change.problems.length === 0 ? null : change.problems)
}

function put(draft: Draft, field: Exclude<keyof Cluster, 'endpoints'>, key: string, value: unknown): void {
  const map: ReadonlyMap<string, unknown> = draft.maps.get(field) ?? draft.base[field]
  if (value === null ? !map.has(key) : isEqual(map.get(key), value)) return
  const mine = own(draft, field)
  if (value === null) mine.delete(key)
  else mine.set(key, value)
}

function own(draft: Draft, field: keyof Cluster): Map<string, unknown> {
  const mine = draft.maps.get(field) ?? new Map<string, unknown>(draft.base[field])
  draft.maps.set(field, mine)
  return mine
}

function putEndpoint(draft: Draft, key: string, value: WorkloadEndpoint | null): void {
  const namespace = namespaceOf(key)
  const name = podName(key)
  const pods = podsOf(draft, key)
  if (value === null ? !pods.has(name) : isEqual(pods.get(name), value)) return
  const mine = draft.namespaces.get(namespace) ?? new Map(pods)
  draft.namespaces.set(namespace, mine)
  if (value === null) mine.delete(name)
  else mine.set(name, value)
}

const noPods: ReadonlyMap<string, WorkloadEndpoint> = new Map()

function podsOf(draft: Draft, key: string): ReadonlyMap<string, WorkloadEndpoint> {
  const namespace = namespaceOf(key)
  return draft.namespaces.get(namespace) ?? draft.base.endpoints.get(namespace) ?? noPods
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf('/'))
}

function podName(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}

/** A map as it is now, without giving it up. */
function read<Field extends keyof Cluster>(draft: Draft, field: Field): Cluster[Field] {
  // Each map of the draft was copied from the field it stands for.
  return (draft.maps.get(field) as Cluster[Field] | undefined) ?? draft.base[field]
}

function close(draft: Draft): Cluster {
  for (const [namespace, pods] of draft.namespaces) {
    if (pods.size > 0) own(draft, 'endpoints').set(namespace, pods)
    else if (read(draft, 'endpoints').has(namespace)) own(draft, 'endpoints').delete(namespace)
  }
  // Each map of the draft was copied from the field it stands for.
  draft.base =
    draft.maps.size === 0 ? draft.base : { ...draft.base, ...(Object.fromEntries(draft.maps) as Partial<Cluster>) }
  draft.maps.clear()
  draft.namespaces.clear()
  return draft.base
}

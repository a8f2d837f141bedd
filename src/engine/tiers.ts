import { compareBytes } from '../model/bytes.ts'
import type { Cluster } from '../model/cluster.ts'
import { calicoKind, isStaged, type Policy, type PolicyRef, policyKey } from '../model/policy.ts'
import { defaultTierOrder, type Tier } from '../model/tier.ts'

/** A tier with its policies in the order they are met. */
export interface IndexedTier {
  readonly tier: Tier
  readonly policies: readonly Policy[]
}

/** The release whose rules hold where nobody knows. */
const newest = Number.POSITIVE_INFINITY

/** Tiers and policies in evaluation order, with what had to be assumed. */
export interface OrderedTiers {
  readonly tiers: readonly IndexedTier[]
  readonly notes: readonly string[]
}

/** The tiers that clusters have without being asked, each with the releases that have it, 331 for Calico 3.31.
 * Source: api/pkg/apis/projectcalico/v3/tier.go, tag v3.31.0 libcalico-go/lib/names/policy.go (projectcalico/calico). */
const builtIn = [
  { tier: tier('default', defaultTierOrder, 'Deny'), from: 0, until: newest },
  { tier: tier('adminnetworkpolicy', 1_000, 'Pass'), from: 329, until: 331 },
  { tier: tier('baselineadminnetworkpolicy', 10_000_000, 'Pass'), from: 330, until: 331 },
  { tier: tier('kube-admin', 1_000, 'Pass'), from: 332, until: newest },
  { tier: tier('kube-baseline', 10_000_000, 'Pass'), from: 332, until: newest },
]

/** Every tier of a cluster in evaluation order, the built-in and the missing ones too, with its policies in theirs. */
export function orderTiers(cluster: Cluster): OrderedTiers {
  const notes: string[] = []
  const version = openSourceVersion(cluster)
  const policies = [...cluster.policies.values()].filter((policy) => isRead(policy, cluster, version))
  const left = cluster.policies.size - policies.length
  if (left > 0)
    notes.push(
      `${left} ${left === 1 ? 'policy takes' : 'policies take'} no part: copies of Kubernetes policies, or kinds this version of Calico does not read`,
    )
  const tie = version !== null && version < 332 ? backendName : tieText
  const byTier = groupByTier(policies)
  const tiers = allTiers(cluster, byTier, version)
  const assumed = tiers.filter(({ origin }) => origin === 'built-in').map(({ name }) => name)
  if (assumed.length > 0)
    notes.push(`built-in ${assumed.length === 1 ? 'tier' : 'tiers'} assumed: ${assumed.join(', ')}`)
  return {
    tiers: tiers.map((each) => ({ tier: each, policies: inOrder(byTier.get(each.name) ?? [], tie) })),
    notes,
  }
}

function groupByTier(policies: readonly Policy[]): ReadonlyMap<string, readonly Policy[]> {
  const byTier = new Map<string, Policy[]>()
  for (const policy of policies) {
    const group = byTier.get(policy.ref.tier)
    if (group === undefined) byTier.set(policy.ref.tier, [policy])
    else group.push(policy)
  }
  return byTier
}

/** The policies of one tier: by order, a missing one last, ties by one text compared as bytes. */
function inOrder(policies: readonly Policy[], tie: (ref: PolicyRef) => string): readonly Policy[] {
  return policies
    .map((policy) => ({ policy, order: policy.order ?? Number.POSITIVE_INFINITY, tie: tie(policy.ref) }))
    .sort((a, b) => (a.order === b.order ? compareBytes(a.tie, b.tie) : a.order - b.order))
    .map(({ policy }) => policy)
}

/** Source: felix/calc/policy_sorter.go ExtractPolicyMetadata, PolKVLess (projectcalico/calico). */
function tieText(ref: PolicyRef): string {
  return `${ref.name}/${ref.namespace ?? ''}/${calicoKind(ref)}`
}

/**
 * What broke ties up to 3.31: `[namespace/][staged:]name`, the name with its tier before it.
 * Source: tag v3.31.0 felix/calc/policy_sorter.go, libcalico-go/lib/names/policy.go (projectcalico/calico).
 */
function backendName(ref: PolicyRef): string {
  const namespace = ref.namespace === null ? '' : `${ref.namespace}/`
  return `${namespace}${isStaged(ref) ? 'staged:' : ''}${copyName(ref) ?? (ref.name.includes('.') ? ref.name : `default.${ref.name}`)}`
}

/** The name under which older releases also show a policy of Kubernetes as one of projectcalico.org/v3, or null. */
function copyName(ref: PolicyRef): string | null {
  if (ref.apiGroup === 'networking.k8s.io' || ref.kind === 'StagedKubernetesNetworkPolicy')
    return `knp.default.${ref.name}`
  if (ref.kind === 'AdminNetworkPolicy') return `kanp.adminnetworkpolicy.${ref.name}`
  if (ref.kind === 'BaselineAdminNetworkPolicy') return `kbanp.baselineadminnetworkpolicy.${ref.name}`
  return null
}

const copied = [
  { prefix: 'knp.default.', apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy', tier: 'default' },
  {
    prefix: 'kanp.adminnetworkpolicy.',
    apiGroup: 'policy.networking.k8s.io',
    kind: 'AdminNetworkPolicy',
    tier: 'adminnetworkpolicy',
  },
  {
    prefix: 'kbanp.baselineadminnetworkpolicy.',
    apiGroup: 'policy.networking.k8s.io',
    kind: 'BaselineAdminNetworkPolicy',
    tier: 'baselineadminnetworkpolicy',
  },
] as const

/** False for a copy beside its original, which would count twice, and for kinds that the cluster's release does not read. */
function isRead({ ref }: Policy, cluster: Cluster, version: number | null): boolean {
  if (ref.kind === 'AdminNetworkPolicy') return version === null || (version >= 329 && version < 332)
  if (ref.kind === 'BaselineAdminNetworkPolicy') return version === null || (version >= 330 && version < 332)
  if (ref.kind === 'ClusterNetworkPolicy') return version === null || version >= 332
  if (ref.kind !== 'NetworkPolicy' && ref.kind !== 'GlobalNetworkPolicy') return true
  const copy =
    ref.apiGroup === 'projectcalico.org' ? copied.find(({ prefix }) => ref.name.startsWith(prefix)) : undefined
  if (copy === undefined) return true
  const { apiGroup, kind, tier: name } = copy
  const original = { apiGroup, kind, tier: name, namespace: ref.namespace, name: ref.name.slice(copy.prefix.length) }
  return !cluster.policies.has(policyKey(original))
}

/** True where nothing says which release this is: kinds of policy that only some of them read are all read then. */
export function isOfUnknownRelease(cluster: Cluster): boolean {
  return openSourceVersion(cluster) === null
}

/** 331 for Calico 3.31; null where it is unknown or Enterprise, to which the rules of the newest release apply. */
function openSourceVersion(cluster: Cluster): number | null {
  const [information] = cluster.clusterInformation.values()
  if (information === undefined || information.enterpriseVersion !== null) return null
  const found = /^v?(\d+)\.(\d+)/.exec(information.calicoVersion ?? '')
  return found === null ? null : Number(found[1]) * 100 + Number(found[2])
}

function allTiers(cluster: Cluster, mentioned: ReadonlyMap<string, unknown>, version: number | null): readonly Tier[] {
  const known = new Map(cluster.tiers)
  for (const { tier: each, from, until } of builtIn) {
    const isHad = (version ?? newest) >= from && (version ?? newest) <= until
    // A release nobody knows has the tier of a kind of policy that is met.
    if (!known.has(each.name) && (isHad || mentioned.has(each.name))) known.set(each.name, each)
  }
  for (const name of mentioned.keys()) {
    // Its policies are not ignored: it runs after all others and ends with Deny.
    // Source: felix/calc/policy_resolver.go sendEndpointUpdate (projectcalico/calico).
    if (!known.has(name)) known.set(name, { name, order: null, defaultAction: 'Deny', origin: 'missing' })
  }
  return [...known.values()].sort(compareTiers)
}

/** Source: felix/calc/policy_sorter.go TierLess (projectcalico/calico). */
function compareTiers(a: Tier, b: Tier): number {
  const byOrder = (a.order ?? Number.POSITIVE_INFINITY) - (b.order ?? Number.POSITIVE_INFINITY)
  return byOrder === 0 || Number.isNaN(byOrder) ? compareBytes(a.name, b.name) : byOrder
}

function tier(name: string, order: number, defaultAction: Tier['defaultAction']): Tier {
  return { name, order, defaultAction, origin: 'built-in' }
}

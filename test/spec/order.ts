import type { Cluster } from '../../src/model/cluster.ts'
import { calicoKind, isStaged, type Policy } from '../../src/model/policy.ts'
import type { Tier } from '../../src/model/tier.ts'
import { byBytes } from './world.ts'

/** A tier with its policies, both in evaluation order. */
export interface OrderedTier {
  readonly tier: Tier
  readonly policies: readonly Policy[]
}

/** All tiers of a cluster in evaluation order, the built-in and the missing ones too (§2). */
export function orderedTiers(cluster: Cluster): OrderedTier[] {
  const policies = [...cluster.policies.values()].filter((policy) => isRead(cluster, policy))
  const tiers = [...cluster.tiers.values()]
  const add = (tier: Tier) => {
    if (!tiers.some((one) => one.name === tier.name)) tiers.push(tier)
  }
  for (const [name, order, defaultAction] of builtIn(cluster, policies))
    add({ name, order, defaultAction, origin: 'built-in' })
  for (const { ref } of policies) add({ name: ref.tier, order: null, defaultAction: 'Deny', origin: 'missing' })
  tiers.sort((a, b) => byOrder(a.order, b.order) || byBytes(a.name, b.name))
  return tiers.map((tier) => ({
    tier,
    policies: policies.filter((one) => one.ref.tier === tier.name).sort(inTier(cluster)),
  }))
}

/** The minor release of open-source Calico, or null where the newest rules hold. */
/** 31 for Calico 3.31; null where it is unknown or Enterprise. */
export function minorRelease(cluster: Cluster): number | null {
  const information = cluster.clusterInformation.get('default')
  if (information === undefined || information.enterpriseVersion !== null) return null
  const found = /^v?3\.(\d+)/.exec(information.calicoVersion ?? '')
  return found === null ? null : Number(found[1])
}

type BuiltIn = readonly [name: string, order: number, defaultAction: 'Deny' | 'Pass']

const newest: readonly BuiltIn[] = [
  ['kube-admin', 1_000, 'Pass'],
  ['kube-baseline', 10_000_000, 'Pass'],
]
const older: readonly BuiltIn[] = [
  ['adminnetworkpolicy', 1_000, 'Pass'],
  ['baselineadminnetworkpolicy', 10_000_000, 'Pass'],
]

/** The tiers every cluster of this release has. Where the release is unknown, those of AdminNetworkPolicies stand beside the
 * newest ones once such a policy is there. */
function builtIn(cluster: Cluster, policies: readonly Policy[]): BuiltIn[] {
  const minor = minorRelease(cluster)
  const mentioned = older.filter(([name]) => policies.some((policy) => policy.ref.tier === name))
  return [['default', 1_000_000, 'Deny'], ...(minor !== null && minor < 32 ? older : [...newest, ...mentioned])]
}

/** ClusterNetworkPolicy since 3.32, its forerunners before; where the release is unknown, both. A v3 copy of a Kubernetes policy
 * beside the policy itself counts once (§1.1). */
function isRead(cluster: Cluster, { ref }: Policy): boolean {
  const minor = minorRelease(cluster)
  if (ref.kind === 'AdminNetworkPolicy') return minor === null || (minor >= 29 && minor < 32)
  if (ref.kind === 'BaselineAdminNetworkPolicy') return minor === null || (minor >= 30 && minor < 32)
  if (ref.kind === 'ClusterNetworkPolicy') return minor === null || minor >= 32
  const original = ref.name.slice('knp.default.'.length)
  return !(
    ref.apiGroup === 'projectcalico.org' &&
    ref.kind === 'NetworkPolicy' &&
    ref.name.startsWith('knp.default.') &&
    cluster.policies.has(`networking.k8s.io/NetworkPolicy/${ref.namespace}/${original}`)
  )
}

/** Ascending, missing last. */
function byOrder(a: number | null, b: number | null): number {
  if (a === b) return 0
  return a === null ? 1 : b === null ? -1 : a - b
}

function inTier(cluster: Cluster): (a: Policy, b: Policy) => number {
  const minor = minorRelease(cluster)
  const name = minor !== null && minor < 32 ? oldTieName : tieName
  return (a, b) => byOrder(a.order, b.order) || byBytes(name(a), name(b))
}

function tieName({ ref }: Policy): string {
  return `${ref.name}/${ref.namespace ?? ''}/${calicoKind(ref)}`
}

/** Up to 3.31: `[<ns>/][staged:]<v3 name>`, where a name without its tier stands for `default.<name>` (§2.2). */
function oldTieName({ ref }: Policy): string {
  const staged = isStaged(ref) ? 'staged:' : ''
  return `${ref.namespace === null ? '' : `${ref.namespace}/`}${staged}${oldName(ref)}`
}

function oldName({ apiGroup, kind, name }: Policy['ref']): string {
  if (kind === 'BaselineAdminNetworkPolicy') return `kbanp.baselineadminnetworkpolicy.${name}`
  if (kind === 'AdminNetworkPolicy') return `kanp.adminnetworkpolicy.${name}`
  if (apiGroup === 'networking.k8s.io' || kind === 'StagedKubernetesNetworkPolicy') return `knp.default.${name}`
  return name.includes('.') ? name : `default.${name}`
}

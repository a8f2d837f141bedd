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
  const policies = [...cluster.policies.values()]
  const tiers = [...cluster.tiers.values()]
  const add = (tier: Tier) => {
    if (!tiers.some((one) => one.name === tier.name)) tiers.push(tier)
  }
  for (const [name, order, defaultAction] of builtIn(cluster)) add({ name, order, defaultAction, origin: 'built-in' })
  for (const { ref } of policies) add({ name: ref.tier, order: null, defaultAction: 'Deny', origin: 'missing' })
  tiers.sort((a, b) => byOrder(a.order, b.order) || byBytes(a.name, b.name))
  return tiers.map((tier) => ({
    tier,
    policies: policies.filter((one) => one.ref.tier === tier.name).sort(inTier(cluster)),
  }))
}

/** The minor release of open-source Calico, or null where the newest rules hold. */
function minorRelease(cluster: Cluster): number | null {
  const information = cluster.clusterInformation.get('default')
  if (information === undefined || information.enterpriseVersion !== null) return null
  const found = /^v?3\.(\d+)/.exec(information.calicoVersion ?? '')
  return found === null ? null : Number(found[1])
}

type BuiltIn = readonly [name: string, order: number, defaultAction: 'Deny' | 'Pass']

function builtIn(cluster: Cluster): BuiltIn[] {
  const normal: BuiltIn = ['default', 1_000_000, 'Deny']
  const minor = minorRelease(cluster)
  if (minor !== null && minor < 32)
    return [['adminnetworkpolicy', 1_000, 'Pass'], normal, ['baselineadminnetworkpolicy', 10_000_000, 'Pass']]
  return [['kube-admin', 1_000, 'Pass'], normal, ['kube-baseline', 10_000_000, 'Pass']]
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

/** Up to 3.31: `[<ns>/][staged:]<v3 name>` (§2.2). */
function oldTieName({ ref }: Policy): string {
  const prefix: Record<string, string> = {
    'networking.k8s.io': 'knp.default.',
    'policy.networking.k8s.io':
      ref.kind === 'BaselineAdminNetworkPolicy' ? 'kbanp.baselineadminnetworkpolicy.' : 'kanp.adminnetworkpolicy.',
    'projectcalico.org': ref.kind === 'StagedKubernetesNetworkPolicy' ? 'knp.default.' : '',
  }
  const staged = isStaged(ref) ? 'staged:' : ''
  return `${ref.namespace === null ? '' : `${ref.namespace}/`}${staged}${prefix[ref.apiGroup]}${ref.name}`
}

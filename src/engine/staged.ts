import type { Cluster } from '../model/cluster.ts'
import { isStaged, type Policy, type PolicyGroup, type PolicyKind, type PolicyRef, policyKey } from '../model/policy.ts'
import type { Trace } from '../model/trace.ts'

/** The kind a staged kind becomes when it is enforced. */
const enforcedKinds: Readonly<
  Partial<Record<PolicyKind, { readonly apiGroup: PolicyGroup; readonly kind: PolicyKind }>>
> = {
  StagedNetworkPolicy: { apiGroup: 'projectcalico.org', kind: 'NetworkPolicy' },
  StagedGlobalNetworkPolicy: { apiGroup: 'projectcalico.org', kind: 'GlobalNetworkPolicy' },
  StagedKubernetesNetworkPolicy: { apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy' },
}

/** The enforced policy in whose place a staged one would stand; null for one that is enforced already. */
export function enforcedTwin(ref: PolicyRef): PolicyRef | null {
  const kind = enforcedKinds[ref.kind]
  return kind === undefined ? null : { ...ref, ...kind }
}

/** The staged policies that enforcing would change something by: `Ignore` is left out, it says so itself. */
export function stagedPolicies(cluster: Cluster): readonly Policy[] {
  return [...cluster.policies.values()].filter((policy) => isStaged(policy.ref) && policy.stagedAction !== 'Ignore')
}

/**
 * The cluster once these staged policies are enforced: each stands in the place of its enforced twin, `Delete` takes the twin away.
 * Calico's own evaluation of staged policies (scope `pending`) differs: there the twin stays, and comes first.
 */
export function enforceStaged(cluster: Cluster, staged: readonly Policy[]): Cluster {
  const policies = new Map(cluster.policies)
  for (const policy of staged) {
    const twin = enforcedTwin(policy.ref)
    if (twin === null) continue
    policies.delete(policyKey(policy.ref))
    if (policy.stagedAction === 'Delete') policies.delete(policyKey(twin))
    else policies.set(policyKey(twin), { ...policy, ref: twin, stagedAction: null })
  }
  return { ...cluster, policies }
}

/** The staged policies of a pending trace that are never asked since the enforced twin before them decides: what they would change shows
 * only once they stand in its place. */
export function shadowedByTwins({ scope, legs }: Trace): readonly PolicyRef[] {
  if (scope === 'enforced') return []
  return legs.flatMap(({ steps }) => {
    const deciding = steps.flatMap((step) => (step.type === 'rule-matched' ? [policyKey(step.policy)] : []))
    return steps.flatMap((step) => {
      const twin = step.type === 'policy-not-reached' ? enforcedTwin(step.policy) : null
      return step.type === 'policy-not-reached' && twin !== null && deciding.includes(policyKey(twin))
        ? [step.policy]
        : []
    })
  })
}

import { isStaged, type PolicyRef } from '../model/policy.ts'

/** The letter of a policy's kind on the board: G global, N Calico's namespaced, K Kubernetes, A admin. Staged ones have that of
 * the kind they would become. */
export function kindLetter(ref: PolicyRef): 'G' | 'N' | 'K' | 'A' {
  if (ref.apiGroup === 'policy.networking.k8s.io') return 'A'
  if (ref.apiGroup === 'networking.k8s.io' || ref.kind === 'StagedKubernetesNetworkPolicy') return 'K'
  return ref.namespace === null ? 'G' : 'N'
}

/** The kind in words, as a person would say it: "Kubernetes NetworkPolicy", "staged GlobalNetworkPolicy". */
export function kindWord(ref: PolicyRef): string {
  if (ref.apiGroup === 'networking.k8s.io') return 'Kubernetes NetworkPolicy'
  if (ref.kind === 'StagedKubernetesNetworkPolicy') return 'staged Kubernetes NetworkPolicy'
  return isStaged(ref) ? `staged ${ref.kind.slice('Staged'.length)}` : ref.kind
}

/** The name without the tier's before it, as names are shown inside their tier: `db` for `platform.db`. */
export function shortName(ref: PolicyRef): string {
  return ref.name.startsWith(`${ref.tier}.`) ? ref.name.slice(ref.tier.length + 1) : ref.name
}

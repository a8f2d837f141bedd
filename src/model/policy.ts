import type { Rule } from './rule.ts'
import type { Selector } from './selector.ts'

export type PolicyGroup = 'projectcalico.org' | 'networking.k8s.io' | 'policy.networking.k8s.io'

export type PolicyKind =
  | 'NetworkPolicy'
  | 'GlobalNetworkPolicy'
  | 'StagedNetworkPolicy'
  | 'StagedGlobalNetworkPolicy'
  | 'StagedKubernetesNetworkPolicy'
  | 'ClusterNetworkPolicy'
  | 'AdminNetworkPolicy'
  | 'BaselineAdminNetworkPolicy'

/**
 * Names one policy, with the kind and group of the Kubernetes API. The board, a trace and a flow log all point at a policy with
 * this value. Calico's own words for a kind, which decide ties of order (`KubernetesNetworkPolicy`), and those of flow logs
 * (`CalicoNetworkPolicy`) are derived from it, never stored.
 */
export interface PolicyRef {
  readonly apiGroup: PolicyGroup
  readonly kind: PolicyKind
  readonly tier: string
  /** Null for the cluster-wide kinds. */
  readonly namespace: string | null
  readonly name: string
}

/** At which point of a packet's way a policy is applied. All but `normal` concern host endpoints only. */
export type PolicyStage = 'normal' | 'pre-dnat' | 'untracked'

export type StagedAction = 'Set' | 'Delete' | 'Learn' | 'Ignore'

/**
 * One policy, enforced or staged, in the shape every kind is brought to.
 *
 * `order` sorts policies inside their tier, smallest first, null last; equal orders by `name/namespace/kind`
 * compared as one string of bytes.
 * `ingress` null means the policy does not govern that direction; an empty list means it governs it
 * and no rule can match. The two differ: only the second brings traffic into the tier.
 * Source: libcalico-go/lib/backend/model/policy.go, felix/calc/policy_sorter.go (projectcalico/calico).
 */
export interface Policy {
  readonly ref: PolicyRef
  readonly order: number | null
  /** The combined selector over an endpoint's effective labels: selector, namespace and service account. */
  readonly appliesTo: Selector
  /** The selectors as written, for display; null where none was. */
  readonly selector: string | null
  readonly namespaceSelector: string | null
  readonly serviceAccountSelector: string | null
  readonly ingress: readonly Rule[] | null
  readonly egress: readonly Rule[] | null
  readonly stage: PolicyStage
  readonly applyOnForward: boolean
  /** Null for an enforced policy. `Delete` takes no part in any evaluation. */
  readonly stagedAction: StagedAction | null
  /** Why Calico treats the policy as missing (Felix refuses it whole), or null. */
  readonly invalid: string | null
  /** The object as it was read, without managed fields, for the YAML view. */
  readonly manifest: Readonly<Record<string, unknown>>
}

/** A text that is equal for equal policies only; the key of `Cluster.policies`. */
export function policyKey(ref: PolicyRef): string {
  return `${ref.apiGroup}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`
}

/** True for the staged kinds. */
export function isStaged(ref: PolicyRef): boolean {
  return ref.kind.startsWith('Staged')
}

/** `namespace/name`, or the name alone for the cluster-wide kinds. */
export function policyName(ref: PolicyRef): string {
  return ref.namespace === null ? ref.name : `${ref.namespace}/${ref.name}`
}

/** The word Calico uses for the kind when it breaks ties of order. Source: felix/calc/policy_sorter.go ExtractPolicyMetadata. */
export function calicoKind(ref: PolicyRef): string {
  if (ref.apiGroup === 'networking.k8s.io') return 'KubernetesNetworkPolicy'
  if (ref.apiGroup === 'policy.networking.k8s.io') return `Kubernetes${ref.kind}`
  return ref.kind
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { hidingIn } from '../model/gap.ts'
import { isStaged, type Policy } from '../model/policy.ts'
import type { Problem } from '../model/problem.ts'
import { type GapJson, gapJson } from './gap.ts'
import { allProblems, problemsOf } from './problem.ts'

/** The board as the JSON of `calico-tui board -o json`. */
export function boardJson(index: ClusterIndex): BoardJson {
  const gaps = [...index.cluster.gaps.values()]
  return {
    schema: 'calico-tui/board/v1',
    tiers: index.tiers.map(({ tier, policies }) => ({
      name: tier.name,
      order: tier.order,
      defaultAction: tier.defaultAction,
      hidden: [...new Set(hidingIn(gaps, tier.name).flatMap(({ kinds }) => kinds))],
      policies: policies.map((policy) =>
        policyJson(policy, index.countOf(policy), problemsOf(index.cluster, policy.ref)),
      ),
    })),
    problems: allProblems(index.cluster),
    unseen: gaps.map(gapJson),
  }
}

export interface BoardJson {
  readonly schema: 'calico-tui/board/v1'
  readonly tiers: readonly {
    readonly name: string
    readonly order: number | null
    readonly defaultAction: 'Deny' | 'Pass'
    /** Kinds of policy of which the tier may have some that were not read. */
    readonly hidden: readonly string[]
    readonly policies: readonly PolicyJson[]
  }[]
  readonly problems: readonly Problem[]
  /** What may be there and was not read. */
  readonly unseen: readonly GapJson[]
}

/** One policy of the board. */
export interface PolicyJson {
  readonly kind: string
  readonly apiGroup: string
  readonly namespace: string | null
  readonly name: string
  readonly order: number | null
  readonly staged: boolean
  readonly stagedAction: string | null
  readonly types: readonly ('Ingress' | 'Egress')[]
  readonly selector: string | null
  readonly namespaceSelector: string | null
  readonly serviceAccountSelector: string | null
  readonly endpoints: number
  readonly problems: readonly Problem[]
}

/** A policy as the JSON of the board shows it. */
export function policyJson(policy: Policy, endpoints: number, problems: readonly Problem[]): PolicyJson {
  const { ref } = policy
  return {
    kind: ref.kind,
    apiGroup: ref.apiGroup,
    namespace: ref.namespace,
    name: ref.name,
    order: policy.order,
    staged: isStaged(ref),
    stagedAction: policy.stagedAction,
    types: typesOf(policy),
    selector: policy.selector,
    namespaceSelector: policy.namespaceSelector,
    serviceAccountSelector: policy.serviceAccountSelector,
    endpoints,
    problems,
  }
}

/** The directions a policy governs. */
export function typesOf(policy: Policy): readonly ('Ingress' | 'Egress')[] {
  return [
    ...(policy.ingress === null ? [] : ['Ingress' as const]),
    ...(policy.egress === null ? [] : ['Egress' as const]),
  ]
}

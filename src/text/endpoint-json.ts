import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { isStaged, type Policy } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Labels } from '../model/selector.ts'

/** An endpoint as the JSON of `calico-tui endpoint -o json`. */
export interface EndpointReportJson {
  readonly schema: 'calico-tui/endpoint/v1'
  readonly endpoint: {
    readonly type: Endpoint['type']
    readonly key: string
    readonly namespace: string | null
    readonly name: string
    readonly node: string | null
    readonly addresses: readonly string[]
    /** Own labels, with the ones Calico adds. */
    readonly labels: Labels
    /** With those it inherits from its namespace (`pcns.`) and service account (`pcsa.`): what selectors see. */
    readonly effectiveLabels: Labels
    readonly profiles: readonly string[]
    readonly serviceAccount: string | null
    readonly workload: { readonly kind: string; readonly name: string } | null
    readonly namedPorts: Endpoint['namedPorts']
    /** True for a pod that was planned from a workload's template, not observed. */
    readonly planned: boolean
  }
  readonly ingress: readonly GoverningTierJson[]
  readonly egress: readonly GoverningTierJson[]
}

/** A tier and its policies that select the endpoint and govern the direction, in evaluation order. */
export interface GoverningTierJson {
  readonly name: string
  readonly order: number | null
  readonly defaultAction: 'Deny' | 'Pass'
  readonly policies: readonly {
    readonly kind: string
    readonly apiGroup: string
    readonly namespace: string | null
    readonly name: string
    readonly order: number | null
    readonly staged: boolean
    readonly stagedAction: string | null
    readonly rules: number
  }[]
}

/** An endpoint with what governs it. */
export function endpointReportJson(index: ClusterIndex, endpoint: Endpoint): EndpointReportJson {
  const isPod = endpoint.type === 'workload'
  return {
    schema: 'calico-tui/endpoint/v1',
    endpoint: {
      type: endpoint.type,
      key: endpoint.key,
      namespace: isPod ? endpoint.namespace : null,
      name: endpoint.name,
      node: endpoint.node,
      addresses: endpoint.addresses,
      labels: endpoint.labels,
      effectiveLabels: index.labelsOf(endpoint),
      profiles: endpoint.profiles,
      serviceAccount: isPod ? endpoint.serviceAccount : null,
      workload: isPod ? endpoint.workload : null,
      namedPorts: endpoint.namedPorts,
      planned: isPod && endpoint.planned,
    },
    ingress: governing(index, endpoint, 'ingress').map((tier) => tierJson(tier, 'ingress')),
    egress: governing(index, endpoint, 'egress').map((tier) => tierJson(tier, 'egress')),
  }
}

/** The policies that select an endpoint and govern a direction, tier by tier; tiers without one are left out. */
export function governing(index: ClusterIndex, endpoint: Endpoint, direction: Direction): ClusterIndex['tiers'] {
  return index
    .policiesOf(endpoint)
    .map(({ tier, policies }) => ({ tier, policies: policies.filter((policy) => policy[direction] !== null) }))
    .filter(({ policies }) => policies.length > 0)
}

function tierJson({ tier, policies }: ClusterIndex['tiers'][number], direction: Direction): GoverningTierJson {
  return {
    name: tier.name,
    order: tier.order,
    defaultAction: tier.defaultAction,
    policies: policies.map((policy) => governingJson(policy, direction)),
  }
}

function governingJson(policy: Policy, direction: Direction): GoverningTierJson['policies'][number] {
  const { kind, apiGroup, namespace, name } = policy.ref
  return {
    kind,
    apiGroup,
    namespace,
    name,
    order: policy.order,
    staged: isStaged(policy.ref),
    stagedAction: policy.stagedAction,
    rules: policy[direction]?.length ?? 0,
  }
}

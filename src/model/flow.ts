import type { Verdict } from './connection.ts'
import { type PolicyRef, policyName } from './policy.ts'
import type { Labels } from './selector.ts'

/** Which program wrote a flow log. */
export type FlowFormat = 'whisker' | 'goldmane' | 'enterprise' | 'node'

/** One end of a recorded flow. What the format does not send is null. */
export interface FlowEndpoint {
  /** `wep` a pod, `hep` a host, `ns` a network set, `net` an address that nothing in the cluster claims. */
  readonly type: 'wep' | 'hep' | 'ns' | 'net' | null
  /** Null for networks and for what is not namespaced. */
  readonly namespace: string | null
  /** As aggregated: `worker-85d7f9c6b4-*`, a pod, a set, a node; `pub` and `pvt` for the outside. */
  readonly name: string
  /** The pod itself, where the log names it. */
  readonly pod: string | null
  readonly ip: string | null
  readonly labels: Labels | null
  /** Domain names it was reached by; destinations only. */
  readonly domains: readonly string[] | null
}

/** One entry of a recorded trace: what decided in a tier, or the profile. */
export interface FlowHit {
  /** `unknown`: Calico did not record which rule. */
  readonly type: 'rule' | 'end-of-tier' | 'profile' | 'unknown'
  /** Null for a profile, and for an end of tier that names no policy. For an end of tier the policy is its trigger. */
  readonly policy: PolicyRef | null
  /** Null for a profile. */
  readonly tier: string | null
  /** Null where no profile allowed, and for the other types. */
  readonly profile: string | null
  readonly action: 'Allow' | 'Deny' | 'Pass'
  /** The position in the trace, from 0; gaps are normal. */
  readonly index: number
  /** From 0; null for an end of tier, for an unknown rule, and where no profile allowed. */
  readonly rule: number | null
}

/** Packets and bytes as the reporter saw them: at `dst`, `bytesIn` are those of the request; at `src`, `bytesOut` are. */
export interface FlowCounts {
  readonly packetsIn: number
  readonly packetsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** Connections of a flow; null where the format does not send them. */
export interface FlowConnections {
  readonly started: number
  readonly completed: number
  readonly live: number
}

/**
 * What was observed: connections between two (aggregated) ends in a window of time, as one node reported them.
 *
 * One connection leaves up to two flows: `src` is the egress trace of the source, `dst` the ingress trace of the destination. A
 * connection denied at ingress is a `src` Allow and a `dst` Deny. Counts are never added across reporters.
 */
export interface Flow {
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  readonly source: FlowEndpoint
  readonly destination: FlowEndpoint
  /** Lower case name (`tcp`, `icmp6`) or the number as text. */
  readonly protocol: string
  /** The port of the pod, after Service translation; null where aggregated away. */
  readonly port: number | null
  readonly service: FlowService | null
  readonly reporter: 'src' | 'dst' | 'fwd'
  readonly action: Verdict
  readonly enforced: readonly FlowHit[]
  readonly pending: readonly FlowHit[]
  readonly transit: readonly FlowHit[] | null
  readonly counts: FlowCounts
  readonly connections: FlowConnections | null
  readonly format: FlowFormat
}

/** The Service a destination was reached by. */
export interface FlowService {
  readonly namespace: string
  readonly name: string
  readonly portName: string | null
  readonly port: number | null
}

/** A line of a flow log that could not be read. `line` counts from 1. */
export interface FlowProblem {
  readonly type: 'flow-problem'
  readonly line: number
  readonly message: string
}

/** A text that is equal for records of one flow only. Labels, times, counts and what some formats leave out are not part of it.
 * Source: goldmane/proto/api.proto FlowKey (projectcalico/calico). */
export function flowKey(flow: Flow): string {
  return [
    ...[flow.source, flow.destination].map((end) => `${end.namespace ?? ''}/${end.name}`),
    flow.protocol,
    flow.port ?? '',
    flow.reporter,
    flow.action,
    ...[flow.enforced, flow.pending].map((hits) => hits.map(hitKey).join(',')),
  ].join('|')
}

/** A text that is equal for equal hits, whatever their position. */
export function hitKey(hit: FlowHit): string {
  const who = hit.policy === null ? (hit.profile ?? '') : `${hit.policy.kind}:${policyName(hit.policy)}`
  return `${hit.type} ${hit.tier ?? ''} ${who} ${hit.action} ${hit.rule ?? ''}`
}

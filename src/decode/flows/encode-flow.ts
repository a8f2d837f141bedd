import type { Flow, FlowEndpoint, FlowHit } from '../../model/flow.ts'
import type { PolicyRef } from '../../model/policy.ts'
import { given } from '../encode-rule.ts'
import { flowLogKind } from './policy-hit.ts'

/** A flow as whisker-backend sends it, with what it leaves out as extra keys that other readers pass over. `decodeWhiskerFlow`
 * gives the same flow again, but for its `format`.
 * Source: whisker-backend/pkg/handlers/v1/flows.go (projectcalico/calico). */
export function encodeFlow(flow: Flow): Record<string, unknown> {
  const { counts, connections, service, transit } = flow
  return given({
    start_time: new Date(flow.start).toISOString(),
    end_time: new Date(flow.end).toISOString(),
    action: flow.action,
    ...encodeEnd('source', flow.source),
    ...encodeEnd('dest', flow.destination),
    protocol: flow.protocol,
    dest_port: flow.port ?? 0,
    reporter: reporters[flow.reporter],
    policies: given({
      enforced: flow.enforced.map(encodeHit),
      pending: flow.pending.map(encodeHit),
      transit: transit?.map(encodeHit),
    }),
    packets_in: counts.packetsIn,
    packets_out: counts.packetsOut,
    bytes_in: counts.bytesIn,
    bytes_out: counts.bytesOut,
    dest_service_namespace: service?.namespace,
    dest_service_name: service?.name,
    dest_service_port_name: service?.portName,
    dest_service_port: service?.port,
    num_connections_started: connections?.started,
    num_connections_completed: connections?.completed,
    num_connections_live: connections?.live,
  })
}

const reporters = { src: 'Src', dst: 'Dst', fwd: 'Fwd' } as const

function encodeEnd(side: 'source' | 'dest', end: FlowEndpoint): Record<string, unknown> {
  const labels = end.labels === null ? null : Object.entries(end.labels).map(([key, value]) => `${key}=${value}`)
  return {
    [`${side}_name`]: end.name,
    [`${side}_namespace`]: end.namespace ?? '-',
    [`${side}_labels`]: labels?.join(' | '),
    [`${side}_type`]: end.type,
    [`${side}_pod`]: end.pod,
    [`${side}_ip`]: end.ip,
    [`${side}_domains`]: end.domains,
  }
}

function encodeHit(hit: FlowHit): Record<string, unknown> {
  const numbers = { action: hit.action, policy_index: hit.index }
  if (hit.type === 'profile') {
    const name = hit.profile ?? '__NO_MATCH__'
    return { kind: 'Profile', name, namespace: '', tier: '', ...numbers, rule_index: hit.rule ?? -1, trigger: null }
  }
  if (hit.type === 'end-of-tier' || hit.policy === null) {
    const trigger = hit.policy === null ? null : encodePolicy(hit.policy)
    return { kind: 'EndOfTier', name: '', namespace: '', tier: hit.tier, ...numbers, rule_index: -1, trigger }
  }
  return { ...encodePolicy(hit.policy), tier: hit.tier, ...numbers, rule_index: hit.rule ?? -2, trigger: null }
}

function encodePolicy(policy: PolicyRef): Record<string, unknown> {
  return { kind: flowLogKind(policy), name: policy.name, namespace: policy.namespace ?? '', tier: policy.tier }
}

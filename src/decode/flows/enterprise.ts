import type { Flow, FlowEndpoint, FlowHit } from '../../model/flow.ts'
import {
  actionOf,
  count,
  countsOf,
  inOrder,
  labelList,
  namespaceOf,
  networkName,
  pick,
  type Raw,
  raw,
  reporterOf,
  time,
  word,
} from './fields.ts'
import { flowOf, serviceNamed } from './flow-of.ts'
import { isStagedHit, parsePolicyHit } from './policy-hit.ts'

/** One flow log of Calico Enterprise or Calico Cloud (also wrapped in `_source`), or why it is none. */
export function decodeEnterpriseFlow(value: Raw): Flow | string {
  const flow = raw(pick(value, '_source') ?? value)
  return flowOf({
    start: time(flow.start_time),
    end: time(flow.end_time),
    source: endOf(flow, 'source'),
    destination: endOf(flow, 'dest'),
    protocol: flow.proto,
    port: flow.dest_port,
    service: serviceOf(flow),
    reporter: reporterOf(flow.reporter),
    action: actionOf(flow.action),
    traces: readTraces(raw(flow.policies)),
    counts: countsOf(flow),
    connections: {
      started: count(flow.num_flows_started),
      completed: count(flow.num_flows_completed),
      live: count(flow.num_flows),
    },
    format: 'enterprise',
  })
}

function endOf(flow: Raw, side: 'source' | 'dest'): FlowEndpoint | null {
  const pod = word(flow[`${side}_name`])
  const name = word(flow[`${side}_name_aggr`]) ?? pod
  if (name === null) return null
  const type = flow[`${side}_type`]
  const labels = flow[`${side}_labels`]
  const domains = side === 'dest' ? flow.dest_domains : null
  return {
    type: type === 'wep' || type === 'hep' || type === 'ns' || type === 'net' ? type : null,
    namespace: namespaceOf(flow[`${side}_namespace`]),
    name: (type === 'net' ? networkName(name) : null) ?? name,
    pod: type === 'wep' ? pod : null,
    ip: word(flow[`${side}_ip`]),
    labels: labelList(Array.isArray(labels) ? labels : raw(labels).labels),
    domains: Array.isArray(domains) ? domains.filter((domain) => typeof domain === 'string') : null,
  }
}

function serviceOf(flow: Raw): Flow['service'] {
  return serviceNamed({
    namespace: flow.dest_service_namespace,
    name: flow.dest_service_name,
    portName: flow.dest_service_port,
    port: flow.dest_service_port_num,
  })
}

/** The traces of a flow. The old mixed list is used only where the newer ones are missing; in it names with `staged:` are staged. */
function readTraces(policies: Raw): Pick<Flow, 'enforced' | 'pending' | 'transit'> | null {
  const transit = hitsOf(policies.transit_policies)
  if (policies.enforced_policies === undefined) {
    const all = hitsOf(policies.all_policies)
    if (all === null || transit === null) return null
    return { enforced: all.filter((hit) => !isStagedHit(hit)), pending: all.some(isStagedHit) ? all : [], transit }
  }
  const enforced = hitsOf(policies.enforced_policies)
  const pending = hitsOf(policies.pending_policies)
  return enforced === null || pending === null
    ? null
    : { enforced, pending, transit: policies.transit_policies === undefined ? null : transit }
}

function hitsOf(value: unknown): readonly FlowHit[] | null {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) return null
  const hits: FlowHit[] = []
  for (const text of value) {
    const hit = typeof text === 'string' ? parsePolicyHit(text) : null
    if (hit === null) return null
    hits.push(hit)
  }
  return inOrder(hits)
}

import type { Flow, FlowEndpoint } from '../../model/flow.ts'
import type { Labels } from '../../model/selector.ts'
import {
  actionOf,
  count,
  countsOf,
  endpointNamed,
  labelList,
  namespaceOf,
  pick,
  type Raw,
  raw,
  reporterOf,
  time,
  word,
} from './fields.ts'
import { flowOf, serviceNamed, tracesOf } from './flow-of.ts'
import { decodeGoldmaneHits } from './goldmane-hit.ts'

/** One flow as whisker-backend sends it, or why it is none. Extra keys that a saved snapshot adds are read as well.
 * Source: whisker-backend/pkg/handlers/v1/flows.go (projectcalico/calico). */
export function decodeWhiskerFlow(flow: Raw): Flow | string {
  const policies = raw(flow.policies)
  const transit = policies.transit === undefined ? null : decodeGoldmaneHits(policies.transit)
  const traces = tracesOf(decodeGoldmaneHits(policies.enforced), decodeGoldmaneHits(policies.pending), transit)
  return flowOf({
    start: time(flow.start_time),
    end: time(flow.end_time),
    source: endOf(flow, 'source'),
    destination: endOf(flow, 'dest'),
    protocol: flow.protocol,
    port: flow.dest_port,
    service: serviceOf(flow),
    reporter: reporterOf(flow.reporter),
    action: actionOf(flow.action),
    traces: policies.transit !== undefined && transit === null ? null : traces,
    counts: countsOf(flow),
    connections: connectionsOf(flow),
    format: 'whisker',
  })
}

function endOf(flow: Raw, side: 'source' | 'dest'): FlowEndpoint | null {
  const name = word(flow[`${side}_name`])
  if (name === null) return null
  const end = endpointNamed(name, namespaceOf(flow[`${side}_namespace`]))
  const type = flow[`${side}_type`]
  const domains = flow[`${side}_domains`]
  return {
    ...end,
    type: type === 'wep' || type === 'hep' || type === 'ns' || type === 'net' ? type : end.type,
    pod: word(flow[`${side}_pod`]),
    ip: word(flow[`${side}_ip`]),
    labels: labelText(flow[`${side}_labels`]),
    domains: Array.isArray(domains) ? domains.filter((domain) => typeof domain === 'string') : null,
  }
}

function labelText(value: unknown): Labels | null {
  return typeof value === 'string' ? labelList(value.split(' | ')) : labelList(value)
}

function serviceOf(flow: Raw): Flow['service'] {
  return serviceNamed({
    namespace: flow.dest_service_namespace,
    name: flow.dest_service_name,
    portName: flow.dest_service_port_name,
    port: flow.dest_service_port,
  })
}

function connectionsOf(flow: Raw): Flow['connections'] {
  const started = pick(flow, 'num_connections_started')
  if (started === undefined) return null
  return {
    started: count(started),
    completed: count(flow.num_connections_completed),
    live: count(flow.num_connections_live),
  }
}

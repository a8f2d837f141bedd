import type { Flow, FlowEndpoint } from '../../model/flow.ts'
import type { Labels } from '../../model/selector.ts'
import {
  actionOf,
  count,
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
import { decodeGoldmaneHits } from './goldmane-hit.ts'

/** One flow as whisker-backend sends it, or why it is none. Extra keys that a saved snapshot adds are read as well.
 * Source: whisker-backend/pkg/handlers/v1/flows.go (projectcalico/calico). */
export function decodeWhiskerFlow(flow: Raw): Flow | string {
  const policies = raw(flow.policies)
  const enforced = decodeGoldmaneHits(policies.enforced)
  const pending = decodeGoldmaneHits(policies.pending)
  const transit = policies.transit === undefined ? [] : decodeGoldmaneHits(policies.transit)
  const [start, end] = [time(flow.start_time), time(flow.end_time)]
  const [action, reporter] = [actionOf(flow.action), reporterOf(flow.reporter)]
  const [source, destination] = [endOf(flow, 'source'), endOf(flow, 'dest')]
  if (enforced === null || pending === null || transit === null) return 'a policy hit that is none'
  if (start === null || end === null) return 'no time that can be read'
  if (action === null || action === 'Pass') return 'no action, expected `Allow` or `Deny`'
  if (reporter === null) return 'no reporter, expected `Src` or `Dst`'
  if (source === null || destination === null) return 'a source or destination without a name'
  return {
    start,
    end,
    source,
    destination,
    protocol: (word(flow.protocol) ?? '').toLowerCase(),
    port: portOf(flow.dest_port),
    service: serviceOf(flow),
    reporter,
    action,
    enforced,
    pending,
    transit: policies.transit === undefined ? null : transit,
    counts: {
      packetsIn: count(flow.packets_in),
      packetsOut: count(flow.packets_out),
      bytesIn: count(flow.bytes_in),
      bytesOut: count(flow.bytes_out),
    },
    connections: connectionsOf(flow),
    format: 'whisker',
  }
}

/** A port; 0 stands for a protocol without ports. */
export function portOf(value: unknown): number | null {
  const port = count(value)
  return port >= 1 && port <= 65535 ? port : null
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
  const name = word(flow.dest_service_name)
  if (name === null) return null
  return {
    namespace: word(flow.dest_service_namespace) ?? '',
    name,
    portName: word(flow.dest_service_port_name),
    port: portOf(flow.dest_service_port),
  }
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

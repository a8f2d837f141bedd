import type { Flow, FlowEndpoint } from '../../model/flow.ts'
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
import { flowOf, serviceNamed, tracesOf } from './flow-of.ts'
import { decodeGoldmaneHits } from './goldmane-hit.ts'

/** Source: goldmane/proto/api.proto EndpointType (projectcalico/calico). */
const typeNumbers: Readonly<Record<string, FlowEndpoint['type']>> = {
  1: 'wep',
  2: 'hep',
  3: 'ns',
  4: 'net',
  WorkloadEndpoint: 'wep',
  HostEndpoint: 'hep',
  NetworkSet: 'ns',
  Network: 'net',
}

/** One flow as Goldmane writes it: its emitter's NDJSON or protojson (names or numbers, snake or camel case, also wrapped as
 * `{id, flow}`), or why it is none. */
export function decodeGoldmaneFlow(value: Raw): Flow | string {
  const flow = raw(pick(value, 'flow') ?? value)
  const key = raw(pick(flow, 'Key', 'key'))
  const policies = raw(key.policies)
  return flowOf({
    start: time(pick(flow, 'start_time', 'startTime')),
    end: time(pick(flow, 'end_time', 'endTime')),
    source: endOf(key, flow, 'source'),
    destination: endOf(key, flow, 'dest'),
    protocol: key.proto,
    port: pick(key, 'dest_port', 'destPort'),
    service: serviceOf(key),
    reporter: reporterOf(key.reporter),
    action: actionOf(key.action),
    traces: tracesOf(
      decodeGoldmaneHits(pick(policies, 'enforced_policies', 'enforcedPolicies')),
      decodeGoldmaneHits(pick(policies, 'pending_policies', 'pendingPolicies')),
    ),
    ...tallies(flow),
    format: 'goldmane',
  })
}

function endOf(key: Raw, flow: Raw, side: 'source' | 'dest'): FlowEndpoint | null {
  const name = word(pick(key, `${side}_name`, `${side}Name`))
  if (name === null) return null
  const end = endpointNamed(name, namespaceOf(pick(key, `${side}_namespace`, `${side}Namespace`)))
  const type = typeNumbers[String(pick(key, `${side}_type`, `${side}Type`))] ?? end.type
  return { ...end, type, labels: labelList(pick(flow, `${side}_labels`, `${side}Labels`)) }
}

function serviceOf(key: Raw): Flow['service'] {
  return serviceNamed({
    namespace: pick(key, 'dest_service_namespace', 'destServiceNamespace'),
    name: pick(key, 'dest_service_name', 'destServiceName'),
    portName: pick(key, 'dest_service_port_name', 'destServicePortName'),
    port: pick(key, 'dest_service_port', 'destServicePort'),
  })
}

function tallies(flow: Raw): Pick<Flow, 'counts' | 'connections'> {
  return {
    counts: {
      packetsIn: count(pick(flow, 'packets_in', 'packetsIn')),
      packetsOut: count(pick(flow, 'packets_out', 'packetsOut')),
      bytesIn: count(pick(flow, 'bytes_in', 'bytesIn')),
      bytesOut: count(pick(flow, 'bytes_out', 'bytesOut')),
    },
    connections: {
      started: count(pick(flow, 'num_connections_started', 'numConnectionsStarted')),
      completed: count(pick(flow, 'num_connections_completed', 'numConnectionsCompleted')),
      live: count(pick(flow, 'num_connections_live', 'numConnectionsLive')),
    },
  }
}

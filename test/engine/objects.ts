import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection, Peer, Scope } from '../../src/model/connection.ts'
import type { Trace } from '../../src/model/trace.ts'

type Fields = Readonly<Record<string, unknown>>

/** A cluster of API objects. */
export function clusterOf(...objects: readonly object[]): Cluster {
  return applyChanges(
    emptyCluster,
    objects.flatMap((object) => decode(object, null)),
  )
}

export function indexOf(...objects: readonly object[]): ClusterIndex {
  return indexCluster(clusterOf(...objects))
}

/** `namespace/name`, its address and labels; `more` goes into its spec. */
export function pod(key: string, ip: string, labels: Fields = {}, more: Fields = {}): object {
  const [namespace, name] = key.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: `node-of-${name}`, containers: [{ name: 'main' }], ...more },
    status: { phase: 'Running', podIP: ip },
  }
}

export function namespace(name: string, labels: Fields = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

export function node(name: string, address: string): object {
  const status = { addresses: [{ type: 'InternalIP', address }] }
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status }
}

/** Any object of projectcalico.org/v3; `key` is `name` or `namespace/name`. */
export function calico(kind: string, key: string, spec: Fields = {}, labels: Fields = {}): object {
  const [first, second] = key.split('/')
  const metadata = second === undefined ? { name: first, labels } : { name: second, namespace: first, labels }
  return { apiVersion: 'projectcalico.org/v3', kind, metadata, spec }
}

export function tier(name: string, order: number, defaultAction = 'Deny'): object {
  return calico('Tier', name, { order, defaultAction })
}

export function service(key: string, spec: Fields): object {
  const [namespace, name] = key.split('/')
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }
}

export function slice(key: string, addresses: readonly string[], ports: readonly Fields[]): object {
  const [namespace, name] = key.split('/')
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
    endpoints: [{ addresses }],
    ports,
  }
}

/** TCP from one peer to another: a key of an endpoint, an address, or `domain:NAME`. */
export function connection(from: string, to: string, port: number | null, more: Partial<Connection> = {}): Connection {
  const rest = { protocol: 'TCP', sourcePort: null, icmp: null, http: null, original: null }
  return { source: peer(from), destination: peer(to), port, ...rest, ...more }
}

function peer(text: string): Peer {
  if (text.startsWith('domain:')) return { type: 'address', ip: null, domain: text.slice('domain:'.length) }
  if (text.startsWith('hep:') || text.includes('/')) return { type: 'endpoint', key: text, ip: null }
  return { type: 'address', ip: text, domain: null }
}

/** Each leg in a few words: `egress a/x workload Allow`, with the exemption if any. */
export function legsOf(value: Trace): readonly string[] {
  return value.legs.map(({ direction, endpoint, stage, verdict, exempt }) =>
    [direction, endpoint, stage, verdict, ...(exempt === null ? [] : [exempt])].join(' '),
  )
}

export function traced(objects: readonly object[], asked: Connection, scope: Scope = 'enforced'): Trace {
  return trace(indexOf(...objects), asked, scope)
}

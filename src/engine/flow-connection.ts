import { formatAddress } from '../model/address.ts'
import type { Connection, Peer } from '../model/connection.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import type { ClusterIndex } from './cluster-index.ts'

/** A connection that a recorded flow may speak of, and what the log did not say of it. */
export interface FlowConnection {
  readonly connection: Connection
  /** What was aggregated away and taken as an example: "the public address", "which of 3 pods". */
  readonly missing: readonly string[]
}

/** How many pods of an aggregated name are looked at; they mostly look alike to policy. */
const mostPods = 4
/** Addresses that stand for "somewhere public" and "somewhere private", the first that nothing in the cluster claims. */
const examples: Readonly<Record<'pub' | 'pvt', readonly string[]>> = {
  pub: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '93.184.216.34', '151.101.1.1'],
  pvt: ['10.255.255.254', '172.31.255.254', '192.168.255.254', '10.254.254.254'],
}

/**
 * The connections a flow may speak of: pods of an aggregated name are told apart where policy may, networks and sets are stood for
 * by an address. Empty when an end is not in the cluster.
 */
export function flowConnections(index: ClusterIndex, flow: Flow): readonly FlowConnection[] {
  const sources = peersOf(index, flow.source)
  const destinations = peersOf(index, flow.destination)
  return sources.flatMap((source) =>
    destinations.map((destination) => ({
      connection: {
        source: source.peer,
        destination: destination.peer,
        protocol: protocolOf(flow.protocol),
        port: flow.port,
        sourcePort: null,
        icmp: null,
        http: null,
        original: null,
      },
      missing: [...source.missing, ...destination.missing],
    })),
  )
}

interface FlowPeer {
  readonly peer: Peer
  readonly missing: readonly string[]
}

/** Who an end of a flow may be. Formats that send no type are resolved by name: a pod, a network set, then a node. */
export function peersOf(index: ClusterIndex, end: FlowEndpoint): readonly FlowPeer[] {
  if (end.type === 'net') return [networkPeer(index, end)]
  if (end.type !== 'ns' && end.type !== 'hep') {
    const pods = podsOf(index, end)
    if (pods.length > 0 || end.type === 'wep') return pods
  }
  return [...(end.type === 'hep' ? [] : setPeers(index, end)), ...hostPeers(index, end)].slice(0, 1)
}

function podsOf(index: ClusterIndex, { namespace, name, pod, ip }: FlowEndpoint): readonly FlowPeer[] {
  const pods = namespace === null ? undefined : index.cluster.endpoints.get(namespace)
  if (pods === undefined) return []
  const exact = pods.get(pod ?? name)
  if (exact !== undefined) return [{ peer: podPeer(exact, ip), missing: [] }]
  if (!name.endsWith('*')) return []
  const found = [...pods.values()].filter(({ generateName }) => `${generateName}*` === name)
  const missing = found.length > 1 ? [`which of ${found.length} pods`] : []
  return found.slice(0, mostPods).map((one) => ({ peer: podPeer(one, null), missing }))
}

function podPeer(pod: WorkloadEndpoint, ip: string | null): Peer {
  return { type: 'endpoint', key: pod.key, ip: ip ?? pod.addresses[0] ?? null }
}

function networkPeer(index: ClusterIndex, { name, ip, domains }: FlowEndpoint): FlowPeer {
  const domain = domains?.[0] ?? null
  if (ip !== null) return { peer: { type: 'address', ip, domain }, missing: [] }
  const isPrivate = name === 'pvt'
  const unclaimed = examples[isPrivate ? 'pvt' : 'pub'].find(
    (address) => index.endpointsAt(address).length === 0 && index.networkSetsAt(address).length === 0,
  )
  const missing = [`the ${isPrivate ? 'private' : 'public'} address`]
  return { peer: { type: 'address', ip: unclaimed ?? null, domain }, missing }
}

function setPeers(index: ClusterIndex, { name, namespace, ip, domains }: FlowEndpoint): readonly FlowPeer[] {
  const set = index.cluster.networkSets.get(namespace === null ? `set:${name}` : `set:${namespace}/${name}`)
  if (set === undefined) return []
  const first = set.nets[0]
  const address = ip ?? (first === undefined ? null : formatAddress(first))
  const domain = domains?.[0] ?? (address === null ? (set.domains[0] ?? null) : null)
  return [{ peer: { type: 'address', ip: address, domain }, missing: ip === null ? [`the address in ${name}`] : [] }]
}

function hostPeers(index: ClusterIndex, { name, ip }: FlowEndpoint): readonly FlowPeer[] {
  const endpoint = [...index.cluster.hostEndpoints.values()].find((one) => one.node === name || one.name === name)
  if (endpoint !== undefined) {
    return [{ peer: { type: 'endpoint', key: endpoint.key, ip: ip ?? endpoint.addresses[0] ?? null }, missing: [] }]
  }
  const address = ip ?? index.cluster.nodes.get(name)?.addresses[0]
  return address === undefined || address === null
    ? []
    : [{ peer: { type: 'address', ip: address, domain: null }, missing: [] }]
}

/** Names as policies write them; flow logs have them in lower case and call ICMPv6 `icmp6`. */
function protocolOf(text: string): string {
  const names: Readonly<Record<string, string>> = { icmp6: 'ICMPv6', icmpv6: 'ICMPv6', udplite: 'UDPLite' }
  const numbers: Readonly<Record<string, string>> = { ipip: '4', esp: '50' }
  return names[text] ?? numbers[text] ?? text.toUpperCase()
}

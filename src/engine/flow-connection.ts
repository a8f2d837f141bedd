import { formatAddress } from '../model/address.ts'
import type { Connection, Peer } from '../model/connection.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import type { NetworkSet } from '../model/network-set.ts'
import type { ClusterIndex } from './cluster-index.ts'

/** What a log does not say of an end, so that an example stands for it. */
export interface FlowGap {
  readonly side: 'source' | 'destination'
  /** `pod`: one of several pods of an aggregated name. `address`: an address of a network or of a network set. */
  readonly type: 'pod' | 'address'
  /** How many pods there are, or which network or set it is: `pub`, `pvt`, the key of a set. */
  readonly of: number | string
}

/** A connection that a recorded flow may speak of, and what the log did not say of it. */
export interface FlowConnection {
  readonly connection: Connection
  readonly gaps: readonly FlowGap[]
}

/** How many pods of an aggregated name are looked at, each other in its labels; mostly they look alike to policy. */
const mostPods = 4
/** Addresses that stand for "somewhere public" and "somewhere private", the first that nothing in the cluster claims. */
const examples: Readonly<Record<'pub' | 'pvt' | 'pub6', readonly string[]>> = {
  pub: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '93.184.216.34', '151.101.1.1'],
  pvt: ['10.255.255.254', '172.31.255.254', '192.168.255.254', '10.254.254.254'],
  pub6: ['2001:db8::1', '2001:db8:ffff::1', '2606:2800:220:1::1', '2a00:1450:4001::1'],
}

/**
 * The connections a flow may speak of: pods of an aggregated name are told apart where policy may, networks and sets are stood for
 * by an address. Empty when an end is not in the cluster.
 */
export function flowConnections(index: ClusterIndex, flow: Flow): readonly FlowConnection[] {
  const isIpv6 = speaksIpv6(index, flow)
  const sources = peersOf(index, flow.source, { side: 'source', isIpv6 })
  const destinations = peersOf(index, flow.destination, { side: 'destination', isIpv6 })
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
      gaps: [...source.gaps, ...destination.gaps],
    })),
  )
}

interface FlowPeer {
  readonly peer: Peer
  readonly gaps: readonly FlowGap[]
}

interface Wanted {
  readonly side: FlowGap['side']
  readonly isIpv6: boolean
}

/** True when the log or the only addresses of a pod say that IPv6 is spoken. */
function speaksIpv6(index: ClusterIndex, { protocol, source, destination }: Flow): boolean {
  if (protocol === 'icmp6' || protocol === 'icmpv6') return true
  return [source, destination].some((end) => {
    if (end.ip !== null) return end.ip.includes(':')
    const [pod] = podsNamed(index, end)
    return pod !== undefined && pod.addresses.length > 0 && pod.addresses.every((address) => address.includes(':'))
  })
}

/** Who an end of a flow may be. Formats that send no type are resolved by name: a pod, a network set, then a node. */
function peersOf(index: ClusterIndex, end: FlowEndpoint, wanted: Wanted): readonly FlowPeer[] {
  if (end.type === 'net') return [networkPeer(index, end, wanted)]
  if (end.type !== 'ns' && end.type !== 'hep') {
    const pods = podPeers(index, end, wanted)
    if (pods.length > 0 || end.type === 'wep') return pods
  }
  const sets = end.type === 'hep' ? [] : setPeers(index, end, wanted)
  return sets.length > 0 ? sets : hostPeers(index, end)
}

function podPeers(index: ClusterIndex, end: FlowEndpoint, { side, isIpv6 }: Wanted): readonly FlowPeer[] {
  const pods = podsNamed(index, end)
  const gaps: readonly FlowGap[] = pods.length > 1 ? [{ side, type: 'pod', of: pods.length }] : []
  return unlike(pods).map((pod) => {
    const address = pod.addresses.find((each) => each.includes(':') === isIpv6) ?? pod.addresses[0] ?? null
    return { peer: { type: 'endpoint', key: pod.key, ip: pods.length === 1 ? (end.ip ?? address) : address }, gaps }
  })
}

type Pods = ReadonlyMap<string, WorkloadEndpoint>
/** The pods of a namespace by the name that logs give them together. */
const aggregates = new WeakMap<Pods, ReadonlyMap<string, readonly WorkloadEndpoint[]>>()

function podsNamed(index: ClusterIndex, { namespace, name, pod, type }: FlowEndpoint): readonly WorkloadEndpoint[] {
  const pods = namespace === null || type === 'ns' ? undefined : index.cluster.endpoints.get(namespace)
  if (pods === undefined) return []
  const exact = pods.get(pod ?? name)
  return exact === undefined ? (aggregatesOf(pods).get(name) ?? []) : [exact]
}

function aggregatesOf(pods: Pods): ReadonlyMap<string, readonly WorkloadEndpoint[]> {
  const known = aggregates.get(pods)
  if (known !== undefined) return known
  const byName = new Map<string, WorkloadEndpoint[]>()
  for (const pod of pods.values()) {
    if (pod.generateName === null) continue
    const name = `${pod.generateName}*`
    const same = byName.get(name)
    if (same === undefined) byName.set(name, [pod])
    else same.push(pod)
  }
  aggregates.set(pods, byName)
  return byName
}

/** One pod for each way its labels and its service account are. */
function unlike(pods: readonly WorkloadEndpoint[]): readonly WorkloadEndpoint[] {
  if (pods.length < 2) return pods
  const byLook = new Map<string, WorkloadEndpoint>()
  for (const pod of pods) {
    const look = JSON.stringify([pod.labels, pod.serviceAccount])
    if (!byLook.has(look)) byLook.set(look, pod)
    if (byLook.size === mostPods) break
  }
  return [...byLook.values()]
}

function networkPeer(index: ClusterIndex, { name, ip, domains }: FlowEndpoint, { side, isIpv6 }: Wanted): FlowPeer {
  const domain = domains?.[0] ?? null
  if (ip !== null) return { peer: { type: 'address', ip, domain }, gaps: [] }
  // A private network is one of IPv4: all of IPv6 is called public.
  const of = name === 'pvt' ? 'pvt' : 'pub'
  const unclaimed = examples[of === 'pub' && isIpv6 ? 'pub6' : of].find(
    (address) => index.endpointsAt(address).length === 0 && index.networkSetsAt(address).length === 0,
  )
  return { peer: { type: 'address', ip: unclaimed ?? null, domain }, gaps: [{ side, type: 'address', of }] }
}

/** A set may hold an address by its nets or by its domains: where the log does not tell, either is tried. */
function setPeers(index: ClusterIndex, end: FlowEndpoint, { side, isIpv6 }: Wanted): readonly FlowPeer[] {
  const { name, namespace, ip } = end
  const set = index.cluster.networkSets.get(namespace === null ? `set:${name}` : `set:${namespace}/${name}`)
  if (set === undefined) return []
  const domain = end.domains?.[0] ?? null
  if (ip !== null) return [{ peer: { type: 'address', ip, domain }, gaps: [] }]
  const gaps: readonly FlowGap[] = [{ side, type: 'address', of: set.key }]
  const byNet = addressOf(set, isIpv6)
  const byDomain = side === 'destination' ? (domain ?? set.domains[0] ?? null) : null
  const peers: readonly Peer[] = [
    ...(byNet === null ? [] : [{ type: 'address', ip: byNet, domain } as const]),
    ...(byDomain === null || (byNet !== null && domain !== null)
      ? []
      : [{ type: 'address', ip: null, domain: byDomain } as const]),
  ]
  return peers.map((peer) => ({ peer, gaps }))
}

function addressOf(set: NetworkSet, isIpv6: boolean): string | null {
  const addresses = set.nets.map((net) => formatAddress(net))
  return addresses.find((address) => address.includes(':') === isIpv6) ?? addresses[0] ?? null
}

function hostPeers(index: ClusterIndex, { name, ip }: FlowEndpoint): readonly FlowPeer[] {
  const { hostEndpoints, nodes } = index.cluster
  const endpoint = [...hostEndpoints.values()].find((one) => one.node === name || one.name === name)
  if (endpoint !== undefined) {
    return [{ peer: { type: 'endpoint', key: endpoint.key, ip: ip ?? endpoint.addresses[0] ?? null }, gaps: [] }]
  }
  const address = ip ?? nodes.get(name)?.addresses[0] ?? null
  return address === null ? [] : [{ peer: { type: 'address', ip: address, domain: null }, gaps: [] }]
}

/** Names as policies write them; flow logs have them in lower case and call ICMPv6 `icmp6`. */
function protocolOf(text: string): string {
  const names: Readonly<Record<string, string>> = { icmp6: 'ICMPv6', icmpv6: 'ICMPv6', udplite: 'UDPLite' }
  const numbers: Readonly<Record<string, string>> = { ipip: '4', esp: '50' }
  return names[text] ?? numbers[text] ?? text.toUpperCase()
}

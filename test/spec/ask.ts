import { type Address, parseAddress } from '../../src/model/address.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Peer } from '../../src/model/connection.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import { allWorkloads, byBytes, isInvalid, type Known, knownThings, sameAddress } from './world.ts'

/** One end of a connection. */
export interface Side {
  /** Null for a name whose address nobody said. */
  readonly ip: Address | null
  readonly domain: string | null
  readonly pod: WorkloadEndpoint | null
  readonly hostEndpoint: HostEndpoint | null
  /** The node whose own address this is, or null. */
  readonly node: string | null
}

/** A connection as rules see it, beside what the cluster knows. */
export interface Ask {
  readonly cluster: Cluster
  readonly things: readonly Known[]
  readonly source: Side
  readonly destination: Side
  readonly protocol: number | null
  readonly port: number | null
  readonly sourcePort: number | null
  readonly icmp: Connection['icmp']
  readonly http: Connection['http']
}

/** Numbers of the protocols that have names (§4.2). */
const protocolNumbers: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
}

/** What rules see of a connection. */
export function askOf(cluster: Cluster, connection: Connection): Ask {
  const wanted = versionOf(connection.source) ?? versionOf(connection.destination)
  const source = sideOf(cluster, connection.source, wanted)
  const destination = sideOf(cluster, connection.destination, wanted ?? source.ip?.version ?? null)
  return {
    cluster,
    things: knownThings(cluster),
    source:
      source.ip !== null && source.ip.version !== destination.ip?.version && destination.ip !== null
        ? sideOf(cluster, connection.source, destination.ip.version)
        : source,
    destination,
    protocol: protocolNumbers[connection.protocol.toLowerCase()] ?? numberOf(connection.protocol),
    port: connection.port,
    sourcePort: connection.sourcePort,
    icmp: connection.icmp,
    http: connection.http,
  }
}

/** The same connection before a Service translated its destination: what pre-DNAT policy sees. */
export function beforeTranslation(ask: Ask, connection: Connection): Ask {
  if (connection.original === null) return ask
  const peer: Peer = { type: 'address', ip: connection.original.ip, domain: null }
  return { ...ask, destination: sideOf(ask.cluster, peer, null), port: connection.original.port }
}

function numberOf(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null
}

function versionOf(peer: Peer): 4 | 6 | null {
  return peer.ip === null ? null : (parseAddress(peer.ip)?.version ?? null)
}

function sideOf(cluster: Cluster, peer: Peer, version: 4 | 6 | null): Side {
  const named = peer.type === 'endpoint' ? endpointCalled(cluster, peer.key) : null
  const ip = peer.ip ?? firstAddress(named?.addresses ?? [], version)
  const pod = named === null ? podAt(cluster, ip) : named.type === 'workload' ? named : null
  const host = pod !== null ? null : named?.type === 'host' ? named : null
  const node = pod !== null ? null : (host?.node ?? nodeAt(cluster, ip))
  return {
    ip: ip === null ? null : parseAddress(ip),
    domain: peer.type === 'address' ? peer.domain : null,
    pod,
    hostEndpoint: host ?? (node === null ? null : hostEndpointFor(cluster, node, ip)),
    node,
  }
}

function firstAddress(addresses: readonly string[], version: 4 | 6 | null): string | null {
  return addresses.find((one) => parseAddress(one)?.version === version) ?? addresses[0] ?? null
}

function endpointCalled(cluster: Cluster, key: string): WorkloadEndpoint | HostEndpoint | null {
  return allWorkloads(cluster).find((pod) => pod.key === key) ?? cluster.hostEndpoints.get(key) ?? null
}

function podAt(cluster: Cluster, ip: string | null): WorkloadEndpoint | null {
  if (ip === null) return null
  const at = (pod: WorkloadEndpoint) => pod.addresses.some((one) => sameAddress(one, ip))
  return allWorkloads(cluster).find((pod) => at(pod) && !isInvalid(cluster, pod)) ?? null
}

/** The node that has this address: by its own addresses, those of its host-network pods or of its host endpoints. */
export function nodeAt(cluster: Cluster, ip: string | null): string | null {
  if (ip === null) return null
  const has = (thing: { addresses: readonly string[] }) => thing.addresses.some((one) => sameAddress(one, ip))
  return (
    [...cluster.nodes.values()].find(has)?.name ??
    [...cluster.hostNetworkPods.values()].find((pod) => has(pod) && pod.node !== null)?.node ??
    [...cluster.hostEndpoints.values()].find(has)?.node ??
    null
  )
}

/** The host endpoint of the interface that has this address (null: the first address of the node): one that lists it, else one
 * that is known by its interface alone, else the one for all interfaces; the first by name of each (§1.5). */
export function hostEndpointFor(cluster: Cluster, node: string, ip: string | null): HostEndpoint | null {
  const ofNode = [...cluster.hostEndpoints.values()]
    .filter((host) => host.node === node)
    .sort((a, b) => byBytes(a.name, b.name))
  const named = ofNode.filter((host) => host.interfaceName !== '*')
  const wanted = ip ?? cluster.nodes.get(node)?.addresses[0] ?? null
  const listing = named.find((host) => wanted === null || host.addresses.some((one) => sameAddress(one, wanted)))
  return listing ?? named.find((host) => host.addresses.length === 0) ?? wildcardOn(cluster, node)
}

/** The host endpoint that stands for all interfaces of a node, those of its pods too. */
export function wildcardOn(cluster: Cluster, node: string | null): HostEndpoint | null {
  const all = [...cluster.hostEndpoints.values()].filter((host) => host.node === node && host.interfaceName === '*')
  return all.sort((a, b) => byBytes(a.name, b.name))[0] ?? null
}

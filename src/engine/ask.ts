import { type Address, canonicalAddress, parseAddress } from '../model/address.ts'
import type { Connection, Peer } from '../model/connection.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { NetworkSet } from '../model/network-set.ts'
import { protocolNumber } from '../model/protocol.ts'
import type { Direction } from '../model/rule.ts'
import type { LabelLookup } from '../model/selector-match.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { isInvalidEndpoint } from './felix.ts'

/** What a rule is asked about: one connection as it looks at one point of its way. Made once for a leg. */
export interface Ask {
  readonly index: ClusterIndex
  readonly direction: Direction
  /** Null when nobody said an address. */
  readonly version: 4 | 6 | null
  readonly protocol: { readonly text: string; readonly number: number | null }
  readonly source: Side
  readonly destination: Side
  readonly icmp: Connection['icmp']
  readonly http: Connection['http']
}

/** Which side of a rule and of a connection. */
export type SideName = 'source' | 'destination'

/** One side of a connection, with what the cluster knows about its address. */
export interface Side {
  readonly address: Address | null
  readonly ip: string | null
  readonly port: number | null
  /** The name by which an address outside was reached, null where nobody said. */
  readonly domain: string | null
  /** True when no endpoint and no node of the cluster has the address. */
  readonly isOutside: boolean
  /** The endpoints and network sets that have the address. */
  readonly holders: readonly Holder[]
}

/** Something with labels that has the address of a side. */
export interface Holder {
  readonly object: Endpoint | NetworkSet
  readonly label: LabelLookup
}

/** The addresses a connection runs between: those its peers were given, else the first two of one IP version. */
export interface Addresses {
  readonly source: string | null
  readonly destination: string | null
}

/** Which addresses a connection runs between. An endpoint without a given one takes its first of the other side's version. */
export function addressesOf(index: ClusterIndex, connection: Connection): Addresses {
  const sources = candidates(index, connection.source)
  const destinations = candidates(index, connection.destination)
  for (const destination of destinations) {
    const source = sources.find((each) => each.includes(':') === destination.includes(':'))
    if (source !== undefined) return { source, destination }
  }
  return { source: sources[0] ?? null, destination: destinations[0] ?? null }
}

/** The connection as a packet carries it before a Service's address is translated to a backend's, where one was called. */
export function beforeTranslation(connection: Connection, addresses: Addresses): [Connection, Addresses] {
  const { original } = connection
  if (original === null) return [connection, addresses]
  const destination: Peer = { type: 'address', ip: original.ip, domain: null }
  return [
    { ...connection, destination, port: original.port },
    { ...addresses, destination: canonicalAddress(original.ip) ?? original.ip },
  ]
}

/** The connection as rules of one direction see it. */
export function askOf(index: ClusterIndex, connection: Connection, direction: Direction, addresses: Addresses): Ask {
  const source = sideOf(index, connection.source, addresses.source, connection.sourcePort)
  const destination = sideOf(index, connection.destination, addresses.destination, connection.port)
  return {
    index,
    direction,
    version: destination.address?.version ?? source.address?.version ?? null,
    protocol: { text: connection.protocol, number: protocolNumber(connection.protocol) },
    source,
    destination,
    icmp: connection.icmp,
    http: connection.http,
  }
}

function candidates(index: ClusterIndex, peer: Peer): readonly string[] {
  if (peer.ip !== null) return [canonicalAddress(peer.ip) ?? peer.ip]
  return peer.type === 'endpoint' ? (index.endpoint(peer.key)?.addresses ?? []) : []
}

function sideOf(index: ClusterIndex, peer: Peer, ip: string | null, port: number | null): Side {
  const endpoints = ip === null ? [] : index.endpointsAt(ip)
  const known = endpoints.filter((endpoint) => !isInvalidEndpoint(index.cluster, endpoint))
  const objects = ip === null ? [] : [...known, ...index.networkSetsAt(ip)]
  return {
    address: ip === null ? null : parseAddress(ip),
    ip,
    port,
    domain: peer.type === 'address' ? peer.domain : null,
    isOutside: peer.type === 'address' && endpoints.length === 0 && (ip === null || index.hosts.nodeAt(ip) === null),
    holders: objects.map((object) => ({ object, label: index.lookupOf(object) })),
  }
}

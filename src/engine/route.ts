import { cidrContains, parseAddress } from '../model/address.ts'
import type { Connection, Peer, Verdict } from '../model/connection.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../model/endpoint.ts'
import { protocolNumber } from '../model/protocol.ts'
import type { Direction } from '../model/rule.ts'
import type { FailsafePort } from '../model/settings.ts'
import type { Exemption, Stage } from '../model/trace.ts'
import type { Addresses } from './ask.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type EffectiveSettings, hostActionOn, isInvalidEndpoint, settingsOn } from './felix.ts'

/** A point on a connection's way where policy may be applied. */
export interface Station {
  readonly endpoint: WorkloadEndpoint | HostEndpoint
  readonly direction: Direction
  readonly stage: Stage
  /** Decided here whatever the policies say. */
  readonly exempt: Exempt | null
  /** Decides in place of the policies once they allow: what a pod sends to its own node. */
  readonly hostAction: Verdict | null
}

export interface Exempt {
  readonly because: Exemption
  readonly action: Verdict
}

/** Where a peer of a connection is: in a pod, on a node, or outside the cluster. */
type Place =
  | { readonly type: 'pod'; readonly pod: WorkloadEndpoint; readonly node: string | null }
  | { readonly type: 'host'; readonly node: string; readonly endpoint: HostEndpoint | null }
  | { readonly type: 'outside'; readonly node: null }

/**
 * The points a connection passes, in order: on its own node the way out of the source, then on the destination's the way in.
 * Of two pods the packet meets, on each node, the interface it comes in by, the pod, and the interface it leaves by; only host
 * endpoints for all interfaces stand at those of pods.
 * Source: felix/rules/static.go StaticFilterForwardChains, felix/rules/dispatch.go hostDispatchChains (projectcalico/calico).
 */
export function routeOf(index: ClusterIndex, connection: Connection, addresses: Addresses): readonly Station[] {
  const source = placeOf(index, connection.source, addresses.source)
  const destination = placeOf(index, connection.destination, addresses.destination)
  const isOneNode = source.node !== null && source.node === destination.node
  const way: Way = { index, connection, addresses, source, destination, isOneNode }
  if (source.type === 'pod' && destination.type === 'pod' && source.pod.key === destination.pod.key) {
    // Through a Service the packet leaves the pod and comes back, and is policed both ways.
    if (connection.original === null) {
      return [station(source.pod, 'egress', 'workload', { because: 'loopback', action: 'Allow' })]
    }
  }
  return [...wayOut(way), ...wayThroughEntry(way), ...wayIn(way)]
}

interface Way {
  readonly index: ClusterIndex
  readonly connection: Connection
  readonly addresses: Addresses
  readonly source: Place
  readonly destination: Place
  readonly isOneNode: boolean
}

function placeOf(index: ClusterIndex, peer: Peer, ip: string | null): Place {
  const named = peer.type === 'endpoint' ? index.endpoint(peer.key) : null
  const endpoint = named ?? (ip === null ? null : (index.endpointsAt(ip)[0] ?? null))
  if (endpoint?.type === 'workload') return { type: 'pod', pod: endpoint, node: endpoint.node }
  if (named?.type === 'host') return { type: 'host', node: named.node, endpoint: named }
  const node = ip === null ? null : index.hosts.nodeAt(ip)
  if (node === null) return { type: 'outside', node: null }
  return { type: 'host', node, endpoint: index.hosts.interfaceAt(node, ip) }
}

function wayOut(way: Way): readonly Station[] {
  const { index, source, destination, isOneNode } = way
  if (source.type === 'outside') return []
  if (source.type === 'host') {
    return isOneNode
      ? []
      : [...stages(way, source.endpoint, 'egress', ['untracked']), ...hostStation(way, source.endpoint, 'egress')]
  }
  const all = index.hosts.wildcardOn(source.node)
  const toOwnNode = isOneNode && destination.type === 'host'
  const exempt = refused(index, source.pod) ?? droppedEncapsulation(way, source.pod)
  if (exempt !== null) return [station(source.pod, 'egress', 'workload', exempt)]
  return [
    ...stages(way, all, 'ingress', toOwnNode ? ['pre-dnat'] : ['pre-dnat', 'forward']),
    podEgress(index, source.pod, toOwnNode),
    ...(isOneNode ? [] : stages(way, interfaceOf(index, source.node), 'egress', ['forward'])),
  ]
}

/** A node port or the address of another node that the packet comes in by, before it is sent on to the backend's node. */
function wayThroughEntry(way: Way): readonly Station[] {
  const { index, connection, source, destination } = way
  if (connection.original === null || source.type !== 'outside') return []
  const entry = index.hosts.nodeAt(connection.original.ip)
  if (entry === null || entry === destination.node) return []
  const by = index.hosts.interfaceAt(entry, connection.original.ip)
  return [
    ...stages(way, by, 'ingress', ['untracked', 'pre-dnat', 'forward']),
    ...stages(way, interfaceOf(index, entry), 'egress', ['forward']),
  ]
}

function wayIn(way: Way): readonly Station[] {
  const { index, source, destination, isOneNode } = way
  if (destination.type === 'outside') return []
  if (destination.type === 'host') {
    if (isOneNode) return []
    return [
      ...stages(way, destination.endpoint, 'ingress', ['untracked', 'pre-dnat']),
      ...hostStation(way, destination.endpoint, 'ingress'),
    ]
  }
  const { pod, node } = destination
  if (isOneNode && source.type === 'host') {
    return [station(pod, 'ingress', 'workload', { because: 'same-host', action: 'Allow' })]
  }
  return [
    ...(isOneNode ? [] : stages(way, interfaceOf(index, node), 'ingress', ['untracked', 'pre-dnat', 'forward'])),
    station(pod, 'ingress', 'workload', refused(index, pod)),
    ...stages(way, index.hosts.wildcardOn(node), 'egress', ['forward']),
  ]
}

function podEgress(index: ClusterIndex, pod: WorkloadEndpoint, toOwnNode: boolean): Station {
  const { action } = hostActionOn(index.cluster, pod.node)
  return { ...station(pod, 'egress', 'workload', null), hostAction: toOwnNode ? action : null }
}

/** Source: felix/rules/endpoints.go endpointIptablesChain; for BPF felix/bpf-gpl/parsing.h (projectcalico/calico). */
function droppedEncapsulation({ index, connection }: Way, pod: WorkloadEndpoint): Exempt | null {
  const settings = settingsOn(index.cluster, pod.node)
  const protocol = protocolNumber(connection.protocol)
  const isDropped =
    protocol === 4
      ? settings.bpfEnabled || !settings.allowIpipFromWorkloads
      : isVxlan(connection, settings) && !settings.bpfEnabled && !settings.allowVxlanFromWorkloads
  return isDropped ? { because: 'encapsulation', action: 'Deny' } : null
}

function isVxlan({ protocol, port }: Connection, { vxlanPort }: EffectiveSettings): boolean {
  return protocolNumber(protocol) === 17 && port === vxlanPort
}

/** The normal policies of a host endpoint and its profiles. Packets that carry others between nodes are let through before. */
function hostStation(way: Way, endpoint: HostEndpoint | null, direction: Direction): readonly Station[] {
  if (endpoint === null) return []
  const { connection, source, destination, index } = way
  const isIpip = protocolNumber(connection.protocol) === 4
  const isTunnel = isIpip || isVxlan(connection, settingsOn(index.cluster, endpoint.node))
  const isBetweenNodes = source.type === 'host' && destination.type === 'host'
  const exempt: Exempt | null = isTunnel && isBetweenNodes ? { because: 'encapsulation', action: 'Allow' } : null
  return [station(endpoint, direction, 'host', exempt ?? failsafe(way, endpoint, direction, 'host'))]
}

/** The stages of a host endpoint, in order. One for all interfaces has no untracked policies.
 * Source: felix/rules/endpoints.go HostEndpointToRawChains (projectcalico/calico). */
function stages(
  way: Way,
  endpoint: HostEndpoint | null,
  direction: Direction,
  names: readonly Stage[],
): readonly Station[] {
  if (endpoint === null) return []
  return names
    .filter((stage) => stage !== 'untracked' || endpoint.interfaceName !== '*')
    .map((stage) =>
      station(endpoint, direction, stage, stage === 'forward' ? null : failsafe(way, endpoint, direction, stage)),
    )
}

/** Ports that no policy closes, at the head of every stage but that of forwarded packets.
 * Source: felix/rules/static.go failsafeInChain, failsafeOutChain (projectcalico/calico). */
function failsafe(way: Way, endpoint: HostEndpoint, direction: Direction, stage: Stage): Exempt | null {
  const { connection, addresses, index } = way
  const settings = settingsOn(index.cluster, endpoint.node)
  const port = isBeforeTranslation(stage) ? (connection.original ?? connection).port : connection.port
  const other = parseAddress((direction === 'ingress' ? addresses.source : addresses.destination) ?? '')
  const isOpen = (each: FailsafePort) =>
    each.port === port &&
    protocolNumber(each.protocol) === protocolNumber(connection.protocol) &&
    (each.net === null || (other !== null && cidrContains(each.net, other)))
  const open = direction === 'ingress' ? settings.failsafeInbound : settings.failsafeOutbound
  return open.some(isOpen) ? { because: 'failsafe', action: 'Allow' } : null
}

/** True for the stages that see a packet before a Service's address is translated to a backend's. */
export function isBeforeTranslation(stage: Stage): boolean {
  return stage === 'untracked' || stage === 'pre-dnat'
}

function interfaceOf(index: ClusterIndex, node: string | null): HostEndpoint | null {
  return node === null ? null : index.hosts.interfaceAt(node, null)
}

function refused(index: ClusterIndex, pod: WorkloadEndpoint): Exempt | null {
  return isInvalidEndpoint(index.cluster, pod) ? { because: 'spoofing', action: 'Deny' } : null
}

function station(endpoint: Station['endpoint'], direction: Direction, stage: Stage, exempt: Exempt | null): Station {
  return { endpoint, direction, stage, exempt, hostAction: null }
}

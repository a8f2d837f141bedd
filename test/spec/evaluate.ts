import { cidrContains } from '../../src/model/address.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Scope, Verdict } from '../../src/model/connection.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import { gapOfRelease, hostActionGap } from '../../src/model/gap.ts'
import type { Direction } from '../../src/model/rule.ts'
import type { FelixSettings } from '../../src/model/settings.ts'
import type { Assumption, Leg, Stage, Trace, Unseen } from '../../src/model/trace.ts'
import { type Ask, askOf, beforeTranslation, hostEndpointFor, type Side, wildcardOn } from './ask.ts'
import { minorRelease } from './order.ts'
import { anyTakesPart, type Doubt, decide, exempted, type Place, type Walk } from './walk.ts'
import { felixOf, isInvalid } from './world.ts'

/** What policy does to a connection, computed from semantics.md word by word: simple, slow, and independent of the engine. */
export function evaluate(cluster: Cluster, connection: Connection, scope: Scope): Trace {
  const doubts: Doubt[] = []
  const legs = legsOf(cluster, connection, { scope, doubts, turned: null })
  const verdict = verdictOf(legs)
  const assumptions = withoutDoubles(doubts).map((doubt): Assumption => {
    const otherwise = verdictOf(legsOf(cluster, connection, { scope, doubts: [], turned: doubt }))
    const { direction, policy, rule, field, taken } = doubt
    return { direction, policy: policy.ref, rule, field, taken, otherwise }
  })
  const unseen = [...leftToHost(cluster, legs), ...leftToRelease(cluster, legs, verdict)]
  const certain = [...assumptions, ...unseen].every(({ otherwise }) => otherwise === verdict)
  return { connection, scope, legs, verdict, assumptions, unseen, certain }
}

/** What the operator sets comes before what a FelixConfiguration says; null where neither is there. */
function hostAction(cluster: Cluster, node: string | null): FelixSettings['defaultEndpointToHostAction'] {
  const isOperated = cluster.clusterInformation.get('default')?.clusterType?.split(',').includes('operator') === true
  return isOperated ? 'Accept' : felixOf(cluster, node).defaultEndpointToHostAction
}

/** Where nothing says what becomes of packets to the pod's own node, they may also be dropped. */
function leftToHost(cluster: Cluster, legs: readonly Leg[]): Unseen[] {
  const isUnknown = legs.some(({ exempt, endpoint }) => {
    const [namespace = '', name = ''] = endpoint.split('/')
    const node = cluster.endpoints.get(namespace)?.get(name)?.node ?? null
    return exempt === 'host-action' && hostAction(cluster, node) === null
  })
  return isUnknown ? [{ gap: hostActionGap, otherwise: 'Deny' }] : []
}

/** Where nothing says which release this is, what an AdminNetworkPolicy decides may also not be. */
function leftToRelease(cluster: Cluster, legs: readonly Leg[], verdict: Verdict): Unseen[] {
  if (minorRelease(cluster) !== null) return []
  const otherwise = verdict === 'Allow' ? 'Deny' : 'Allow'
  const rules = legs.flatMap(({ steps }) => steps.filter((step) => step.type === 'rule-matched'))
  const kinds = rules.filter(({ action }) => action !== 'Pass').map(({ policy }) => policy.kind)
  const plurals = kinds.flatMap((kind) => {
    if (kind === 'AdminNetworkPolicy') return ['adminnetworkpolicies']
    return kind === 'BaselineAdminNetworkPolicy' ? ['baselineadminnetworkpolicies'] : []
  })
  return [...new Set(plurals)].map((plural) => ({ gap: gapOfRelease(plural), otherwise }))
}

/** A direction may meet a rule at several host endpoints: it is told once. */
function withoutDoubles(doubts: readonly Doubt[]): Doubt[] {
  const same = (a: Doubt, b: Doubt) => a.direction === b.direction && a.policy === b.policy && a.rule === b.rule
  return doubts.filter((doubt, at) => doubts.findIndex((other) => same(other, doubt)) === at)
}

function verdictOf(legs: readonly Leg[]): Verdict {
  return legs.some((leg) => leg.verdict === 'Deny') ? 'Deny' : 'Allow'
}

/** A leg yet to be decided, or null where there is none. Each is asked only when all before it allow. */
type Pending = () => Leg | null

/** The legs in the order they happen; a denied one is the last. */
function legsOf(cluster: Cluster, connection: Connection, walk: Walk): Leg[] {
  const ask = askOf(cluster, connection)
  const before = beforeTranslation(ask, connection)
  const legs: Leg[] = []
  for (const pending of way({ ask, before, walk, connection, done: new Set() })) {
    const leg = pending()
    if (leg === null) continue
    legs.push(leg)
    if (leg.verdict === 'Deny') break
  }
  return legs
}

interface Trip {
  readonly ask: Ask
  /** The same before a Service translated the destination. */
  readonly before: Ask
  readonly walk: Walk
  readonly connection: Connection
  /** Host endpoints, with a direction, that have let the packet through for good. */
  readonly done: Set<string>
}

/** The places a connection comes by (§5.2 to §5.4): out of the source's node, in by the node that was called, to the destination. */
function way(trip: Trip): Pending[] {
  const { source, destination } = trip.ask
  const pod = source.pod
  // Through a Service the packet leaves the pod and comes back.
  if (pod !== null && pod.key === destination.pod?.key && trip.connection.original === null) {
    return [() => exempted(atPod(pod, 'egress'), 'loopback', 'Allow')]
  }
  return [...wayOut(trip), ...wayByEntry(trip), ...wayIn(trip)]
}

function nodeOf(side: Side): string | null {
  return side.pod === null ? side.node : side.pod.node
}

function isOneNode({ ask }: Trip): boolean {
  return nodeOf(ask.source) !== null && nodeOf(ask.source) === nodeOf(ask.destination)
}

function wayOut(trip: Trip): Pending[] {
  const { source, destination, cluster } = trip.ask
  if (source.pod === null) {
    const leaves = source.node !== null && source.hostEndpoint !== null && !isOneNode(trip)
    return leaves ? atHost(trip, source.hostEndpoint, 'egress') : []
  }
  const dropped = droppedAtOnce(trip.ask, source.pod)
  if (dropped !== null) return [() => dropped]
  const node = source.pod.node
  const toOwnHost = destination.pod === null && isOneNode(trip)
  return [
    ...passing(trip, wildcardOn(cluster, node), 'ingress', toOwnHost ? ['pre-dnat'] : ['pre-dnat', 'forward']),
    () => podEgress(trip, toOwnHost),
    ...(isOneNode(trip) ? [] : passing(trip, outward(cluster, node), 'egress', ['forward'])),
  ]
}

function podEgress(trip: Trip, toOwnHost: boolean): Leg | null {
  const pod = trip.ask.source.pod
  if (pod === null) return null
  const place = atPod(pod, 'egress')
  const egress = decide(trip.ask, place, trip.walk)
  if (!toOwnHost || egress.verdict === 'Deny') return egress
  const action = hostAction(trip.ask.cluster, pod.node) ?? 'Accept'
  return exempted(place, 'host-action', action === 'Drop' ? 'Deny' : 'Allow', egress.steps)
}

/** What a pod sends that no policy is asked about. */
function droppedAtOnce(ask: Ask, pod: WorkloadEndpoint): Leg | null {
  const place = atPod(pod, 'egress')
  if (isInvalid(ask.cluster, pod)) return exempted(place, 'spoofing', 'Deny')
  return isEncapsulation(ask, pod) ? exempted(place, 'encapsulation', 'Deny') : null
}

/** Another node whose port was called, before it sends the packet on to the backend's node. */
function wayByEntry(trip: Trip): Pending[] {
  const { ask, before, connection } = trip
  const entry = before.destination.node
  if (connection.original === null || ask.source.pod !== null || ask.source.node !== null) return []
  if (entry === null || entry === nodeOf(ask.destination)) return []
  return [
    ...passing(trip, before.destination.hostEndpoint, 'ingress', ['untracked', 'pre-dnat', 'forward']),
    ...passing(trip, outward(ask.cluster, entry), 'egress', ['forward']),
  ]
}

function wayIn(trip: Trip): Pending[] {
  const { source, destination, cluster } = trip.ask
  const pod = destination.pod
  if (pod === null) {
    const arrives = destination.node !== null && destination.hostEndpoint !== null && !isOneNode(trip)
    return arrives ? atHost(trip, destination.hostEndpoint, 'ingress') : []
  }
  const place = atPod(pod, 'ingress')
  if (source.pod === null && isOneNode(trip)) return [() => exempted(place, 'same-host', 'Allow')]
  return [
    ...(isOneNode(trip)
      ? []
      : passing(trip, outward(cluster, pod.node), 'ingress', ['untracked', 'pre-dnat', 'forward'])),
    () => decide(trip.ask, place, trip.walk),
    ...passing(trip, wildcardOn(cluster, pod.node), 'egress', ['forward']),
  ]
}

function atPod(endpoint: WorkloadEndpoint, direction: Direction): Place {
  return { endpoint, direction, stage: 'workload' }
}

/** The host endpoint of the interface towards the other nodes. */
function outward(cluster: Cluster, node: string | null): HostEndpoint | null {
  return node === null ? null : hostEndpointFor(cluster, node, null)
}

/** Stages of a host endpoint that a packet meets, in order. An Allow by a rule before the normal tiers ends its part. */
function passing(trip: Trip, endpoint: HostEndpoint | null, direction: Direction, stages: readonly Stage[]): Pending[] {
  if (endpoint === null) return []
  return stages.map((stage) => () => stageLeg(trip, { endpoint, direction, stage }, endpoint))
}

/** The host itself is source or destination: the stages before, then its normal tiers and profiles. */
function atHost(trip: Trip, endpoint: HostEndpoint, direction: Direction): Pending[] {
  const before: Stage[] = direction === 'ingress' ? ['untracked', 'pre-dnat'] : ['untracked']
  return [...passing(trip, endpoint, direction, before), () => hostLeg(trip, endpoint, direction)]
}

function hostLeg(trip: Trip, endpoint: HostEndpoint, direction: Direction): Leg | null {
  const { ask, walk, done } = trip
  const place: Place = { endpoint, direction, stage: 'host' }
  if (done.has(`${endpoint.key} ${direction}`)) return null
  if (isTunnel(ask, endpoint)) return exempted(place, 'encapsulation', 'Allow')
  return isFailsafe(ask, endpoint, direction) ? exempted(place, 'failsafe', 'Allow') : decide(ask, place, walk)
}

/** A leg at a stage that exists only where a policy of that stage takes part. */
function stageLeg(trip: Trip, place: Place, host: HostEndpoint): Leg | null {
  const { stage, direction } = place
  const key = `${host.key} ${direction}`
  const ask = stage === 'forward' ? trip.ask : trip.before
  if (trip.done.has(key) || (stage === 'untracked' && host.interfaceName === '*')) return null
  if (!anyTakesPart(ask, place, trip.walk)) return null
  if (stage === 'forward') return decide(ask, place, trip.walk)
  if (isFailsafe(ask, host, direction)) return exempted(place, 'failsafe', 'Allow')
  const leg = decide(ask, place, trip.walk)
  if (leg.steps.some((step) => step.type === 'rule-matched' && step.action === 'Allow')) trip.done.add(key)
  return leg
}

/** Tunnels between nodes are let through before the policies of a host endpoint (§5.2). */
function isTunnel(ask: Ask, host: HostEndpoint): boolean {
  const vxlan = ask.protocol === 17 && ask.port === (felixOf(ask.cluster, host.node).vxlanPort ?? 4789)
  return ask.source.node !== null && ask.destination.node !== null && (ask.protocol === 4 || vxlan)
}

/** Encapsulated packets sent by a workload are dropped before policy (§1.6); the BPF data plane judges VXLAN by policy. */
function isEncapsulation(ask: Ask, pod: WorkloadEndpoint): boolean {
  const felix = felixOf(ask.cluster, pod.node)
  const bpf = felix.bpfEnabled === true
  if (ask.protocol === 4) return bpf || felix.allowIpipFromWorkloads !== true
  const vxlan = ask.protocol === 17 && ask.port === (felix.vxlanPort ?? 4789)
  return vxlan && !bpf && felix.allowVxlanFromWorkloads !== true
}

const inbound: readonly [string, number][] = [
  ['tcp', 22],
  ['udp', 68],
  ['tcp', 179],
  ['tcp', 2379],
  ['tcp', 2380],
  ['tcp', 5473],
  ['tcp', 6443],
  ['tcp', 6666],
  ['tcp', 6667],
]
const outbound: readonly [string, number][] = [
  ['udp', 53],
  ['udp', 67],
  ['tcp', 179],
  ['tcp', 2379],
  ['tcp', 2380],
  ['tcp', 5473],
  ['tcp', 6443],
  ['tcp', 6666],
  ['tcp', 6667],
]

function isFailsafe(ask: Ask, host: HostEndpoint, direction: Direction): boolean {
  const felix = felixOf(ask.cluster, host.node)
  const ingress = direction === 'ingress'
  const set = ingress ? felix.failsafeInbound : felix.failsafeOutbound
  const ports = set ?? (ingress ? inbound : outbound).map(([protocol, port]) => ({ protocol, port, net: null }))
  const other = ingress ? ask.source.ip : ask.destination.ip
  return ports.some((one) => {
    const protocol = { tcp: 6, udp: 17, sctp: 132 }[one.protocol.toLowerCase()]
    const near = one.net === null || (other !== null && cidrContains(one.net, other))
    return protocol === ask.protocol && one.port === ask.port && near
  })
}

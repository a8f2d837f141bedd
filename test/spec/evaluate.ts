import { cidrContains } from '../../src/model/address.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Scope, Verdict } from '../../src/model/connection.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import type { Direction } from '../../src/model/rule.ts'
import type { Assumption, Leg, Stage, Trace } from '../../src/model/trace.ts'
import { type Ask, askOf, beforeTranslation, hostEndpointFor } from './ask.ts'
import { anyTakesPart, type Doubt, decide, exempted, type Place, type Walk } from './walk.ts'
import { felixOf } from './world.ts'

/** What policy does to a connection, computed from semantics.md word by word: simple, slow, and independent of the engine. */
export function evaluate(cluster: Cluster, connection: Connection, scope: Scope): Trace {
  const doubts: Doubt[] = []
  const legs = legsOf(cluster, connection, { scope, doubts, turned: null })
  const verdict = verdictOf(legs)
  const assumptions = doubts.map((doubt): Assumption => {
    const otherwise = verdictOf(legsOf(cluster, connection, { scope, doubts: [], turned: doubt }))
    return { ...doubt, otherwise }
  })
  const certain = assumptions.every((assumption) => assumption.otherwise === verdict)
  return { connection, scope, legs, verdict, assumptions, certain }
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
  for (const pending of way({ ask, before, walk })) {
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
}

/** The places a connection comes by (§5.2 to §5.4). */
function way(trip: Trip): Pending[] {
  const { source, destination } = trip.ask
  if (source.pod !== null) return fromPod(trip, source.pod)
  const fromHost = source.node !== null && source.node === destination.node
  // Between processes of one host there is no policy.
  if (fromHost) return []
  if (destination.pod !== null && source.node !== null && source.node === destination.pod.node) {
    const place: Place = { direction: 'ingress', endpoint: destination.pod, stage: 'workload' }
    return [() => exempted(place, 'same-host', 'Allow')]
  }
  const out = source.hostEndpoint === null ? [] : atHost(trip, source.hostEndpoint, 'egress')
  return [...out, ...arrival(trip)]
}

function fromPod(trip: Trip, pod: WorkloadEndpoint): Pending[] {
  const { destination, cluster } = trip.ask
  const place: Place = { direction: 'egress', endpoint: pod, stage: 'workload' }
  if (destination.pod?.key === pod.key) return [() => exempted(place, 'loopback', 'Allow')]
  if (isEncapsulation(trip.ask, pod)) return [() => exempted(place, 'encapsulation', 'Deny')]
  const everywhere = pod.node === null ? null : wildcardOf(trip.ask, pod.node)
  const into = everywhere === null ? [] : passing(trip, everywhere, 'ingress')
  if (destination.node !== null && destination.node === pod.node) {
    const action = felixOf(cluster, pod.node).defaultEndpointToHostAction ?? 'Drop'
    return [...into.slice(0, 1), () => thenHostAction(trip, place, action === 'Drop' ? 'Deny' : 'Allow')]
  }
  const egress = () => decide(trip.ask, place, trip.walk)
  const out = pod.node === null ? null : outwardOf(trip.ask, pod.node)
  const leaving = out === null ? [] : [() => staged(trip, out, 'egress', 'forward')]
  if (destination.pod !== null && destination.pod.node === pod.node && pod.node !== null) {
    return [...into, egress, () => podIngress(trip), ...leaving]
  }
  return [...into, egress, ...leaving, ...arrival(trip)]
}

function thenHostAction(trip: Trip, place: Place, action: Verdict): Leg {
  const egress = decide(trip.ask, place, trip.walk)
  return egress.verdict === 'Deny' ? egress : exempted(place, 'host-action', action, egress.steps)
}

/** What happens on the node where the destination is. */
function arrival(trip: Trip): Pending[] {
  const { destination } = trip.ask
  if (destination.pod !== null) {
    const host = destination.pod.node === null ? null : outwardOf(trip.ask, destination.pod.node)
    const into = host === null ? [] : passing(trip, host, 'ingress')
    const wildcard = destination.pod.node === null ? null : wildcardOf(trip.ask, destination.pod.node)
    const leaving = wildcard === null ? [] : [() => staged(trip, wildcard, 'egress', 'forward')]
    return [...into, () => podIngress(trip), ...leaving]
  }
  return destination.hostEndpoint === null ? [] : atHost(trip, destination.hostEndpoint, 'ingress')
}

function podIngress(trip: Trip): Leg | null {
  const pod = trip.ask.destination.pod
  return pod === null ? null : decide(trip.ask, { direction: 'ingress', endpoint: pod, stage: 'workload' }, trip.walk)
}

/** Stages of a host endpoint that a packet meets on its way through the node, in order. An Allow before the normal tiers ends them. */
function passing(trip: Trip, host: HostEndpoint, direction: Direction): Pending[] {
  const state = { done: false }
  const stages: Stage[] = ['untracked', 'pre-dnat', 'forward']
  return stages.map((stage) => () => (state.done ? null : early(trip, { endpoint: host, direction, stage }, state)))
}

/** The host itself is source or destination: the stages before, then its normal tiers and profiles. */
function atHost(trip: Trip, host: HostEndpoint, direction: Direction): Pending[] {
  const place: Place = { endpoint: host, direction, stage: 'host' }
  if (isFailsafe(trip.ask, host, direction)) return [() => exempted(place, 'failsafe', 'Allow')]
  const state = { done: false }
  const stages: Stage[] = ['untracked', 'pre-dnat']
  const before = stages.map((stage) => () => (state.done ? null : early(trip, { ...place, stage }, state)))
  return [...before, () => (state.done ? null : decide(trip.ask, place, trip.walk))]
}

function early(trip: Trip, place: Place, state: { done: boolean }): Leg | null {
  const leg = staged(trip, place.endpoint as HostEndpoint, place.direction, place.stage)
  const last = leg?.steps.findLast((step) => step.type === 'rule-matched')
  if (place.stage !== 'forward' && last?.type === 'rule-matched' && last.action === 'Allow') state.done = true
  return leg
}

/** A leg at a stage that exists only where a policy of that stage takes part. */
function staged(trip: Trip, endpoint: HostEndpoint, direction: Direction, stage: Stage): Leg | null {
  const place: Place = { endpoint, direction, stage }
  if (stage === 'untracked' && endpoint.interfaceName === '*') return null
  if (stage === 'pre-dnat' && direction === 'egress') return null
  const ask = stage === 'pre-dnat' || (stage === 'untracked' && direction === 'ingress') ? trip.before : trip.ask
  return anyTakesPart(ask, place, trip.walk.scope) ? decide(ask, place, trip.walk) : null
}

function wildcardOf(ask: Ask, node: string): HostEndpoint | null {
  return hostEndpointFor(ask.cluster, node, null)
}

/** The host endpoint of the interface towards the other nodes. */
function outwardOf(ask: Ask, node: string): HostEndpoint | null {
  const ip = ask.cluster.nodes.get(node)?.addresses[0] ?? null
  return hostEndpointFor(ask.cluster, node, ip)
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

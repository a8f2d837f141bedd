import type { Scope, Verdict } from '../model/connection.ts'
import type { Flow, FlowHit } from '../model/flow.ts'
import { hidingIn } from '../model/gap.ts'
import { isStaged, type Policy, type PolicyRef, policyKey, policyName } from '../model/policy.ts'
import type { Rule } from '../model/rule.ts'
import type { Hit, Leg, Miss, Trace, Unseen } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type FlowConnection, flowConnections } from './flow-connection.ts'
import { hits } from './hits.ts'
import { trace } from './trace.ts'

/** Why what was recorded differs from what the engine says, the likeliest reason first found. */
export type Disagreement =
  /** An end of the flow is not in the cluster. */
  | 'endpoint-unknown'
  /** What was not read of the cluster may be why: a policy that is hidden, a pod that was not listed. */
  | 'not-seen'
  /** A policy that was hit is gone, or a rule of it, or one that decides now is newer than the flow. */
  | 'policy-changed'
  /** The pod's labels are others now. */
  | 'labels-changed'
  /** Decided when the connection began; today it would be decided as the engine says. */
  | 'older-connection'
  /** The log leaves out what a rule asks for. */
  | 'field-missing'
  /** Calico's own evaluation leaves something out, or names another policy. */
  | 'known-limit'
  | 'unexplained'

/** One scope of a flow, recorded beside computed. */
export interface Replayed {
  readonly scope: Scope
  /** Null when nothing was recorded in this scope. */
  readonly recorded: Verdict | null
  /** Null when the flow cannot be evaluated. */
  readonly computed: Verdict | null
  readonly computedHits: readonly Hit[]
  readonly agrees: boolean
  readonly reason: Disagreement | null
  /** The first difference in words, or null. */
  readonly difference: string | null
}

/** A flow through the engine. */
export interface FlowReplay {
  /** The connection that was evaluated, of several possible ones the first that agrees; null when an end is unknown. */
  readonly connection: FlowConnection | null
  readonly enforced: Replayed
  readonly pending: Replayed
}

/** Evaluate a recorded flow in both scopes and compare. A log without pending hits is compared in scope `enforced` alone. */
export function replay(index: ClusterIndex, flow: Flow): FlowReplay {
  const connections = flowConnections(index, flow)
  const first = connections[0]
  if (first === undefined) {
    return { connection: null, enforced: unknown(index, flow, 'enforced'), pending: unknown(index, flow, 'pending') }
  }
  const one = replayConnection(index, flow, first)
  if (agrees(one)) return one
  for (const connection of connections.slice(1)) {
    const other = replayConnection(index, flow, connection)
    if (agrees(other)) return other
  }
  return one
}

function agrees({ enforced, pending }: FlowReplay): boolean {
  return enforced.agrees && pending.agrees
}

/** Evaluate one of the connections that a flow may speak of. */
export function replayConnection(index: ClusterIndex, flow: Flow, connection: FlowConnection): FlowReplay {
  const computed = {
    enforced: trace(index, connection.connection, 'enforced'),
    pending: trace(index, connection.connection, 'pending'),
  }
  const compare = (scope: Scope) => compareScope({ index, flow, connection, scope, computed })
  return { connection, enforced: compare('enforced'), pending: compare('pending') }
}

function unknown(index: ClusterIndex, flow: Flow, scope: Scope): Replayed {
  const recorded = recordedVerdict(flow, scope)
  const none = { scope, recorded, computed: null, computedHits: [] }
  if (recorded === null) return { ...none, agrees: true, reason: null, difference: null }
  // It may well be there where not all pods were read.
  const isOpen = [...index.cluster.gaps.values()].some(
    ({ kinds, because }) => kinds.includes('pods') && because !== 'stale',
  )
  const difference = isOpen ? 'an end of the flow is not seen' : 'an end of the flow is not in the cluster'
  return { ...none, agrees: false, reason: isOpen ? 'not-seen' : 'endpoint-unknown', difference }
}

/** What a log says of a scope: the action of the flow, or that of its last pending hit. Null when it lists no pending hits. */
export function recordedVerdict(flow: Flow, scope: Scope): Verdict | null {
  if (scope === 'enforced') return flow.action
  const last = flow.pending.at(-1)
  return last === undefined || last.action === 'Pass' ? null : last.action
}

interface Comparison {
  readonly index: ClusterIndex
  readonly flow: Flow
  readonly connection: FlowConnection
  readonly scope: Scope
  readonly computed: Readonly<Record<Scope, Trace>>
}

function compareScope(comparison: Comparison): Replayed {
  const { flow, scope, computed } = comparison
  const recorded = recordedVerdict(flow, scope)
  const leg = legOf(flow, computed[scope])
  const computedHits = leg === null ? [] : hits(leg, scope)
  const told = { scope, recorded, computed: loggedVerdict(leg, computedHits), computedHits }
  if (recorded === null) return { ...told, agrees: true, reason: null, difference: null }
  const difference = leg === null ? 'the engine sees no policy at this end' : firstDifference(flow[scope], computedHits)
  if (difference === null && told.computed === recorded)
    return { ...told, agrees: true, reason: null, difference: null }
  return { ...told, agrees: false, reason: reasonOf(comparison), difference: difference ?? 'the verdict differs' }
}

/** What a log would give as the action of a leg: that of its last hit. What happens at the host after policy is not logged.
 * Source: felix/collector/flowlog/utils.go getActionAndReporterFromRuleID (projectcalico/calico). */
function loggedVerdict(leg: Leg | null, computed: readonly Hit[]): Verdict | null {
  const last = computed.at(-1)?.action
  return leg?.exempt === 'host-action' && (last === 'Allow' || last === 'Deny') ? last : (leg?.verdict ?? null)
}

/** The leg that the reporter saw: egress at the source, ingress at the destination. */
function legOf(flow: Flow, { legs }: Trace): Leg | null {
  const direction = flow.reporter === 'src' ? 'egress' : 'ingress'
  return legs.find((leg) => leg.direction === direction && (leg.stage === 'workload' || leg.stage === 'host')) ?? null
}

/** In words, or null when both lists tell the same. */
export function firstDifference(recorded: readonly FlowHit[], computed: readonly Hit[]): string | null {
  for (let at = 0; at < Math.max(recorded.length, computed.length); at += 1) {
    const [was, is] = [recorded[at], computed[at]]
    if (was === undefined || is === undefined || !isSameHit(was, is)) {
      return `recorded ${was === undefined ? 'nothing more' : recordedWords(was)}, computed ${is === undefined ? 'nothing more' : hitWords(is)}`
    }
  }
  return null
}

function isSameHit(was: FlowHit, is: Hit): boolean {
  if (was.action !== is.action) return false
  if (was.type === 'profile') return is.kind === 'Profile' && (was.profile ?? null) === is.name
  if (is.kind === 'Profile' || was.tier !== is.tier) return false
  if ((was.type === 'end-of-tier') !== (is.rule === -1)) return false
  if (was.type === 'rule' && was.rule !== is.rule) return false
  const ref = was.policy
  return ref === null || (isSameKind(ref, is.kind) && ref.namespace === is.namespace && isSameName(ref, is))
}

/** Older logs write a staged Kubernetes policy like a staged one of Calico. */
function isSameKind(ref: PolicyRef, kind: Hit['kind']): boolean {
  return ref.kind === kind || (ref.kind === 'StagedNetworkPolicy' && kind === 'StagedKubernetesNetworkPolicy')
}

/** Older logs write the tier before the name, newer objects need not bear it. */
function isSameName(ref: PolicyRef, hit: Hit): boolean {
  return ref.name === hit.name || ref.name === `${hit.tier}.${hit.name}` || `${ref.tier}.${ref.name}` === hit.name
}

/** A recorded hit in words: "Deny at the end of tier platform (catfacts/platform.db)". */
export function recordedWords(hit: FlowHit): string {
  if (hit.type === 'profile')
    return hit.profile === null ? `${hit.action}: no profile allows` : `${hit.action} by profile ${hit.profile}`
  const name = hit.policy === null ? '' : policyName(hit.policy)
  if (hit.type === 'end-of-tier')
    return `${hit.action} at the end of tier ${hit.tier}${name === '' ? '' : ` (${name})`}`
  return `${hit.action} by ${name}${hit.rule === null ? '' : ` rule ${hit.rule}`}`
}

/** A computed hit in the same words. */
export function hitWords(hit: Hit): string {
  if (hit.kind === 'Profile')
    return hit.name === null ? `${hit.action}: no profile allows` : `${hit.action} by profile ${hit.name}`
  const name = hit.namespace === null ? hit.name : `${hit.namespace}/${hit.name}`
  return hit.rule === -1
    ? `${hit.action} at the end of tier ${hit.tier} (${name})`
    : `${hit.action} by ${name} rule ${hit.rule}`
}

function reasonOf({ index, flow, connection, scope, computed }: Comparison): Disagreement {
  if (isHidden(index, flow[scope]) || computed[scope].unseen.some(isTurning(computed[scope]))) return 'not-seen'
  if (flow[scope].some((hit) => isGone(index, hit, flow))) return 'policy-changed'
  const leg = legOf(flow, computed[scope])
  const decided = leg === null ? [] : hits(leg, scope)
  if (decided.some((hit) => isNewer(index, hit, flow, { scope, since: flow.end }))) return 'policy-changed'
  if (haveLabelsChanged(index, flow, connection)) return 'labels-changed'
  const pendingLeg = legOf(flow, computed.pending)
  const isYoung =
    flow.pending.length > 0 &&
    pendingLeg !== null &&
    firstDifference(flow.pending, hits(pendingLeg, 'pending')) === null
  if (scope === 'enforced' && isYoung && !isEndBySameWay(flow)) return 'older-connection'
  // What was decided when the connection began stands, also where a policy came while it was open.
  if (scope === 'enforced' && decided.some((hit) => isNewer(index, hit, flow, { scope, since: flow.start })))
    return 'older-connection'
  if (!computed[scope].certain || asksForMissing(connection, computed[scope])) return 'field-missing'
  if (scope === 'pending' ? isUnseenByPending(index, flow, leg) : isTriggerOfOtherStage(index, flow))
    return 'known-limit'
  return 'unexplained'
}

/** True when a policy that was hit is not in the cluster, and may be one that was not read. */
function isHidden(index: ClusterIndex, recorded: Flow['enforced']): boolean {
  const gaps = [...index.cluster.gaps.values()]
  if (gaps.length === 0) return false
  return recorded.some(
    ({ policy: ref }) => ref !== null && !policyOf(index, ref) && hidingIn(gaps, ref.tier).length > 0,
  )
}

function isTurning({ verdict }: Trace): (one: Unseen) => boolean {
  return ({ otherwise }) => otherwise !== verdict
}

/** True when both recorded scopes tell the same: then age explains nothing. */
function isEndBySameWay(flow: Flow): boolean {
  return JSON.stringify(flow.enforced) === JSON.stringify(flow.pending)
}

function isGone(index: ClusterIndex, hit: FlowHit, flow: Flow): boolean {
  const ref = hit.policy
  if (ref === null) return false
  const policy = policyOf(index, ref)
  if (policy === undefined || policy.ref.tier !== ref.tier) return true
  const rules = flow.reporter === 'src' ? policy.egress : policy.ingress
  if (rules === null) return true
  if (hit.type !== 'rule' || hit.rule === null) return false
  return rules[hit.rule]?.action !== hit.action
}

/** True when the policy was made after a time, by the one its object bears, and the log does not name it. */
function isNewer(
  index: ClusterIndex,
  hit: Hit,
  flow: Flow,
  { scope, since }: { readonly scope: Scope; readonly since: number },
): boolean {
  if (hit.kind === 'Profile' || hit.tier === null || hit.name === null) return false
  if (
    flow[scope].some(({ policy }) => policy !== null && policy.namespace === hit.namespace && isSameName(policy, hit))
  )
    return false
  const ref = { apiGroup: hit.apiGroup, kind: hit.kind, tier: hit.tier, namespace: hit.namespace, name: hit.name }
  const metadata = index.cluster.policies.get(policyKey(ref))?.manifest.metadata
  const made =
    typeof metadata === 'object' && metadata !== null && 'creationTimestamp' in metadata
      ? metadata.creationTimestamp
      : null
  return typeof made === 'string' && Date.parse(made) > since
}

/** True when a label that the log lists for an end of the flow is another one today. Aggregated logs list what all pods share. */
function haveLabelsChanged(index: ClusterIndex, flow: Flow, { connection }: FlowConnection): boolean {
  return [
    { labels: flow.source.labels, peer: connection.source },
    { labels: flow.destination.labels, peer: connection.destination },
  ].some(({ labels, peer }) => {
    const endpoint = peer.type === 'endpoint' ? index.endpoint(peer.key) : null
    if (labels === null || endpoint === null) return false
    const isAnother = (key: string, value: string) =>
      !key.startsWith('projectcalico.org/') && endpoint.labels[key] !== value
    return Object.entries(labels).some(([key, value]) => isAnother(key, value))
  })
}

/** True when a rule looked at an address that the log aggregated away. */
function asksForMissing({ gaps }: FlowConnection, { legs }: Trace): boolean {
  const sides = gaps.filter(({ type }) => type === 'address').map(({ side }) => side)
  const isAsked = ({ field }: Miss) =>
    sides.some((side) => field.startsWith(side)) && /nets|domains|services|selector/.test(field)
  return legs.some(({ steps }) => steps.some((step) => 'misses' in step && step.misses.some(isAsked)))
}

/** The policy that a log names: it may write the tier before the name, and a staged one of Kubernetes like one of Calico. */
function policyOf({ cluster }: ClusterIndex, ref: PolicyRef): Policy | undefined {
  const names = [ref.name, `${ref.tier}.${ref.name}`, ref.name.replace(`${ref.tier}.`, '')]
  const kinds = ref.kind === 'StagedNetworkPolicy' ? [ref.kind, 'StagedKubernetesNetworkPolicy' as const] : [ref.kind]
  return names
    .flatMap((name) => kinds.map((kind) => cluster.policies.get(policyKey({ ...ref, kind, name }))))
    .find((found) => found !== undefined)
}

/** Calico's evaluation of staged policies does not look at types of ICMP and IP versions, finds no named port, no service over SCTP,
 * and takes every criterion on HTTP as met. True when a rule that was tried asks for such a thing.
 * Source: app-policy/checker/match.go (projectcalico/calico). */
function isUnseenByPending(index: ClusterIndex, flow: Flow, leg: Leg | null): boolean {
  const direction = flow.reporter === 'src' ? 'egress' : 'ingress'
  const tried = (leg?.steps ?? []).flatMap((step) => ('misses' in step ? [step.policy] : []))
  const named = flow.pending.flatMap(({ policy }) => (policy === null ? [] : [policy]))
  return [...tried, ...named].some((ref) =>
    (policyOf(index, ref)?.[direction] ?? []).some((rule) => isUnseen(rule, flow.protocol)),
  )
}

function isUnseen({ icmp, notIcmp, ipVersion, http, source, destination }: Rule, protocol: string): boolean {
  if (icmp !== null || notIcmp !== null || ipVersion !== null || http !== null) return true
  const ports = [source, destination].flatMap((side) => [...(side.ports ?? []), ...(side.notPorts ?? [])])
  return ports.some(({ type }) => type === 'named') || (protocol === 'sctp' && destination.services !== null)
}

/** Where a tier ends Calico may name a policy for untracked or pre-DNAT traffic, though it never applies to a pod.
 * Source: felix/calc/endpoint_lookup_cache.go CreateLocalEndpointData (projectcalico/calico). */
function isTriggerOfOtherStage(index: ClusterIndex, flow: Flow): boolean {
  return flow.enforced.some(
    ({ type, policy }) =>
      type === 'end-of-tier' && policy !== null && (policyOf(index, policy)?.stage ?? 'normal') !== 'normal',
  )
}

/** True when a staged policy takes part in a recorded trace. */
export function hasStaged(flow: Flow): boolean {
  return flow.pending.some((hit) => hit.policy !== null && isStaged(hit.policy))
}

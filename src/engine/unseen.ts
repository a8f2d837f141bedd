import type { Cluster } from '../model/cluster.ts'
import type { Connection, Peer, Scope, Verdict } from '../model/connection.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import { concernsTier, type Gap, gapOfRelease, hostActionGap, isPolicyKind, tiersOf } from '../model/gap.ts'
import { type Policy, policyKey } from '../model/policy.ts'
import { protocolNumber } from '../model/protocol.ts'
import type { Rule } from '../model/rule.ts'
import type { Leg, Step, Unseen } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { hostActionOn } from './felix.ts'
import { labelsSeen } from './policy-table.ts'
import type { Station } from './route.ts'
import { isOfUnknownRelease } from './tiers.ts'

/** A connection that was traced in a cluster not all of which was read. */
export interface Traced {
  readonly index: ClusterIndex
  readonly connection: Connection
  readonly scope: Scope
  readonly route: readonly Station[]
  /** All legs, those after a denied one too: what was not read may let the connection go on. */
  readonly legs: readonly Leg[]
  readonly verdict: Verdict
}

/**
 * What was not read of the cluster and may play a part in a trace, and whether it could turn the verdict. Errs on the safe side: what
 * cannot be shown to be without effect counts as having one.
 */
export function unseenOf(traced: Traced): readonly Unseen[] {
  const { legs, verdict, index } = traced
  const denied = legs.findIndex((leg) => leg.verdict === 'Deny')
  const told = denied < 0 ? legs : legs.slice(0, denied + 1)
  const parts = [...index.cluster.gaps.values()].map((gap) => ({
    gap,
    touched: legs.filter((leg) => touches(traced, gap, leg)),
    adds: mayAddLeg(traced, gap),
  }))
  const turning = parts.filter(({ gap }) => gap.because !== 'stale')
  const isOpen =
    verdict === 'Allow'
      ? turning.some(({ touched, adds }) => adds || touched.length > 0)
      : deniedOf(legs).every((leg) => turning.some(({ touched }) => touched.includes(leg)))
  return parts.flatMap(({ gap, touched, adds }): readonly Unseen[] => {
    const hasPart = touched.some((leg) => told.includes(leg)) || (adds && verdict === 'Allow')
    const isTurning = gap.because !== 'stale' && (verdict === 'Allow' ? hasPart : deniedOf(touched).length > 0)
    if (isOpen && isTurning) return [{ gap, otherwise: opposite(verdict) }]
    return hasPart ? [{ gap, otherwise: verdict }] : []
  })
}

/** What a pod sends to its own node, where nobody knows what becomes of it: it may also be dropped. */
export function unknownHostAction(index: ClusterIndex, legs: readonly Leg[]): readonly Unseen[] {
  const leg = legs.find(({ exempt }) => exempt === 'host-action')
  const pod = leg === undefined ? null : index.endpoint(leg.endpoint)
  if (pod?.type !== 'workload' || hostActionOn(index.cluster, pod.node).isKnown) return []
  return [{ gap: hostActionGap, otherwise: 'Deny' }]
}

/** What a policy decides that not every release of Calico reads, where nothing says which one this is. */
export function unknownRelease(index: ClusterIndex, legs: readonly Leg[], verdict: Verdict): readonly Unseen[] {
  if (!isOfUnknownRelease(index.cluster)) return []
  const deciding = legs.flatMap(({ steps }) => steps.filter(isDecisive))
  const kinds = deciding.flatMap((step) => (step.type === 'rule-matched' ? (releaseKinds[step.policy.kind] ?? []) : []))
  return [...new Set(kinds)].map((kind) => ({ gap: gapOfRelease(kind), otherwise: opposite(verdict) }))
}

/** The kinds of policy that only some releases read, by their plurals. */
const releaseKinds: Readonly<Record<string, string>> = {
  AdminNetworkPolicy: 'adminnetworkpolicies',
  BaselineAdminNetworkPolicy: 'baselineadminnetworkpolicies',
}

function deniedOf(legs: readonly Leg[]): readonly Leg[] {
  return legs.filter((leg) => leg.verdict === 'Deny')
}

function opposite(verdict: Verdict): Verdict {
  return verdict === 'Allow' ? 'Deny' : 'Allow'
}

/** True when a leg could end otherwise, did one know what a gap leaves open. */
function touches(traced: Traced, gap: Gap, leg: Leg): boolean {
  // Whatever the policies say; only the settings of Felix and the nodes decide about these.
  if (leg.exempt !== null && leg.exempt !== 'host-action')
    return gap.kinds.includes('felixconfigurations') && leg.exempt !== 'same-host' && leg.exempt !== 'loopback'
  return gap.kinds.some((kind) => (isPolicyKind(kind) ? policyTouches : objectTouches)(traced, { gap, kind }, leg))
}

interface KindOfGap {
  readonly gap: Gap
  readonly kind: string
}

/** True when a policy that was not read could stand at the endpoint before the step that decides there. */
function policyTouches(traced: Traced, { gap, kind }: KindOfGap, leg: Leg): boolean {
  const { index, scope } = traced
  if (kind.startsWith('staged') && scope === 'enforced') return false
  const endpoint = index.endpoint(leg.endpoint)
  const isGlobal = kind === 'globalnetworkpolicies' || kind === 'stagedglobalnetworkpolicies'
  if (endpoint?.type === 'host' && !isGlobal) return false
  if (gap.onlyIn !== null && endpoint?.type === 'workload' && endpoint.namespace === gap.onlyIn) return false
  // Before address translation and connection tracking a later policy can still speak at another stage.
  if (leg.stage !== 'workload') return true
  const at = decidingTier(traced, leg)
  const reached = at === null ? index.tiers : index.tiers.slice(0, at + 1)
  const tiers = gap.tier === null ? tiersOf(kind) : [gap.tier]
  const isKnown = tiers?.every((name) => index.tiers.some(({ tier }) => tier.name === name)) ?? true
  return !isKnown || reached.some(({ tier }) => concernsTier({ kinds: [kind], tier: gap.tier }, tier.name))
}

/** The place of the tier that decides a leg; null where all were passed. */
function decidingTier({ index }: Traced, leg: Leg): number | null {
  const step = leg.steps.findLast(isDecisive)
  const name = step?.type === 'rule-matched' ? step.policy.tier : step?.type === 'end-of-tier' ? step.tier : null
  const at = index.tiers.findIndex(({ tier }) => tier.name === name)
  return at < 0 ? null : at
}

function isDecisive(step: Step): boolean {
  return (step.type === 'rule-matched' || step.type === 'end-of-tier') && step.action !== 'Pass'
}

function objectTouches(traced: Traced, { kind }: KindOfGap, leg: Leg): boolean {
  const { index, connection } = traced
  const { source, destination } = connection
  const peers = [source, destination]
  switch (kind) {
    case 'tiers':
      return true
    case 'pods':
      return peers.some((peer) => isUnknownAddress(index, peer))
    case 'nodes':
      // A pod is always open to its own node, and what it sends there goes by another setting.
      return mayInvolveHosts(index, connection)
    case 'hostendpoints':
      return peers.some((peer) => mayBeHost(index, peer))
    case 'namespaces':
      return mentions(index.cluster, 'pcns.') && peers.some((peer) => lacksNamespace(index, peer))
    case 'serviceaccounts':
      return mentions(index.cluster, 'pcsa.') && peers.some((peer) => lacksAccount(index, peer))
    case 'globalnetworksets':
    case 'networksets':
      return asksFor(traced, leg, ({ matches, excludes }) => matches !== null || excludes !== null)
    case 'services':
    case 'endpointslices':
      return asksFor(traced, leg, ({ services }) => services !== null)
    case 'profiles':
      return leg.steps.some(({ type }) => type === 'profile' || type === 'no-profile')
    case 'felixconfigurations':
      return leg.exempt === 'host-action' || leg.stage !== 'workload' || mayBeTunnel(connection)
    default:
      return false
  }
}

/** True when what was not read could be one more endpoint on the way, or one more stage at which policies apply. */
function mayAddLeg({ index, connection, route, scope }: Traced, gap: Gap): boolean {
  const peers = [connection.source, connection.destination]
  return gap.kinds.some((kind) => {
    switch (kind) {
      case 'pods':
        return peers.some((peer) => isUnknownAddress(index, peer))
      case 'nodes':
        return mayInvolveHosts(index, connection)
      case 'hostendpoints':
        return mayInvolveHosts(index, connection) || appliesToHosts(index.cluster)
      case 'globalnetworkpolicies':
        return route.some(isOptional)
      case 'stagedglobalnetworkpolicies':
        return scope === 'pending' && route.some(isOptional)
      default:
        return false
    }
  })
}

function isOptional({ stage }: Station): boolean {
  return stage !== 'workload' && stage !== 'host'
}

/** True for an address of which nobody knows whether it is a pod's. */
function isUnknownAddress(index: ClusterIndex, peer: Peer): boolean {
  const { ip } = peer
  return peer.type === 'address' && ip !== null && index.endpointsAt(ip).length === 0 && index.hosts.nodeAt(ip) === null
}

/** True for packets that a pod may not send where they are those of a tunnel. Which port is that of VXLAN is a setting. */
function mayBeTunnel({ protocol, port }: Connection): boolean {
  const number = protocolNumber(protocol)
  return number === 4 || (number === 17 && (port === null || port >= 1024))
}

/** True for what is no pod that is known: host endpoints and nodes have addresses of any kind. */
function mayBeHost(index: ClusterIndex, peer: Peer): boolean {
  return podsOf(index, peer).length === 0 && (peer.type === 'endpoint' || peer.ip !== null)
}

/** True where a host may be an end of a connection, or the entry by which it comes to a service. */
function mayInvolveHosts(index: ClusterIndex, { source, destination, original }: Connection): boolean {
  return original !== null || mayBeHost(index, source) || mayBeHost(index, destination)
}

/** The pods a peer may be: the one it names, or those that have its address. */
function podsOf(index: ClusterIndex, peer: Peer): readonly WorkloadEndpoint[] {
  const named = peer.type === 'endpoint' ? index.endpoint(peer.key) : null
  const found = named !== null ? [named] : peer.ip === null ? [] : index.endpointsAt(peer.ip)
  return found.filter((endpoint) => endpoint.type === 'workload')
}

function lacksNamespace(index: ClusterIndex, peer: Peer): boolean {
  return podsOf(index, peer).some(({ namespace }) => !index.cluster.namespaces.has(namespace))
}

function lacksAccount(index: ClusterIndex, peer: Peer): boolean {
  return podsOf(index, peer).some(
    ({ namespace, serviceAccount }) =>
      serviceAccount !== null && !index.cluster.serviceAccounts.has(`${namespace}/${serviceAccount}`),
  )
}

const seenLabels = new WeakMap<Cluster['policies'], ReadonlySet<string>>()

/** True when a selector asks for inherited labels, beside those that every namespace and account is known to have. */
function mentions({ policies }: Cluster, prefix: string): boolean {
  const seen = seenLabels.get(policies) ?? labelsSeen(policies.values())
  seenLabels.set(policies, seen)
  return [...seen].some(
    (key) => key.startsWith(prefix) && !/^pc(ns|sa)\.(projectcalico\.org|kubernetes\.io\/metadata\.)/.test(key),
  )
}

/** True when a policy is for host endpoints beyond their own traffic. */
function appliesToHosts({ policies }: Cluster): boolean {
  return [...policies.values()].some(({ applyOnForward, stage }) => applyOnForward || stage !== 'normal')
}

/** True when a policy that is asked on a leg has a rule with such a side. */
function asksFor({ index }: Traced, leg: Leg, isSuch: (side: Rule['source']) => boolean): boolean {
  return leg.steps.some((step) => {
    if (step.type !== 'policy-missed' && step.type !== 'rule-matched') return false
    const policy: Policy | undefined = index.cluster.policies.get(policyKey(step.policy))
    return (policy?.[leg.direction] ?? []).some(({ source, destination }) => isSuch(source) || isSuch(destination))
  })
}

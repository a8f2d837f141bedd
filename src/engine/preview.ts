import type { Verdict } from '../model/connection.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import { type Policy, type PolicyRef, policyKey } from '../model/policy.ts'
import type { Hit, Trace } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import type { FlowConnection } from './flow-connection.ts'
import { groupName } from './flow-groups.ts'
import { hits } from './hits.ts'
import { type Asked, Judge, type Judgement } from './judge.ts'
import { enforcedTwin, stagedPolicies } from './staged.ts'

/** A recorded connection whose verdict a change would turn. */
export interface Turned {
  /** A flow that recorded it; of the two records of a connection the one of its source. */
  readonly flow: Flow
  readonly connection: FlowConnection
  readonly before: Trace
  readonly after: Trace
  /** What decides after the change. */
  readonly decidedBy: Hit | null
  /** How many connections were recorded; records, where the log does not count connections. */
  readonly connections: number
  /** When it was last seen, in milliseconds since 1970. */
  readonly lastSeen: number
  /** When it was seen, in milliseconds since 1970, in no order. */
  readonly times: readonly number[]
}

/** How staged policies are taken: each in the place of its enforced twin, or as Calico evaluates them itself for its logs, where the
 * twin stays and comes first. */
export type PreviewMode = 'replace' | 'as-logged'

/** Records of one flow: when they ended, in milliseconds since 1970, and how many connections they tell of. */
export interface SeenFlow {
  readonly flow: Flow
  readonly connections: number
  readonly seen: readonly number[]
}

/** What one policy would do to the connections that were recorded, each counted once. */
export interface PolicyEffect {
  readonly allowed: number
  readonly denied: number
  readonly passed: number
  /** Ended by its tier, of whose policies it is the one that is named. */
  readonly endOfTier: number
}

/** What a staged policy would do in all of the window, and to what was seen in the last of its slices. */
export interface StagedEffect {
  readonly policy: PolicyRef
  readonly window: PolicyEffect
  readonly now: PolicyEffect
}

/** What a change does to recorded connections. */
export interface Preview {
  /** Distinct connections looked at, the two records of one counted once. */
  readonly distinct: number
  /** Allowed today, denied after the change; the most frequent first. */
  readonly denied: readonly Turned[]
  /** Denied today, allowed after the change; the most frequent first. */
  readonly allowed: readonly Turned[]
  /** Connections with an end that the cluster does not have, which nothing can be said of. */
  readonly unknown: readonly Flow[]
  /** The window of the flows in milliseconds since 1970; null without flows. */
  readonly from: number | null
  readonly to: number | null
  /** The window in equal slices: in each, how many connections were seen that would be denied. Empty without flows. */
  readonly burnDown: readonly number[]
  /** By staged policy that takes part, in the order of the cluster. */
  readonly effects: readonly StagedEffect[]
  /** Connections that were allowed when they were recorded and that what is enforced today denies already. */
  readonly deniedAlready: number
  /** The workloads between which something was recorded: `catfacts/worker → public network`. */
  readonly pairs: ReadonlySet<string>
}

interface Seen {
  flow: Flow
  bySource: number
  byDestination: number
  isDenied: boolean
  readonly times: number[]
}

/** A connection before and after the change. */
interface Judged extends Judgement {
  readonly seen: Seen
}

const slices = 24

/** By the cluster before, by the one after: what connections come to in each mode, kept as long as both are. */
const judges = new WeakMap<ClusterIndex, WeakMap<ClusterIndex, Map<PreviewMode, Judge>>>()

function judgeOf(before: ClusterIndex, after: ClusterIndex, mode: PreviewMode): Judge {
  const byAfter = judges.get(before) ?? new WeakMap<ClusterIndex, Map<PreviewMode, Judge>>()
  judges.set(before, byAfter)
  const byMode = byAfter.get(after) ?? new Map<PreviewMode, Judge>()
  byAfter.set(after, byMode)
  const then: Asked = mode === 'replace' ? { index: after, scope: 'enforced' } : { index: before, scope: 'pending' }
  const judge = byMode.get(mode) ?? new Judge({ index: before, scope: 'enforced' }, then)
  byMode.set(mode, judge)
  return judge
}

/** Recorded connections whose verdict the staged policies would turn; `after` is the cluster with each in the place of its twin.
 * Cost: two traces for each distinct connection that was not looked at before. */
export function preview(
  before: ClusterIndex,
  after: ClusterIndex,
  flows: Iterable<SeenFlow>,
  mode: PreviewMode = 'replace',
): Preview {
  const seen = new Map<string, Seen>()
  let from: number | null = null
  let to: number | null = null
  for (const one of flows) {
    from = Math.min(from ?? one.flow.start, one.flow.start)
    to = Math.max(to ?? one.flow.end, one.flow.end)
    note(seen, one)
  }
  const judge = judgeOf(before, after, mode)
  const judged: Judged[] = []
  const unknown: Flow[] = []
  for (const one of seen.values()) {
    const judgement = judge.of(one.flow)
    if (judgement === null) unknown.push(one.flow)
    else judged.push({ ...judgement, seen: one })
  }
  const frequent = judged.flatMap(turnedOf).sort((left, right) => right.connections - left.connections)
  const becoming = (verdict: Verdict) => frequent.filter((each) => each.after.verdict === verdict)
  const denied = becoming('Deny')
  const burnDown = from === null || to === null ? [] : sliced(denied, from, to)
  const effects = effectsOf(stagedPolicies(before.cluster), judged, mode, nowBegins(from, to))
  const pairs = new Set(Array.from(seen.values(), ({ flow }) => pairOfFlow(flow)))
  const deniedAlready = judged.filter(
    ({ before, isCertain, seen }) => before === 'Deny' && isCertain && !seen.isDenied,
  ).length
  return {
    distinct: seen.size,
    denied,
    allowed: becoming('Allow'),
    unknown,
    from,
    to,
    burnDown,
    effects,
    deniedAlready,
    pairs,
  }
}

/** The workloads of a flow: `catfacts/worker → public network`. */
export function pairOfFlow({ source, destination }: Flow): string {
  return `${groupName(source, 'workloads')} → ${groupName(destination, 'workloads')}`
}

/** Where the last slice of a window begins. */
function nowBegins(from: number | null, to: number | null): number {
  return from === null || to === null ? 0 : to - (to - from) / slices
}

/** Source and destination report the same connection: their counts are not added, the larger one counts. */
function note(known: Map<string, Seen>, { flow, connections, seen }: SeenFlow): void {
  const key = connectionKey(flow)
  const one = known.get(key) ?? { flow, bySource: 0, byDestination: 0, isDenied: false, times: [] }
  known.set(key, one)
  if (flow.action === 'Deny') one.isDenied = true
  if (flow.reporter === 'src') {
    one.flow = flow
    one.bySource += connections
  } else one.byDestination += connections
  for (const time of seen) one.times.push(time)
}

function sliced(denied: readonly Turned[], from: number, to: number): readonly number[] {
  const counts = new Array<number>(slices).fill(0)
  const length = Math.max(1, to - from)
  for (const { times } of denied) {
    const own = new Set(times.map((time) => Math.min(slices - 1, Math.floor(((time - from) / length) * slices))))
    for (const slice of own) counts[slice] = (counts[slice] ?? 0) + 1
  }
  return counts
}

/** A text that is equal for the records of one connection, whoever reports it. Addresses and names count outside the cluster alone:
 * of a pod one reporter may know the address and the other not. */
export function connectionKey({ source, destination, protocol, port }: Flow): string {
  return `${endKey(source)}|${endKey(destination)}|${protocol}|${port ?? ''}`
}

function endKey({ type, namespace, name, ip, domains }: FlowEndpoint): string {
  const place = type === 'net' || type === 'ns' ? `/${ip ?? ''}/${domains?.join(',') ?? ''}` : ''
  return `${namespace ?? ''}/${name}${place}`
}

function turnedOf({ seen, connection, traces }: Judged): readonly Turned[] {
  if (traces === null) return []
  const { before, after } = traces
  const leg = after.legs.at(-1)
  const decidedBy = leg === undefined ? null : (hits(leg, after.scope).at(-1) ?? null)
  const { flow, bySource, byDestination, times } = seen
  const connections = Math.max(bySource, byDestination)
  const lastSeen = times.reduce((latest, time) => Math.max(latest, time), 0)
  return [{ flow, connection, before, after, decidedBy, connections, lastSeen, times }]
}

type Counted = { -readonly [Name in keyof PolicyEffect]: number }

/** What each staged policy does in the traces after the change; where twins are replaced it stands there as an enforced one. */
function effectsOf(
  staged: readonly Policy[],
  judged: readonly Judged[],
  mode: PreviewMode,
  nowFrom: number,
): readonly StagedEffect[] {
  const none = (): Counted => ({ allowed: 0, denied: 0, passed: 0, endOfTier: 0 })
  const effects = new Map(
    staged
      .filter(({ stagedAction }) => stagedAction !== 'Delete')
      .map(({ ref }) => {
        const there = mode === 'replace' ? (enforcedTwin(ref) ?? ref) : ref
        return [policyKey(there), { policy: ref, window: none(), now: none() }]
      }),
  )
  for (const { seen, hits: found } of judged) {
    const isNow = seen.times.some((time) => time >= nowFrom)
    for (const one of found) {
      const effect = effects.get(hitPolicyKey(one))
      if (effect === undefined) continue
      const which = effectOf(one)
      effect.window[which] += 1
      if (isNow) effect.now[which] += 1
    }
  }
  return [...effects.values()]
}

function hitPolicyKey({ kind, apiGroup, tier, namespace, name }: Hit): string {
  return kind === 'Profile' || tier === null || name === null
    ? ''
    : policyKey({ kind, apiGroup, tier, namespace, name })
}

function effectOf({ rule, action }: Hit): keyof PolicyEffect {
  if (rule === -1) return 'endOfTier'
  return action === 'Allow' ? 'allowed' : action === 'Deny' ? 'denied' : 'passed'
}

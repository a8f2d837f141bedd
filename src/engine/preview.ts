import type { Scope, Verdict } from '../model/connection.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import type { Hit, Trace } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type FlowConnection, flowConnections } from './flow-connection.ts'
import { hits } from './hits.ts'
import { trace } from './trace.ts'

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
}

interface Seen {
  flow: Flow
  bySource: number
  byDestination: number
  readonly times: number[]
}

const slices = 24

/** The cluster and the scope to ask for a connection. */
interface Asked {
  readonly index: ClusterIndex
  readonly scope: Scope
}

/** Recorded connections whose verdict the staged policies would turn; `after` is the cluster with each in the place of its twin.
 * Cost: two traces for each distinct connection. */
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
  const now: Asked = { index: before, scope: 'enforced' }
  const then: Asked = mode === 'replace' ? { index: after, scope: 'enforced' } : { index: before, scope: 'pending' }
  const turned: Turned[] = []
  const unknown: Flow[] = []
  for (const one of seen.values()) {
    const connections = flowConnections(before, one.flow)
    if (connections.length === 0) unknown.push(one.flow)
    else turned.push(...turnedBy(now, then, one, connections))
  }
  const frequent = [...turned].sort((left, right) => right.connections - left.connections)
  const becoming = (verdict: Verdict) => frequent.filter((each) => each.after.verdict === verdict)
  const denied = becoming('Deny')
  const burnDown = from === null || to === null ? [] : sliced(denied, from, to)
  return { distinct: seen.size, denied, allowed: becoming('Allow'), unknown, from, to, burnDown }
}

/** Source and destination report the same connection: their counts are not added, the larger one counts. */
function note(known: Map<string, Seen>, { flow, connections, seen }: SeenFlow): void {
  const key = connectionKey(flow)
  const one = known.get(key) ?? { flow, bySource: 0, byDestination: 0, times: [] }
  known.set(key, one)
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

/** Of several connections that a record may speak of, the first whose verdict turns: nothing that may break is passed over. */
function turnedBy(now: Asked, then: Asked, seen: Seen, possible: readonly FlowConnection[]): readonly Turned[] {
  for (const connection of possible) {
    const before = trace(now.index, connection.connection, now.scope)
    const after = trace(then.index, connection.connection, then.scope)
    if (before.verdict === after.verdict) continue
    const leg = after.legs.at(-1)
    const decidedBy = leg === undefined ? null : (hits(leg, then.scope).at(-1) ?? null)
    const { flow, bySource, byDestination, times } = seen
    const connections = Math.max(bySource, byDestination)
    const lastSeen = times.reduce((latest, time) => Math.max(latest, time), 0)
    return [{ flow, connection, before, after, decidedBy, connections, lastSeen, times }]
  }
  return []
}

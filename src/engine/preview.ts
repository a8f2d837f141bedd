import type { Verdict } from '../model/connection.ts'
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
}

interface Seen {
  readonly flow: Flow
  connections: number
  lastSeen: number
}

/** Connections whose verdict a change would turn. `before` and `after` are the cluster without and with it. Cost: two traces for each distinct connection. */
export function preview(before: ClusterIndex, after: ClusterIndex, flows: Iterable<Flow>): Preview {
  const seen = new Map<string, Seen>()
  let from: number | null = null
  let to: number | null = null
  for (const flow of flows) {
    from = Math.min(from ?? flow.start, flow.start)
    to = Math.max(to ?? flow.end, flow.end)
    note(seen, flow)
  }
  const turned: Turned[] = []
  const unknown: Flow[] = []
  for (const one of seen.values()) {
    const connections = flowConnections(before, one.flow)
    if (connections.length === 0) unknown.push(one.flow)
    else turned.push(...turnedBy(before, after, one, connections))
  }
  const frequent = [...turned].sort((left, right) => right.connections - left.connections)
  const becoming = (verdict: Verdict) => frequent.filter((each) => each.after.verdict === verdict)
  return { distinct: seen.size, denied: becoming('Deny'), allowed: becoming('Allow'), unknown, from, to }
}

/** Source and destination report the same connection: their counts are not added, the larger one counts. */
function note(seen: Map<string, Seen>, flow: Flow): void {
  const key = connectionKey(flow)
  const connections = flow.connections?.started ?? 1
  const known = seen.get(key)
  if (known === undefined) seen.set(key, { flow, connections, lastSeen: flow.end })
  else {
    if (known.flow.reporter === flow.reporter) known.connections += connections
    known.lastSeen = Math.max(known.lastSeen, flow.end)
  }
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
function turnedBy(
  before: ClusterIndex,
  after: ClusterIndex,
  { flow, connections, lastSeen }: Seen,
  possible: readonly FlowConnection[],
): readonly Turned[] {
  for (const connection of possible) {
    const was = trace(before, connection.connection, 'enforced')
    const is = trace(after, connection.connection, 'enforced')
    if (was.verdict === is.verdict) continue
    const leg = is.legs.at(-1)
    const decidedBy = leg === undefined ? null : (hits(leg, 'enforced').at(-1) ?? null)
    return [{ flow, connection, before: was, after: is, decidedBy, connections, lastSeen }]
  }
  return []
}

import { type GroupPlan, Sides } from './flow-groups.ts'

/** Connections with one neighbour, by one service where the log names it. */
export interface Edge {
  /** The workload at the other end. */
  readonly peer: string
  /** `namespace/name` of the Service it was reached by, or null. */
  readonly service: string | null
  readonly connections: number
  readonly denied: number
  readonly packets: number
  readonly bytes: number
  readonly ports: readonly EdgePort[]
  /** In milliseconds since 1970. */
  readonly lastSeen: number
}

/** What goes through one port of an edge. */
export interface EdgePort {
  /** `tcp 3306`. */
  readonly port: string
  readonly connections: number
  readonly denied: number
}

/** What talks to one workload and what it talks to; the most denied first, then the most frequent. */
export interface Neighbours {
  readonly callers: readonly Edge[]
  readonly callees: readonly Edge[]
}

/** One connection by one service. */
interface Part {
  readonly peer: number
  readonly connection: number
  readonly service: number
  lastSeen: number
  readonly sides: Sides
}

/** The neighbours of a workload in some rows of a plan by workloads. A workload that talks to itself is on both sides. */
export function neighboursOf(plan: GroupPlan, rows: Int32Array, workload: string): Neighbours {
  const { columns, nameOf } = plan
  const here = plan.names.indexOf(workload)
  const [callers, callees] = [new Map<string, Part>(), new Map<string, Part>()]
  for (const row of rows) {
    const [from, to] = [nameOf[columns.sources[row] ?? 0] ?? 0, nameOf[columns.destinations[row] ?? 0] ?? 0]
    if (from === here) gather(callees, plan, row, to)
    if (to === here) gather(callers, plan, row, from)
  }
  const edges = (parts: ReadonlyMap<string, Part>) => edgesOf(byService([...parts.values()]), plan)
  return { callers: edges(callers), callees: edges(callees) }
}

function gather(parts: Map<string, Part>, { columns, connections }: GroupPlan, row: number, peer: number): void {
  const [connection, service] = [connections[row] ?? 0, columns.serviceOf[row] ?? 0]
  const key = `${connection} ${service}`
  const part = parts.get(key) ?? { peer, connection, service, lastSeen: 0, sides: new Sides() }
  parts.set(key, part)
  part.sides.add(columns, row)
  part.lastSeen = Math.max(part.lastSeen, columns.ended[row] ?? 0)
}

/** The node of a destination does not know by which Service it was reached: what it reports belongs to the one its source names. */
function byService(parts: readonly Part[]): readonly Part[] {
  const named = new Map<number, Part>()
  for (const part of parts) {
    const known = named.get(part.connection)
    if (part.service !== 0 && (known === undefined || part.sides.larger(0) > known.sides.larger(0))) {
      named.set(part.connection, part)
    }
  }
  return parts.flatMap((part) => {
    const own = part.service === 0 ? named.get(part.connection) : undefined
    if (own === undefined) return [part]
    own.sides.merge(part.sides)
    own.lastSeen = Math.max(own.lastSeen, part.lastSeen)
    return []
  })
}

function edgesOf(parts: readonly Part[], plan: GroupPlan): readonly Edge[] {
  const byEdge = new Map<string, Part[]>()
  for (const part of parts) {
    const key = `${part.peer} ${part.service}`
    byEdge.set(key, [...(byEdge.get(key) ?? []), part])
  }
  const edges = [...byEdge.values()].map((own): Edge => {
    const sum = (which: Parameters<Sides['larger']>[0]) => own.reduce((all, { sides }) => all + sides.larger(which), 0)
    const [first] = own
    return {
      peer: plan.names[first?.peer ?? -1] ?? '',
      service: (first?.service ?? 0) === 0 ? null : (plan.columns.services[first?.service ?? 0] ?? null),
      connections: sum(0),
      denied: sum(2),
      packets: sum(4),
      bytes: sum(6),
      ports: portsOf(own, plan),
      lastSeen: own.reduce((latest, { lastSeen }) => Math.max(latest, lastSeen), 0),
    }
  })
  return edges.sort((left, right) => right.denied - left.denied || right.connections - left.connections)
}

function portsOf(parts: readonly Part[], plan: GroupPlan): readonly EdgePort[] {
  const ports = new Map<string, EdgePort>()
  for (const part of parts) {
    const port = plan.ports[part.connection] ?? ''
    const { connections, denied } = ports.get(port) ?? { connections: 0, denied: 0 }
    const { sides } = part
    ports.set(port, { port, connections: connections + sides.larger(0), denied: denied + sides.larger(2) })
  }
  return [...ports.values()].sort((left, right) => right.connections - left.connections)
}

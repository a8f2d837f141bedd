import type { WorkloadEndpoint } from '../model/endpoint.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import type { FlowColumns } from './flow-columns.ts'

/** By what flows are put together. */
export type FlowGrouping = 'namespaces' | 'workloads' | 'flows'

/** Flows between two namespaces or two workloads. */
export interface FlowGroup {
  readonly source: string
  readonly destination: string
  /** `tcp 3306`, in order of how often; none for namespaces, where they are too many to tell anything. */
  readonly ports: readonly string[]
  /** Connections; of the two records of one the larger counts, they are never added. */
  readonly connections: number
  readonly denied: number
  /** In both directions, of the two reporters the larger count. */
  readonly bytes: number
  readonly packets: number
  readonly flows: number
  /** In milliseconds since 1970. */
  readonly lastSeen: number
}

/** Which flows go together, made once for a table; `sumsOf` then adds up any part of it. */
export interface GroupPlan {
  readonly columns: FlowColumns
  /** Names of namespaces or workloads. */
  readonly names: readonly string[]
  /** By end of the columns: its name. */
  readonly nameOf: Int32Array
  /** By group: the names of its ends. */
  readonly sources: readonly number[]
  readonly destinations: readonly number[]
  /** Groups by their ends, see `groupBetween`. */
  readonly byEnds: ReadonlyMap<number, number>
  /** `tcp 3306`, by connection: what goes between the same two ends. */
  readonly ports: readonly string[]
  /** By connection: its group. */
  readonly groups: readonly number[]
  /** By group: its connections. */
  readonly members: readonly (readonly number[])[]
  /** By row: its connection. */
  readonly connections: Int32Array
  /** The rows of one connection after those of the one before, and where they begin. */
  readonly rows: Int32Array
  readonly starts: Int32Array
  readonly hasPorts: boolean
}

/** Some rows of a plan, added up by group; a group without `flows` is not among them. */
export interface GroupSums {
  readonly plan: GroupPlan
  /** The rows, by their places. */
  readonly places: Int32Array
  /** By row: 1 for those added up. */
  readonly isThere: Uint8Array
  readonly flows: Int32Array
  readonly connections: Float64Array
  readonly denied: Float64Array
  readonly bytes: Float64Array
  readonly packets: Float64Array
  readonly lastSeen: Float64Array
}

/** What belongs together by the namespaces or the workloads of the ends. */
export function planGroups(columns: FlowColumns, by: Exclude<FlowGrouping, 'flows'>): GroupPlan {
  const nameIds = new Map<string, number>()
  const nameOf = Int32Array.from(columns.ends, (end) => idOf(nameIds, groupName(end, by)))
  // What a log says beside the name of an end (an address, a domain) makes no other connection of it.
  const ownIds = new Map<string, number>()
  const ownOf = Int32Array.from(columns.ends, (end) => idOf(ownIds, `${end.namespace ?? ''}/${end.name}`))
  // Numbers make faster keys than texts: first of the two ends, then of these with protocol and port.
  const [groupIds, pairIds, connectionIds] = [
    new Map<number, number>(),
    new Map<number, number>(),
    new Map<number, number>(),
  ]
  const protocols = columns.protocols.length
  const [sources, destinations, ports, groups]: [number[], number[], string[], number[]] = [[], [], [], []]
  const members: number[][] = []
  const connections = new Int32Array(columns.rows.length)
  for (let row = 0; row < connections.length; row += 1) {
    const [source, destination] = [columns.sources[row] ?? 0, columns.destinations[row] ?? 0]
    const [protocol, port] = [columns.protocolOf[row] ?? 0, columns.ports[row] ?? -1]
    const pair = idOf(pairIds, (ownOf[source] ?? 0) * ownIds.size + (ownOf[destination] ?? 0))
    const connection = idOf(connectionIds, (pair * protocols + protocol) * manyPorts + port + 1)
    connections[row] = connection
    if (connection < groups.length) continue
    const [from, to] = [nameOf[source] ?? 0, nameOf[destination] ?? 0]
    const group = idOf(groupIds, from * nameIds.size + to)
    if (group === sources.length) {
      sources.push(from)
      destinations.push(to)
      members.push([])
    }
    groups.push(group)
    ports.push(`${columns.protocols[protocol]}${port < 0 ? '' : ` ${port}`}`)
    members[group]?.push(connection)
  }
  const names = { names: [...nameIds.keys()], nameOf, sources, destinations, byEnds: groupIds }
  const hasPorts = by === 'workloads'
  return { columns, ...names, ports, groups, members, connections, ...inOrder(connections, groups.length), hasPorts }
}

/** More than there are ports, none at all counted as one. */
const manyPorts = 65_537

/** The group between two names, by their places; -1 where there is none. */
export function groupBetween({ byEnds, names }: GroupPlan, source: number, destination: number): number {
  return byEnds.get(source * names.length + destination) ?? -1
}

function idOf<Key>(known: Map<Key, number>, key: Key): number {
  const id = known.get(key)
  if (id !== undefined) return id
  known.set(key, known.size)
  return known.size - 1
}

/** Rows put in the order of their connections, by counting. */
function inOrder(connections: Int32Array, count: number): Pick<GroupPlan, 'rows' | 'starts'> {
  const starts = new Int32Array(count + 1)
  for (const connection of connections) starts[connection + 1] = (starts[connection + 1] ?? 0) + 1
  for (let at = 0; at < count; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0)
  const [next, rows] = [starts.slice(), new Int32Array(connections.length)]
  for (const [row, connection] of connections.entries()) {
    const at = next[connection] ?? 0
    rows[at] = row
    next[connection] = at + 1
  }
  return { rows, starts }
}

/** Some rows of a plan, by their places, added up. Records of one reporter are added; of the two reporters the larger counts. */
export function sumsOf(plan: GroupPlan, places: Int32Array): GroupSums {
  const { columns, groups, rows, starts } = plan
  const isThere = new Uint8Array(columns.rows.length)
  for (const row of places) isThere[row] = 1
  const of = () => new Float64Array(plan.sources.length)
  const sums = { connections: of(), denied: of(), bytes: of(), packets: of(), lastSeen: of() }
  const flows = new Int32Array(plan.sources.length)
  const sides = new Sides()
  for (let connection = 0; connection < groups.length; connection += 1) {
    const group = groups[connection] ?? 0
    const before = flows[group] ?? 0
    for (let at = starts[connection] ?? 0; at < (starts[connection + 1] ?? 0); at += 1) {
      const row = rows[at] ?? 0
      if (isThere[row] === 0) continue
      sides.add(columns, row)
      flows[group] = (flows[group] ?? 0) + 1
      sums.lastSeen[group] = Math.max(sums.lastSeen[group] ?? 0, columns.ended[row] ?? 0)
    }
    if (flows[group] === before) continue
    sums.connections[group] = (sums.connections[group] ?? 0) + sides.larger(0)
    sums.denied[group] = (sums.denied[group] ?? 0) + sides.larger(2)
    sums.packets[group] = (sums.packets[group] ?? 0) + sides.larger(4)
    sums.bytes[group] = (sums.bytes[group] ?? 0) + sides.larger(6)
    sides.clear()
  }
  return { plan, places, isThere, flows, ...sums }
}

/** Connections, denied ones, packets and bytes of one connection, as its source's node and as its destination's node count them. */
export class Sides {
  readonly #counts = new Float64Array(8)

  clear(): void {
    // A loop: `fill` costs more than eight numbers do.
    for (let at = 0; at < 8; at += 1) this.#counts[at] = 0
  }

  add(columns: FlowColumns, row: number): void {
    const side = columns.reporters[row] === 0 ? 0 : 1
    const counts = this.#counts
    const connections = columns.connections[row] ?? 0
    counts[side] = (counts[side] ?? 0) + connections
    if (columns.denied[row] === 1) counts[2 + side] = (counts[2 + side] ?? 0) + connections
    counts[4 + side] = (counts[4 + side] ?? 0) + (columns.packets[row] ?? 0)
    counts[6 + side] = (counts[6 + side] ?? 0) + (columns.bytes[row] ?? 0)
  }

  /** Adds what another one has. */
  merge({ counts }: { readonly counts: Float64Array }): void {
    for (const [at, count] of counts.entries()) this.#counts[at] = (this.#counts[at] ?? 0) + count
  }

  get counts(): Float64Array {
    return this.#counts
  }

  /** Of both nodes the larger count: 0 connections, 2 denied, 4 packets, 6 bytes. */
  larger(which: 0 | 2 | 4 | 6): number {
    return Math.max(this.#counts[which] ?? 0, this.#counts[which + 1] ?? 0)
  }
}

/** The groups that have flows, the most denied first, then the most frequent. */
export function groupsByNeed({ flows, denied, connections }: GroupSums): Int32Array {
  const found = Int32Array.from(flows.keys()).filter((group) => (flows[group] ?? 0) > 0)
  return found.sort(
    (left, right) => (denied[right] ?? 0) - (denied[left] ?? 0) || (connections[right] ?? 0) - (connections[left] ?? 0),
  )
}

/** One group of some sums. */
export function groupAt(sums: GroupSums, group: number): FlowGroup {
  const { plan } = sums
  return {
    source: plan.names[plan.sources[group] ?? -1] ?? '',
    destination: plan.names[plan.destinations[group] ?? -1] ?? '',
    ports: portsOf(sums, group),
    connections: sums.connections[group] ?? 0,
    denied: sums.denied[group] ?? 0,
    bytes: sums.bytes[group] ?? 0,
    packets: sums.packets[group] ?? 0,
    flows: sums.flows[group] ?? 0,
    lastSeen: sums.lastSeen[group] ?? 0,
  }
}

function portsOf({ plan, isThere }: GroupSums, group: number): readonly string[] {
  if (!plan.hasPorts) return []
  const sides = new Sides()
  const counted = (plan.members[group] ?? []).map((connection) => {
    sides.clear()
    const own = plan.rows.subarray(plan.starts[connection], plan.starts[connection + 1])
    for (const row of own) if (isThere[row] === 1) sides.add(plan.columns, row)
    return { port: plan.ports[connection] ?? '', count: sides.larger(0) }
  })
  const frequent = counted.filter(({ count }) => count > 0).sort((left, right) => right.count - left.count)
  return [...new Set(frequent.map(({ port }) => port))]
}

/** What decided some of the records of a group, and how many connections they tell of. */
export interface Decider {
  /** A flow that was decided so. */
  readonly flow: Flow
  readonly connections: number
}

/** What decided between two names in some sums, denials first, then the most frequent. Each reporter has its own decision. */
export function decidersOf({ plan, places }: GroupSums, source: string, destination: string): readonly Decider[] {
  const { columns, nameOf } = plan
  const [from, to] = [plan.names.indexOf(source), plan.names.indexOf(destination)]
  const found = new Map<number, { readonly flow: Flow; connections: number }>()
  for (const row of places) {
    if (nameOf[columns.sources[row] ?? -1] !== from || nameOf[columns.destinations[row] ?? -1] !== to) continue
    const trace = columns.traceOf[row] ?? 0
    const flow = columns.rows[row]?.flow
    const known = found.get(trace)
    if (known !== undefined) known.connections += columns.connections[row] ?? 0
    else if (flow !== undefined) found.set(trace, { flow, connections: columns.connections[row] ?? 0 })
  }
  const rank = ({ flow }: Decider) => (flow.action === 'Deny' ? 0 : 1)
  return [...found.values()].sort((left, right) => rank(left) - rank(right) || right.connections - left.connections)
}

/** The namespace of an end, or its workload: the name without what its controller added. What lies outside has its own name. */
export function groupName(end: FlowEndpoint, by: Exclude<FlowGrouping, 'flows'>): string {
  if (end.type === 'net') return end.name === 'pvt' ? 'private network' : 'public network'
  if (end.namespace === null) return end.name
  return by === 'namespaces' ? end.namespace : `${end.namespace}/${workloadName(end.name)}`
}

/** The workload of a pod by the name that flow logs give it. */
export function endpointWorkload({ namespace, name, generateName }: WorkloadEndpoint): string {
  const logged = generateName === null ? name : `${generateName}*`
  const like = { type: 'wep', pod: null, ip: null, labels: null, domains: null } as const
  return groupName({ ...like, namespace, name: logged }, 'workloads')
}

/** `worker-85d7f9c6b4-*` is one of `worker`. Source: kubernetes/kubernetes pkg/controller/deployment (the letters of a hash). */
function workloadName(name: string): string {
  return name.replace(/(-[bcdfghjklmnpqrstvwxz2456789]{5,10})?-\*$/, '')
}

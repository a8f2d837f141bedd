import type { FlowEndpoint } from '../model/flow.ts'
import type { FlowRow } from './flow-table.ts'

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
  readonly flows: number
  /** In milliseconds since 1970. */
  readonly lastSeen: number
}

/** Which flows go together, made once for a table; `groupsIn` then adds up any part of it. */
export interface GroupPlan {
  readonly rows: readonly FlowRow[]
  readonly names: readonly (readonly [source: string, destination: string])[]
  /** `tcp 3306`, by connection: what goes between the same two names. */
  readonly ports: readonly string[]
  /** By connection: its group. */
  readonly groups: readonly number[]
  /** By group: its connections. */
  readonly members: readonly (readonly number[])[]
  /** By row: its connection. */
  readonly connections: Int32Array
  readonly hasPorts: boolean
}

/** What belongs together by the namespaces or the workloads of the ends. */
export function planGroups(rows: readonly FlowRow[], by: Exclude<FlowGrouping, 'flows'>): GroupPlan {
  const [known, byGroup] = [new Map<string, number>(), new Map<string, number>()]
  const names: [string, string][] = []
  const [ports, groups, members]: [string[], number[], number[][]] = [[], [], []]
  const connections = new Int32Array(rows.length)
  for (const [at, { flow }] of rows.entries()) {
    const { source, destination } = flow
    const port = `${flow.protocol}${flow.port === null ? '' : ` ${flow.port}`}`
    const own = `${source.namespace}/${source.name} ${destination.namespace}/${destination.name} ${port}`
    let connection = known.get(own)
    if (connection === undefined) {
      const [from, to] = [groupName(source, by), groupName(destination, by)]
      const group = byGroup.get(`${from}\n${to}`) ?? names.push([from, to]) - 1
      byGroup.set(`${from}\n${to}`, group)
      connection = ports.push(port) - 1
      groups.push(group)
      const same = members[group]
      if (same === undefined) members[group] = [connection]
      else same.push(connection)
      known.set(own, connection)
    }
    connections[at] = connection
  }
  return { rows, names, ports, groups, members, connections, hasPorts: by === 'workloads' }
}

/** Flows put together, the most denied first, then the most frequent. */
export function groupFlows(rows: readonly FlowRow[], by: Exclude<FlowGrouping, 'flows'>): readonly FlowGroup[] {
  return groupsIn(planGroups(rows, by), Int32Array.from(rows.keys()))
}

/** Some rows of a plan, by their places, put together. Records of one reporter are added; of the two reporters the larger counts. */
export function groupsIn(plan: GroupPlan, places: Int32Array): readonly FlowGroup[] {
  const { counts, flows, lastSeen } = counted(plan, places)
  const connections = new Float64Array(plan.names.length)
  const denied = new Float64Array(plan.names.length)
  for (let connection = 0; connection < plan.groups.length; connection += 1) {
    const group = plan.groups[connection] ?? 0
    connections[group] = (connections[group] ?? 0) + larger(counts.all, connection)
    denied[group] = (denied[group] ?? 0) + larger(counts.denied, connection)
  }
  const found: FlowGroup[] = []
  for (let group = 0; group < plan.names.length; group += 1) {
    if (flows[group] === 0) continue
    const [source = '', destination = ''] = plan.names[group] ?? []
    found.push({
      source,
      destination,
      // Only what is on screen is asked for its ports.
      get ports() {
        return portsOf(plan, counts.all, group)
      },
      connections: connections[group] ?? 0,
      denied: denied[group] ?? 0,
      flows: flows[group] ?? 0,
      lastSeen: lastSeen[group] ?? 0,
    })
  }
  return found.sort((left, right) => right.denied - left.denied || right.connections - left.connections)
}

function portsOf({ hasPorts, members, ports }: GroupPlan, all: Float64Array, group: number): readonly string[] {
  if (!hasPorts) return []
  const own = (members[group] ?? []).filter((connection) => larger(all, connection) > 0)
  const frequent = own.sort((left, right) => larger(all, right) - larger(all, left))
  return [...new Set(frequent.map((connection) => ports[connection] ?? ''))]
}

/** By connection, for the source's records at twice its place and for the destination's one further. */
function counted({ rows, ports, groups, names, connections }: GroupPlan, places: Int32Array) {
  const counts = { all: new Float64Array(2 * ports.length), denied: new Float64Array(2 * ports.length) }
  const [flows, lastSeen] = [new Int32Array(names.length), new Float64Array(names.length)]
  for (const at of places) {
    const row = rows[at]
    const connection = connections[at] ?? 0
    const group = groups[connection] ?? 0
    if (row === undefined) continue
    const side = 2 * connection + (row.flow.reporter === 'src' ? 0 : 1)
    counts.all[side] = (counts.all[side] ?? 0) + row.connections
    if (row.flow.action === 'Deny') counts.denied[side] = (counts.denied[side] ?? 0) + row.connections
    flows[group] = (flows[group] ?? 0) + 1
    lastSeen[group] = Math.max(lastSeen[group] ?? 0, row.flow.end)
  }
  return { counts, flows, lastSeen }
}

function larger(sides: Float64Array, connection: number): number {
  return Math.max(sides[2 * connection] ?? 0, sides[2 * connection + 1] ?? 0)
}

/** The namespace of an end, or its workload: the name without what its controller added. What lies outside has its own name. */
export function groupName(end: FlowEndpoint, by: Exclude<FlowGrouping, 'flows'>): string {
  if (end.type === 'net') return end.name === 'pvt' ? 'private network' : 'public network'
  if (end.namespace === null) return end.name
  return by === 'namespaces' ? end.namespace : `${end.namespace}/${workloadName(end.name)}`
}

/** `worker-85d7f9c6b4-*` is one of `worker`. Source: kubernetes/kubernetes pkg/controller/deployment (the letters of a hash). */
function workloadName(name: string): string {
  return name.replace(/(-[bcdfghjklmnpqrstvwxz2456789]{5,10})?-\*$/, '')
}

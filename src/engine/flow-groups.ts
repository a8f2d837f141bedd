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

interface Growing {
  readonly source: string
  readonly destination: string
  readonly byConnection: Map<string, { readonly port: string; connections: number; denied: number }>
  flows: number
  lastSeen: number
}

/** Flows put together by the namespaces or the workloads of their ends, the most denied first, then the most frequent. */
export function groupFlows(rows: readonly FlowRow[], by: Exclude<FlowGrouping, 'flows'>): readonly FlowGroup[] {
  const groups = new Map<string, Growing>()
  for (const row of rows) {
    const { source, destination } = row.flow
    const [from, to] = [groupName(source, by), groupName(destination, by)]
    const key = `${from}\n${to}`
    const group = groups.get(key) ?? { source: from, destination: to, byConnection: new Map(), flows: 0, lastSeen: 0 }
    groups.set(key, group)
    note(group, row)
  }
  return [...groups.values()]
    .map((group) => finished(group, by))
    .sort((left, right) => right.denied - left.denied || right.connections - left.connections)
}

function note(group: Growing, { flow, connections }: FlowRow): void {
  group.flows += 1
  group.lastSeen = Math.max(group.lastSeen, flow.end)
  const port = `${flow.protocol}${flow.port === null ? '' : ` ${flow.port}`}`
  const key = `${flow.source.name} ${flow.destination.name} ${port}`
  const known = group.byConnection.get(key) ?? { port, connections: 0, denied: 0 }
  group.byConnection.set(key, known)
  known.connections = Math.max(known.connections, connections)
  if (flow.action === 'Deny') known.denied = Math.max(known.denied, connections)
}

function finished({ byConnection, ...rest }: Growing, by: FlowGrouping): FlowGroup {
  const all = [...byConnection.values()].sort((left, right) => right.connections - left.connections)
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const ports = by === 'namespaces' ? [] : [...new Set(all.map((one) => one.port))]
  return { ...rest, ports, connections: sum((one) => one.connections), denied: sum((one) => one.denied) }
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

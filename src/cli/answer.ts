import type { ClusterIndex } from '../engine/cluster-index.ts'
import { resolveDestination, resolveSource } from '../engine/references.ts'
import { trace } from '../engine/trace.ts'
import type { Connection, Scope } from '../model/connection.ts'
import type { Trace } from '../model/trace.ts'
import { needsPort, type Query } from './query.ts'

/** What one query comes to: the connections it stands for, several where a service has several backends. */
export type Asked =
  | { readonly type: 'connections'; readonly connections: readonly NamedConnection[] }
  /** `isUsage`: the question itself is wrong, whatever the cluster. */
  | {
      readonly type: 'failed'
      readonly message: string
      readonly candidates: readonly string[]
      readonly isUsage: boolean
    }

/** A connection with the name of its destination. */
export interface NamedConnection {
  readonly name: string
  readonly connection: Connection
}

/** Finds the endpoints of a query in a cluster. */
export function resolveQuery(index: ClusterIndex, query: Query, namespace: string | null): Asked {
  const from = resolveSource(index, query.from, { namespace })
  if (from.type === 'unresolved') return { ...from, type: 'failed', isUsage: false }
  const [source] = from.peers
  if (source === undefined) throw new Error(`\`${query.from}\` was resolved to nothing`)
  const to = resolveDestination(index, query.to, { namespace, protocol: query.protocol, port: query.port })
  if (to.type === 'unresolved') return { ...to, type: 'failed', isUsage: false }
  const connections: NamedConnection[] = []
  for (const found of to.peers) {
    const protocol = query.protocol ?? found.protocol ?? 'TCP'
    const port = found.port ?? (typeof query.port === 'number' ? query.port : null)
    if (port === null && needsPort(protocol)) return missingPort(protocol)
    const { sourcePort, icmp, http } = query
    connections.push({
      name: found.name,
      connection: {
        source: source.peer,
        destination: found.peer,
        protocol,
        port,
        sourcePort,
        icmp,
        http,
        original: found.original,
      },
    })
  }
  return { type: 'connections', connections }
}

/** A question that has no answer without a port. */
export function missingPort(protocol: string): Extract<Asked, { type: 'failed' }> {
  return { type: 'failed', message: `${protocol} needs a port (--port)`, candidates: [], isUsage: true }
}

/** The traces of a query's connections in one scope. */
export function traceAll(index: ClusterIndex, connections: readonly NamedConnection[], scope: Scope): readonly Trace[] {
  return connections.map(({ connection }) => trace(index, connection, scope))
}

/** What several backends come to together: one of them when all agree, where there is one an uncertain one; else null. */
export function agreed(traces: readonly Trace[]): Trace | null {
  const [first] = traces
  if (first === undefined) throw new Error('a query without a connection')
  if (traces.some(({ verdict }) => verdict !== first.verdict)) return null
  return traces.find(({ certain }) => !certain) ?? first
}

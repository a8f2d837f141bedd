import type { Scope, Verdict } from '../model/connection.ts'
import type { Flow } from '../model/flow.ts'
import type { Hit, Trace } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type FlowConnection, flowConnections } from './flow-connection.ts'
import { hits } from './hits.ts'
import { trace } from './trace.ts'

/** A recorded connection before and after a change. */
export interface Judgement {
  readonly connection: FlowConnection
  readonly before: Verdict
  /** Whether the verdict before holds whatever was not known of the connection. */
  readonly isCertain: boolean
  readonly after: Verdict
  /** What it hits after the change. */
  readonly hits: readonly Hit[]
  /** Where the verdict turns; of all others only what is above is kept. */
  readonly traces: { readonly before: Trace; readonly after: Trace } | null
}

/** The cluster and the scope to ask for a connection. */
export interface Asked {
  readonly index: ClusterIndex
  readonly scope: Scope
}

/** More connections than these are not remembered: then it begins anew. */
const mostKept = 200_000

/** What a change does to recorded connections. Each is traced once, however often it is asked for: flows that go on cost only what is
 * new among them. */
export class Judge {
  readonly #now: Asked
  readonly #then: Asked
  readonly #known = new Map<string, Judgement | null>()

  constructor(now: Asked, then: Asked) {
    this.#now = now
    this.#then = then
  }

  /** Null when an end of the flow is not in the cluster. */
  of(flow: Flow): Judgement | null {
    const key = flowText(flow)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#known.size >= mostKept) this.#known.clear()
    const found = this.#judged(flow)
    this.#known.set(key, found)
    return found
  }

  /** Of several connections that a record may speak of, the first whose verdict turns: nothing that may break is passed over. */
  #judged(flow: Flow): Judgement | null {
    let first: Judgement | null = null
    for (const connection of flowConnections(this.#now.index, flow)) {
      const before = trace(this.#now.index, connection.connection, this.#now.scope)
      const after = trace(this.#then.index, connection.connection, this.#then.scope)
      const isTurned = before.verdict !== after.verdict
      if (first !== null && !isTurned) continue
      const judgement = {
        connection,
        before: before.verdict,
        isCertain: before.certain,
        after: after.verdict,
        hits: after.legs.flatMap((leg) => hits(leg, after.scope)),
        traces: isTurned ? { before, after } : null,
      }
      if (isTurned) return judgement
      first = judgement
    }
    return first
  }
}

/** A text that is equal for flows that may speak of the same connections only. */
function flowText({ source, destination, protocol, port }: Flow): string {
  const ends = [source, destination].map(
    ({ type, namespace, name, pod, ip, domains }) =>
      `${type} ${namespace ?? ''}/${name} ${pod ?? ''} ${ip ?? ''} ${domains?.[0] ?? ''}`,
  )
  return `${ends.join('|')}|${protocol} ${port ?? ''}`
}

import { type Flow, type FlowEndpoint, hitKey } from '../model/flow.ts'

/** More different ones than these are not remembered: then it begins anew. */
const mostKept = 50_000

/** What a flow is mostly made of. */
export type Parts = Pick<Flow, 'source' | 'destination' | 'enforced' | 'pending'>

/** Ends and traces of flows, equal ones as one object: many flows are made of few of them, which saves their memory, and whoever looks
 * at all flows can tell equal ones by their identity. */
export class FlowParts {
  readonly #ends = new Map<string, FlowEndpoint>()
  readonly #traces = new Map<string, Pick<Flow, 'enforced' | 'pending'>>()

  /** The flow made of the objects that were there before. */
  shared(flow: Flow): Flow {
    const { enforced, pending } = this.#traceOf(flow)
    return { ...flow, source: this.#endOf(flow.source), destination: this.#endOf(flow.destination), enforced, pending }
  }

  /** The parts of a record of a flow that is known: those of the one before, but for what changed. */
  renewed(known: Flow, { source, destination }: Flow): Parts {
    return {
      source: isSame(known.source, source) ? known.source : this.#endOf(source),
      destination: isSame(known.destination, destination) ? known.destination : this.#endOf(destination),
      enforced: known.enforced,
      pending: known.pending,
    }
  }

  #endOf(end: FlowEndpoint): FlowEndpoint {
    const labels = end.labels === null ? '' : Object.entries(end.labels).join()
    const key = `${end.type} ${end.namespace ?? ''}/${end.name} ${end.pod ?? ''} ${end.ip ?? ''} ${end.domains?.join() ?? ''} ${labels}`
    return kept(this.#ends, key, end)
  }

  #traceOf({ enforced, pending }: Flow): Pick<Flow, 'enforced' | 'pending'> {
    const key = `${enforced.map(hitKey).join()}|${pending.map(hitKey).join()}`
    return kept(this.#traces, key, { enforced, pending })
  }
}

function kept<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= mostKept) known.clear()
  known.set(key, value)
  return value
}

/** True for ends of one flow that differ in nothing that is not part of its key either. */
function isSame(left: FlowEndpoint, right: FlowEndpoint): boolean {
  if (left.pod !== right.pod || left.ip !== right.ip || left.type !== right.type) return false
  if (left.domains?.join() !== right.domains?.join()) return false
  if (left.labels === null || right.labels === null) return left.labels === right.labels
  const names = Object.keys(left.labels)
  const [one, other] = [left.labels, right.labels]
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

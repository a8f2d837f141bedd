import { type Flow, type FlowEndpoint, hitKey } from '../model/flow.ts'
import type { FlowRow } from './flow-table.ts'

/** Rows of flows by column, each different value kept once: few ends and traces make many flows, and numbers lie side by side. A
 * filter over 200,000 flows takes milliseconds so, rows one by one take 50. */
export interface FlowColumns {
  readonly rows: readonly FlowRow[]
  /** Different ends, whatever their labels. */
  readonly ends: readonly FlowEndpoint[]
  /** By row: the source and the destination in `ends`. */
  readonly sources: Int32Array
  readonly destinations: Int32Array
  /** A flow for each different pair of an enforced and a pending trace. */
  readonly traces: readonly Flow[]
  readonly traceOf: Int32Array
  readonly protocols: readonly string[]
  readonly protocolOf: Int32Array
  /** `namespace/name`; the first is empty, for none. */
  readonly services: readonly string[]
  readonly serviceOf: Int32Array
  /** -1 where the log gives none. */
  readonly ports: Int32Array
  /** 0 `src`, 1 `dst`, 2 `fwd`. */
  readonly reporters: Uint8Array
  /** 1 for Deny. */
  readonly denied: Uint8Array
  readonly connections: Float64Array
  readonly packets: Float64Array
  readonly bytes: Float64Array
  /** Milliseconds since 1970. */
  readonly ended: Float64Array
}

/** In the order of `FlowColumns.reporters`. */
export const reporters: readonly Flow['reporter'][] = ['src', 'dst', 'fwd']

/** The columns of some rows. */
export function columnsOf(rows: readonly FlowRow[]): FlowColumns {
  const [ends, traces, protocols, services] = [new Distinct(), new Distinct(), new Distinct(), new Distinct()]
  services.place('')
  const [endOf, sampleOf]: [FlowEndpoint[], Flow[]] = [[], []]
  const ints = () => new Int32Array(rows.length)
  const floats = () => new Float64Array(rows.length)
  const columns = { sources: ints(), destinations: ints(), traceOf: ints(), protocolOf: ints(), serviceOf: ints() }
  const numbers = { ports: ints(), connections: floats(), packets: floats(), bytes: floats(), ended: floats() }
  const flags = { reporters: new Uint8Array(rows.length), denied: new Uint8Array(rows.length) }
  // Most ends and traces are one object where they are equal (engine/flow-parts.ts).
  const known = new Map<unknown, number>()
  const placeOfEnd = (end: FlowEndpoint) => {
    const before = known.get(end)
    if (before !== undefined) return before
    const at = ends.place(endKey(end))
    endOf[at] ??= end
    known.set(end, at)
    return at
  }
  const placeOfTrace = (flow: Flow) => {
    const before = known.get(flow.enforced)
    if (before !== undefined && sampleOf[before]?.pending === flow.pending) return before
    const at = traces.place(traceKey(flow))
    sampleOf[at] ??= flow
    known.set(flow.enforced, at)
    return at
  }
  for (const [at, { flow, connections }] of rows.entries()) {
    const { counts, service } = flow
    columns.sources[at] = placeOfEnd(flow.source)
    columns.destinations[at] = placeOfEnd(flow.destination)
    columns.traceOf[at] = placeOfTrace(flow)
    columns.protocolOf[at] = protocols.place(flow.protocol)
    columns.serviceOf[at] = service === null ? 0 : services.place(`${service.namespace}/${service.name}`)
    numbers.ports[at] = flow.port ?? -1
    numbers.connections[at] = connections
    numbers.packets[at] = counts.packetsIn + counts.packetsOut
    numbers.bytes[at] = counts.bytesIn + counts.bytesOut
    numbers.ended[at] = flow.end
    flags.reporters[at] = reporters.indexOf(flow.reporter)
    flags.denied[at] = flow.action === 'Deny' ? 1 : 0
  }
  const values = { ends: endOf, traces: sampleOf, protocols: protocols.names(), services: services.names() }
  return { rows, ...values, ...columns, ...numbers, ...flags }
}

/** Texts, each with its place in the order in which they came. */
class Distinct {
  readonly #places = new Map<string, number>()

  place(text: string): number {
    const known = this.#places.get(text)
    if (known !== undefined) return known
    this.#places.set(text, this.#places.size)
    return this.#places.size - 1
  }

  names(): readonly string[] {
    return [...this.#places.keys()]
  }
}

function traceKey({ enforced, pending }: Flow): string {
  return `${enforced.map(hitKey).join()}|${pending.map(hitKey).join()}`
}

function endKey({ type, namespace, name, pod, ip, domains }: FlowEndpoint): string {
  return `${type} ${namespace ?? ''}/${name} ${pod ?? ''} ${ip ?? ''} ${domains?.join() ?? ''}`
}

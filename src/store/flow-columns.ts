import type { FlowTable } from '../engine/flow-table.ts'
import { type Flow, type FlowEndpoint, hitKey } from '../model/flow.ts'
import { memoLast } from './memo.ts'

/** What a filter looks at, each different value once: few ends and traces make many flows. */
export interface FlowColumns {
  /** Names and addresses of the different ends, lower case. */
  readonly ends: readonly string[]
  /** By row: the source and the destination in `ends`. */
  readonly sources: Int32Array
  readonly destinations: Int32Array
  /** A flow for each different pair of an enforced and a pending trace. */
  readonly traces: readonly Flow[]
  /** By row: its traces in `traces`. */
  readonly traceOf: Int32Array
}

/** The columns of a table of flows; computed once for it. */
export const flowColumns = memoLast(({ rows }: FlowTable): FlowColumns => {
  const [ends, traces] = [new Map<string, number>(), new Map<string, number>()]
  const samples: Flow[] = []
  const sources = new Int32Array(rows.length)
  const destinations = new Int32Array(rows.length)
  const traceOf = new Int32Array(rows.length)
  for (const [at, { flow }] of rows.entries()) {
    sources[at] = place(ends, endText(flow.source))
    destinations[at] = place(ends, endText(flow.destination))
    traceOf[at] = place(traces, traceText(flow))
    if (samples.length < traces.size) samples.push(flow)
  }
  return { ends: [...ends.keys()], sources, destinations, traces: samples, traceOf }
})

function place(known: Map<string, number>, text: string): number {
  const before = known.get(text)
  if (before !== undefined) return before
  known.set(text, known.size)
  return known.size - 1
}

function traceText({ enforced, pending }: Flow): string {
  return `${enforced.map(hitKey).join()}|${pending.map(hitKey).join()}`
}

function endText(end: FlowEndpoint): string {
  const network = end.type === 'net' ? (end.name === 'pvt' ? 'privatenetwork' : 'publicnetwork') : ''
  return `${network} ${end.namespace ?? ''}/${end.name} ${end.pod ?? ''} ${end.ip ?? ''} ${end.domains?.join(' ') ?? ''}`.toLowerCase()
}

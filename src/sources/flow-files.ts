import { decodeFlows, flowReader } from '../decode/flows/flow-reader.ts'
import type { Flow } from '../model/flow.ts'
import type { Origin } from '../model/problem.ts'
import { openSnapshot, type SnapshotOptions } from './snapshot.ts'
import type { RawFlow, SnapshotEvent } from './snapshot-event.ts'

/** What reading flow logs gives. */
export type FlowEvent =
  | { readonly type: 'flows'; readonly flows: readonly Flow[]; readonly bad: readonly BadFlow[] }
  | Extract<SnapshotEvent, { type: 'progress' }>

/** A record that could not be read, and why. */
export interface BadFlow {
  /** Null where it is not known. */
  readonly origin: Origin | null
  readonly message: string
}

/** Read flow logs of any form: files, folders, gzip, `-`. Objects of the Kubernetes API among them are passed over; what cannot be
 * read at all is told as bad. Memory does not grow with the length of a log. */
export async function* openFlows(
  paths: readonly string[],
  options: SnapshotOptions,
): AsyncGenerator<FlowEvent, void, void> {
  for await (const event of openSnapshot(paths, { ...options, wanted: 'flows' })) {
    if (event.type === 'progress') yield event
    else if (event.type === 'flows') yield { type: 'flows', ...decodeRecords(event.records, event.file) }
    else {
      const problems = event.changes.filter((change) => change.type === 'problems').flatMap((change) => change.problems)
      const bad = problems.map(({ origin, message }) => ({ origin, message }))
      if (bad.length > 0) yield { type: 'flows', flows: [], bad }
    }
  }
}

/** Decodes records as a snapshot hands them over. */
export function decodeRecords(
  records: readonly RawFlow[],
  file: string,
): { readonly flows: Flow[]; readonly bad: BadFlow[] } {
  const flows: Flow[] = []
  const bad: BadFlow[] = []
  const take = (flow: Flow | string, line: number | null) => {
    if (typeof flow === 'string') bad.push({ origin: { file, document: null, line }, message: flow })
    else flows.push(flow)
  }
  for (const { value, line } of records) {
    if (typeof value !== 'string') for (const flow of decodeFlows(value)) take(flow, line)
    else {
      const reader = flowReader()
      const read = [...value.split('\n').flatMap((text) => reader.line(text)), ...reader.end()]
      for (const flow of read) {
        if ('line' in flow) take(flow.message, line === null ? null : line + flow.line - 1)
        else take(flow, line)
      }
    }
  }
  return { flows, bad }
}

/** Where a record stands: `flows.jsonl, line 3`. */
export function placeOf({ origin }: BadFlow): string {
  if (origin === null) return ''
  return origin.line === null ? origin.file : `${origin.file}, line ${origin.line}`
}

import { decodeFlows, flowReader } from '../decode/flows/flow-reader.ts'
import type { Flow } from '../model/flow.ts'
import { openSnapshot, type SnapshotOptions } from './snapshot.ts'
import type { SnapshotEvent } from './snapshot-event.ts'

/** What reading flow logs gives. */
export type FlowEvent =
  | { readonly type: 'flows'; readonly flows: readonly Flow[]; readonly bad: readonly BadFlow[] }
  | Extract<SnapshotEvent, { type: 'progress' }>

/** A record that could not be read, and why. */
export interface BadFlow {
  readonly file: string
  readonly message: string
}

/** Read flow logs of any form: files, folders, gzip, `-`. Objects of the Kubernetes API among them are passed over; what cannot be
 * read at all is told as bad. Memory does not grow with the length of a log. */
export async function* openFlows(
  paths: readonly string[],
  options: SnapshotOptions,
): AsyncGenerator<FlowEvent, void, void> {
  for await (const event of openSnapshot(paths, options)) {
    if (event.type === 'progress') yield event
    else if (event.type === 'flows') yield { type: 'flows', ...decodeRecords(event.lines, event.file) }
    else {
      const problems = event.changes.filter((change) => change.type === 'problems').flatMap((change) => change.problems)
      const bad = problems.map(({ origin, message }) => ({ file: placeOf(origin), message }))
      if (bad.length > 0) yield { type: 'flows', flows: [], bad }
    }
  }
}

/** Records as a snapshot hands them over: JSON values, or texts of what `calico-node -flows` prints. */
export function decodeRecords(
  records: readonly unknown[],
  file: string,
): { readonly flows: Flow[]; readonly bad: BadFlow[] } {
  const flows: Flow[] = []
  const bad: BadFlow[] = []
  const take = (flow: Flow | string) => {
    if (typeof flow === 'string') bad.push({ file, message: flow })
    else flows.push(flow)
  }
  for (const record of records) {
    if (typeof record !== 'string') for (const flow of decodeFlows(record)) take(flow)
    else {
      const reader = flowReader()
      const read = [...record.split('\n').flatMap((line) => reader.line(line)), ...reader.end()]
      for (const flow of read) take('line' in flow ? flow.message : flow)
    }
  }
  return { flows, bad }
}

function placeOf(origin: { readonly file: string; readonly line: number | null } | null): string {
  if (origin === null) return ''
  return origin.line === null ? origin.file : `${origin.file}, line ${origin.line}`
}

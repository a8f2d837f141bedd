import type { Change } from '../model/cluster.ts'

/** A flow log as it stands in a file: a JSON value, or the text of one that `calico-node -flows` printed. */
export interface RawFlow {
  readonly value: unknown
  /** Where it begins, from 1, where known. */
  readonly line: number | null
}

/** What reading a snapshot gives, in the order it is read. */
export type SnapshotEvent =
  /** Objects, and Problems of files. Batches grow with what was read, so that applying them all stays cheap. */
  | { readonly type: 'changes'; readonly changes: readonly Change[] }
  /** Flow logs found by their content. */
  | { readonly type: 'flows'; readonly file: string; readonly records: readonly RawFlow[] }
  /** How far it is. `bytesTotal` is null where standard input is read; `objects` counts those read so far. */
  | {
      readonly type: 'progress'
      readonly bytesRead: number
      readonly bytesTotal: number | null
      readonly objects: number
      readonly file: string
    }

/** A snapshot that cannot be used at all: nothing there, not readable, no object in it. The message is for people. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

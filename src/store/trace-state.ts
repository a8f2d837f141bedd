import type { FlowConnection } from '../engine/flow-connection.ts'
import type { Scope } from '../model/connection.ts'
import type { Flow } from '../model/flow.ts'
import type { Cursor } from './cursor.ts'
import { type Entry, emptyEntry, entryOf } from './entry.ts'

/**
 * A connection as a person asks for it: the texts of `trace --from --to --protocol --port`. `port` is a number or a port's name;
 * for ICMP a type, or `type/code`; empty where nobody said.
 */
export interface Question {
  readonly from: string
  readonly to: string
  readonly protocol: string
  readonly port: string
}

export type PickerField = keyof Question

/** The fields in the order tab visits them. */
export const pickerFields: readonly PickerField[] = ['from', 'to', 'protocol', 'port']

/** The form in which a connection is asked for. */
export interface PickerView {
  readonly type: 'picker'
  readonly entries: Readonly<Record<PickerField, Entry>>
  readonly field: PickerField
  /** Fields that were filled in for the user: the first character typed there takes the place of what they hold. */
  readonly offered: readonly PickerField[]
  /** The row of the suggestions; null while the text itself counts. */
  readonly cursor: Cursor | null
}

/** The recorded flow that a walk was opened from. */
export interface Recorded {
  /** The records of the connection, that of the source first. */
  readonly flows: readonly Flow[]
  /** What is traced: the connection as the log tells it, which no question could say as exactly. */
  readonly connection: FlowConnection
  /** True: traced as if each staged policy stood in the place of its enforced twin. */
  readonly enforcesStaged: boolean
}

/** The walk through one connection. */
export interface TraceView {
  readonly type: 'trace'
  readonly question: Question
  /** Null for a connection that somebody asked for. */
  readonly recorded: Recorded | null
  readonly scope: Scope
  /** Which backend of a service, from 0; 0 where there is one way only. */
  readonly backend: number
  /** The told step under the cursor, from 0: the answer. */
  readonly at: number
  /** True: enforced and pending side by side. */
  readonly isComparing: boolean
  /** True: the list of steps in place of the step itself, where there is no room for both. */
  readonly isListing: boolean
  /** By how many lines the middle pane is scrolled on from where the step stands. */
  readonly top: number
  /** The port being typed anew, or null. */
  readonly port: Entry | null
  /** What the last change of the cluster did to this walk, in a sentence; null while nothing did. */
  readonly change: string | null
}

/** Nothing asked yet. */
export const emptyQuestion: Question = { from: '', to: '', protocol: 'TCP', port: '' }

/** The picker filled with what is known. */
export function pickerOf(question: Question): PickerView {
  const entries = {
    from: entryOf(question.from),
    to: entryOf(question.to),
    protocol: entryOf(question.protocol),
    port: question.port === '' ? emptyEntry : entryOf(question.port),
  }
  return {
    type: 'picker',
    entries,
    field: 'from',
    offered: pickerFields.filter((field) => question[field] !== ''),
    cursor: null,
  }
}

/** What the picker asks for as it stands. */
export function questionOf(picker: PickerView): Question {
  const { from, to, protocol, port } = picker.entries
  return { from: from.text.trim(), to: to.text.trim(), protocol: protocol.text.trim(), port: port.text.trim() }
}

/** The walk through a connection, at its answer. */
export function traceOf(question: Question, scope: Scope, recorded: Recorded | null = null): TraceView {
  const here = { backend: 0, at: 0, isComparing: false, isListing: false, top: 0, port: null, change: null }
  return { type: 'trace', question, recorded, scope, ...here }
}

import type { Command, Outcome } from '../command.ts'
import { moveCursor } from '../cursor.ts'
import { editEntry } from '../entry.ts'
import {
  chosen,
  fieldAfter,
  isFilled,
  neighbourField,
  onlyPort,
  openPicker,
  suggestions,
  taken,
  withPortFromProtocol,
} from '../picker.ts'
import { prefill } from '../picker-prefill.ts'
import { popView, type State, topView, withView } from '../state.ts'
import { answer } from '../trace-answer.ts'
import { openTrace } from '../trace-open.ts'
import { emptyQuestion, type PickerField, type PickerView, pickerFields, pickerOf, questionOf } from '../trace-state.ts'
import { withToast } from '../update.ts'

function inPicker(run: (state: State, picker: PickerView) => Outcome): Command['run'] {
  return (state) => {
    const view = topView(state)
    return view.type === 'picker' ? run(state, view) : { disabled: 'this is for the connection picker' }
  }
}

const start: Command = {
  id: 'trace.start',
  contexts: ['view'],
  keys: ['t'],
  help: 'trace',
  group: 'Trace',
  hint: 20,
  run: (state) =>
    state.index === null ? { disabled: 'the cluster is not read yet' } : openPicker(state, prefill(state, state.index)),
}

const again: Command = {
  id: 'trace.again',
  contexts: ['view'],
  keys: ['T'],
  help: 'the last connection again',
  group: 'Trace',
  hint: null,
  run: (state) => {
    const [last] = state.recent
    return last === undefined ? { disabled: 'no connection was traced yet (t)' } : openTrace(state, last)
  },
}

const accept: Command = {
  id: 'picker.accept',
  contexts: ['picker'],
  keys: ['enter'],
  help: 'take it, then trace',
  group: 'Trace',
  hint: 1,
  run: inPicker((state, picker) => {
    if (state.index === null) return { disabled: 'the cluster is not read yet' }
    const moved = withPortFromProtocol(picker)
    if (moved !== null) return portMoved(state, moved)
    const suggestion = chosen(state, picker) ?? onlyPort(state, picker)
    const next = suggestion === null ? picker : taken(picker, suggestion)
    const question = questionOf(next)
    // A connection of before fills all fields at once, and so may what was under the cursor: no further questions then.
    const isWhole = suggestion !== null && suggestion.sets.from !== undefined && suggestion.sets.to !== undefined
    const isKept =
      picker.offered.includes(picker.field) && pickerFields.every((field) => isFilled(state, picker, field))
    const open = isWhole || isKept ? null : fieldAfter(state, next)
    if (open !== null && open !== picker.field) return withView(state, onField(next, open))
    const found = answer(state.index, question, state.settings.namespace)
    if (found.type === 'answered') return openTrace(popView(state), question)
    const candidates = found.candidates.length === 0 ? '' : `; did you mean ${found.candidates.slice(0, 3).join(', ')}?`
    return { disabled: `${found.message}${candidates}` }
  }),
}

function portMoved(state: State, picker: PickerView): Outcome {
  return withToast(withView(state, picker), 'info', `${picker.entries.port.text} is a port: it was put there`)
}

function onField(picker: PickerView, field: PickerField): PickerView {
  return { ...picker, field, cursor: null }
}

const next: Command = {
  id: 'picker.next',
  contexts: ['picker'],
  keys: ['tab'],
  help: 'next field',
  group: 'Move',
  hint: 3,
  run: inPicker((state, picker) => {
    const moved = withPortFromProtocol(picker)
    if (moved !== null) return portMoved(state, moved)
    const suggestion = chosen(state, picker)
    const kept = suggestion === null ? picker : taken(picker, suggestion)
    return withView(state, onField(kept, neighbourField(picker.field, 1)))
  }),
}

const before: Command = {
  id: 'picker.before',
  contexts: ['picker'],
  keys: ['shift-tab'],
  help: 'field before',
  group: 'Move',
  hint: null,
  run: inPicker((state, picker) => withView(state, onField(picker, neighbourField(picker.field, -1)))),
}

function moveRow(rows: number): Command['run'] {
  return inPicker((state, picker) => {
    const count = suggestions(state, picker).length
    if (count === 0) return { disabled: 'there is nothing to choose from' }
    if (picker.cursor === null) return rows > 0 ? withView(state, { ...picker, cursor: { at: 0, top: 0 } }) : state
    if (picker.cursor.at === 0 && rows < 0) return withView(state, { ...picker, cursor: null })
    return withView(state, {
      ...picker,
      cursor: moveCursor(picker.cursor, { type: 'by', rows }, count, suggestionRows(state)),
    })
  })
}

/** Rows of suggestions on screen. */
export function suggestionRows(state: State): number {
  return Math.max(3, state.size.columns >= 100 ? state.size.rows - 13 : Math.floor((state.size.rows - 11) / 2))
}

const down: Command = {
  id: 'picker.down',
  contexts: ['picker'],
  keys: ['down', 'ctrl-n'],
  help: 'suggestion below',
  group: 'Move',
  hint: 2,
  run: moveRow(1),
}
const up: Command = {
  id: 'picker.up',
  contexts: ['picker'],
  keys: ['up', 'ctrl-p'],
  help: 'suggestion above',
  group: 'Move',
  hint: null,
  run: moveRow(-1),
}
const pageDown: Command = {
  ...down,
  id: 'picker.page-down',
  keys: ['pagedown'],
  help: 'a page of suggestions down',
  hint: null,
  run: moveRow(10),
}
const pageUp: Command = {
  ...up,
  id: 'picker.page-up',
  keys: ['pageup'],
  help: 'a page of suggestions up',
  run: moveRow(-10),
}

const swap: Command = {
  id: 'picker.swap',
  contexts: ['picker'],
  keys: ['ctrl-x'],
  help: 'swap source and destination',
  group: 'Trace',
  hint: 4,
  run: inPicker((state, picker) => {
    const { from, to } = picker.entries
    return withView(state, { ...picker, entries: { ...picker.entries, from: to, to: from }, cursor: null })
  }),
}

/** In a field that was filled in for the user these keys keep its text and move in it; a character takes its place. */
const carets: readonly Command[] = ['left', 'right', 'home', 'end'].map((key) => ({
  id: `picker.${key}`,
  contexts: ['picker'],
  keys: [key],
  help: 'move in the text',
  group: 'Move',
  hint: null,
  run: inPicker((state, picker) => {
    const entry = editEntry(picker.entries[picker.field], key) ?? picker.entries[picker.field]
    const offered = picker.offered.filter((field) => field !== picker.field)
    return withView(state, { ...picker, entries: { ...picker.entries, [picker.field]: entry }, offered })
  }),
}))

const clear: Command = {
  id: 'picker.clear',
  contexts: ['picker'],
  keys: ['ctrl-r'],
  help: 'begin anew',
  group: 'Trace',
  hint: null,
  run: inPicker((state) => withView(state, pickerOf(emptyQuestion))),
}

const leave: Command = {
  id: 'picker.leave',
  contexts: ['picker'],
  keys: ['esc'],
  help: 'back',
  group: 'Program',
  hint: 5,
  run: inPicker((state, picker) =>
    picker.cursor === null ? popView(state) : withView(state, { ...picker, cursor: null }),
  ),
}

export const pickerCommands: readonly Command[] = [
  start,
  again,
  accept,
  next,
  before,
  down,
  up,
  pageDown,
  pageUp,
  swap,
  ...carets,
  clear,
  leave,
]

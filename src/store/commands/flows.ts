import { replay } from '../../engine/replay.ts'
import type { Scope } from '../../model/connection.ts'
import { flowRowJson } from '../../text/flow-json.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { flowsShown, groupsShown, questionOfFlow, recordsOf, rehearsal } from '../flow-rows.ts'
import { listCursor } from '../list-moves.ts'
import { type FlowsView, noFilter, pushView, type State, topView, withView } from '../state.ts'
import { openTrace } from '../trace-open.ts'
import type { Recorded } from '../trace-state.ts'

const none = { disabled: 'no flows were read: give flow logs with --flows FILE' } as const

const flows: Command = {
  id: 'flows.open',
  contexts: ['view'],
  keys: ['f'],
  help: 'flows: what was recorded',
  group: 'Open',
  hint: 47,
  run: (state) =>
    state.flows === null
      ? none
      : pushView(state, { type: 'flows', by: 'workloads', filter: noFilter, cursor: firstRow }),
}

const rehearse: Command = {
  id: 'flows.rehearse',
  contexts: ['view'],
  keys: ['R'],
  help: 'rehearsal: what enforcing the staged policies would turn',
  group: 'Open',
  hint: null,
  run: (state) =>
    state.flows === null ? none : pushView(state, { type: 'rehearsal', mode: 'replace', cursor: firstRow }),
}

const traceFlow: Command = {
  id: 'flows.trace',
  contexts: ['flows'],
  keys: ['enter', 't'],
  help: 'open: from namespaces to workloads to flows to the trace',
  group: 'Trace',
  hint: 10,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows' || state.index === null) return none
    if (view.by !== 'flows') return openGroup(state, view)
    const row = flowsShown(state, view)[listCursor(state, view).at]
    if (row === undefined) return { disabled: 'no flow is under the cursor' }
    const { connection } = replay(state.index, row.flow)
    if (connection === null) return { disabled: 'an end of this flow is not in the cluster' }
    return traced(state, { flows: recordsOf(state, row.flow), connection, enforcesStaged: false }, 'enforced')
  },
}

/** One step down: the flows between two namespaces or workloads, by the filter, which can be changed there. */
function openGroup(state: State, view: FlowsView): Outcome {
  const group = groupsShown(state, view)[listCursor(state, view).at]
  if (group === undefined) return { disabled: 'nothing is under the cursor' }
  const word = (field: string, name: string) => `${field}:${name.replaceAll(' ', '')}`
  // Narrower ends take the place of those by which this list was opened.
  const own = view.filter.entry.text.replace(/(^|\s)(src|dst):\S+/g, '').trim()
  const text = [own, word('src', group.source), word('dst', group.destination)].filter((part) => part !== '').join(' ')
  const filter = { entry: { text, at: text.length }, typing: false }
  return pushView(state, { ...view, by: view.by === 'namespaces' ? 'workloads' : 'flows', filter, cursor: firstRow })
}

const groupings: readonly FlowsView['by'][] = ['namespaces', 'workloads', 'flows']

const grouping: Command = {
  id: 'flows.by',
  contexts: ['flows'],
  keys: ['tab'],
  help: 'by: namespaces, workloads or single flows',
  group: 'Look',
  hint: 20,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows') return none
    const by = groupings[(groupings.indexOf(view.by) + 1) % groupings.length] ?? 'flows'
    return withView(state, { ...view, by, cursor: firstRow })
  },
}

const save: Command = {
  id: 'flows.save',
  contexts: ['flows'],
  keys: ['w'],
  help: 'write the flows shown as JSON lines',
  group: 'Copy',
  hint: null,
  run(state) {
    const view = topView(state)
    const rows = view.type === 'flows' ? flowsShown(state, view) : []
    if (rows.length === 0) return { disabled: 'no flow is shown' }
    const text = `${rows.map((row) => JSON.stringify(flowRowJson(row))).join('\n')}\n`
    return [state, [{ type: 'save', name: 'flows.jsonl', text }]]
  },
}

const traceTurned: Command = {
  ...traceFlow,
  id: 'flows.trace-turned',
  contexts: ['rehearsal'],
  help: 'trace this connection, staged policies enforced',
  run(state) {
    const view = topView(state)
    const found = view.type === 'rehearsal' ? rehearsal(state, view.mode) : null
    if (view.type !== 'rehearsal' || found === null) return none
    const turned = [...found.denied, ...found.allowed][listCursor(state, view).at]
    if (turned === undefined) return { disabled: 'no connection is under the cursor' }
    const enforcesStaged = view.mode === 'replace'
    const recorded = { flows: recordsOf(state, turned.flow), connection: turned.connection, enforcesStaged }
    return traced(state, recorded, enforcesStaged ? 'enforced' : 'pending')
  },
}

const mode: Command = {
  id: 'flows.mode',
  contexts: ['rehearsal'],
  keys: ['m'],
  help: 'staged policies: in the place of their twins, or as Calico logs them',
  group: 'Look',
  hint: 20,
  run(state) {
    const view = topView(state)
    if (view.type !== 'rehearsal') return none
    return withView(state, { ...view, mode: view.mode === 'replace' ? 'as-logged' : 'replace', cursor: firstRow })
  },
}

function traced(state: State, recorded: Recorded, scope: Scope): Outcome {
  const question = questionOfFlow(recorded.connection)
  return question === null
    ? { disabled: 'the log does not say the address' }
    : openTrace(state, question, { scope, recorded })
}

const counts: Command = {
  id: 'flows.counts',
  contexts: ['board'],
  keys: ['H'],
  help: 'numbers: endpoints selected, or connections recorded',
  group: 'Look',
  hint: null,
  run(state) {
    if (state.flows === null) return none
    const other = state.settings.counts === 'endpoints' ? 'connections' : 'endpoints'
    return { ...state, settings: { ...state.settings, counts: other } }
  },
}

export const flowCommands: readonly Command[] = [counts, flows, rehearse, traceFlow, grouping, save, traceTurned, mode]

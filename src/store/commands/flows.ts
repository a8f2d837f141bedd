import type { FlowConnection } from '../../engine/flow-connection.ts'
import { flowConnections } from '../../engine/flow-connection.ts'
import type { Scope } from '../../model/connection.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { flowsShown, questionOfFlow, rehearsal } from '../flow-rows.ts'
import { listCursor } from '../list-moves.ts'
import { noFilter, pushView, type State, topView } from '../state.ts'
import { openTrace } from '../trace-open.ts'

const none = { disabled: 'no flows were read: give flow logs with --flows FILE' } as const

const flows: Command = {
  id: 'flows.open',
  contexts: ['view'],
  keys: ['f'],
  help: 'flows: what was recorded',
  group: 'Open',
  hint: 47,
  run: (state) =>
    state.flows === null ? none : pushView(state, { type: 'flows', filter: noFilter, cursor: firstRow }),
}

const rehearse: Command = {
  id: 'flows.rehearse',
  contexts: ['view'],
  keys: ['R'],
  help: 'rehearsal: what enforcing the staged policies would turn',
  group: 'Open',
  hint: null,
  run: (state) => (state.flows === null ? none : pushView(state, { type: 'rehearsal', cursor: firstRow })),
}

const traceFlow: Command = {
  id: 'flows.trace',
  contexts: ['flows'],
  keys: ['enter', 't'],
  help: 'trace this flow',
  group: 'Trace',
  hint: 10,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows' || state.index === null) return none
    const row = flowsShown(state, view)[listCursor(state, view).at]
    if (row === undefined) return { disabled: 'no flow is under the cursor' }
    const connection = flowConnections(state.index, row.flow)[0]
    return connection === undefined
      ? { disabled: 'an end of this flow is not in the cluster' }
      : traced(state, connection, 'enforced')
  },
}

const traceTurned: Command = {
  ...traceFlow,
  id: 'flows.trace-turned',
  contexts: ['rehearsal'],
  help: 'trace this connection, staged policies enforced',
  run(state) {
    const view = topView(state)
    const found = rehearsal(state)
    if (view.type !== 'rehearsal' || found === null) return none
    const turned = [...found.denied, ...found.allowed][listCursor(state, view).at]
    return turned === undefined
      ? { disabled: 'no connection is under the cursor' }
      : traced(state, turned.connection, 'pending')
  },
}

function traced(state: State, connection: FlowConnection, scope: Scope): Outcome {
  const question = questionOfFlow(connection)
  return question === null ? { disabled: 'the log does not say the address' } : openTrace(state, question, scope)
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

export const flowCommands: readonly Command[] = [counts, flows, rehearse, traceFlow, traceTurned]

import type { Command } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { traceRecorded } from '../flow-between.ts'
import { recordsOf, rehearsal } from '../flow-rows.ts'
import { listCursor } from '../list-moves.ts'
import { pushView, topView, withView } from '../state.ts'
import { withFlows } from './flow-feed.ts'
import { noFlows } from './flows.ts'

const rehearse: Command = {
  id: 'rehearsal.open',
  contexts: ['view'],
  keys: ['R'],
  help: 'rehearsal: what enforcing the staged policies would turn',
  group: 'Open',
  hint: null,
  run: (state) => withFlows(state, pushView(state, { type: 'rehearsal', mode: 'replace', cursor: firstRow })),
}

const trace: Command = {
  id: 'rehearsal.trace',
  contexts: ['rehearsal'],
  keys: ['enter', 't'],
  help: 'trace this connection, staged policies enforced',
  group: 'Trace',
  hint: 10,
  run(state) {
    const view = topView(state)
    const found = view.type === 'rehearsal' ? rehearsal(state, view.mode) : null
    if (view.type !== 'rehearsal' || found === null) return noFlows
    const turned = [...found.denied, ...found.allowed][listCursor(state, view).at]
    if (turned === undefined) return { disabled: 'no connection is under the cursor' }
    const enforcesStaged = view.mode === 'replace'
    const recorded = { flows: recordsOf(state, turned.flow), connection: turned.connection, enforcesStaged }
    return traceRecorded(state, recorded, enforcesStaged ? 'enforced' : 'pending')
  },
}

const mode: Command = {
  id: 'rehearsal.mode',
  contexts: ['rehearsal'],
  keys: ['m'],
  help: 'staged policies: in the place of their twins, or as Calico logs them',
  group: 'Look',
  hint: 20,
  run(state) {
    const view = topView(state)
    if (view.type !== 'rehearsal') return noFlows
    return withView(state, { ...view, mode: view.mode === 'replace' ? 'as-logged' : 'replace', cursor: firstRow })
  },
}

export const rehearsalCommands: readonly Command[] = [rehearse, trace, mode]

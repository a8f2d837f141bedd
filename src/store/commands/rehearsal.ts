import type { TurnedGrouping } from '../../engine/preview-groups.ts'
import { burnDownBegun } from '../burn-down.ts'
import { type Command, isNext } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { traceRecorded } from '../flow-between.ts'
import { recordsOf } from '../flow-rows.ts'
import { listCursor } from '../list-moves.ts'
import { fixHere, openFix } from '../rehearsal-fix.ts'
import { rehearsalRows, turnedOfRow } from '../rehearsal-rows.ts'
import { openView, type RehearsalView, type State, topView, withView } from '../state.ts'
import { withFlows } from './flow-feed.ts'
import { noFlows } from './flows.ts'

const rehearse: Command = {
  id: 'rehearsal.open',
  contexts: ['view'],
  keys: ['R'],
  help: 'rehearsal: what enforcing the staged policies would turn',
  group: 'Open',
  hint: null,
  run(state) {
    const opened = openView(state, { type: 'rehearsal', mode: 'replace', by: 'pairs', cursor: firstRow })
    const [next, effects] = burnDownBegun(opened)
    const shown = withFlows(state, next)
    return isNext(shown) ? [shown[0], [...shown[1], ...effects]] : shown
  },
}

const nothing = { disabled: 'no connection is under the cursor' } as const

function turnedHere(state: State, view: RehearsalView) {
  return turnedOfRow(rehearsalRows(state, view)[listCursor(state, view).at])
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
    if (view.type !== 'rehearsal') return noFlows
    const turned = turnedHere(state, view)
    if (turned === null) return nothing
    const enforcesStaged = view.mode === 'replace'
    const recorded = { flows: recordsOf(state, turned.flow), connection: turned.connection, enforcesStaged }
    return traceRecorded(state, recorded, 'pending')
  },
}

const fix: Command = {
  id: 'rehearsal.fix',
  contexts: ['rehearsal'],
  keys: ['o'],
  help: 'open the rule that would fix it: the one that comes nearest, in its policy',
  group: 'Open',
  hint: 12,
  run(state) {
    const view = topView(state)
    const turned = view.type === 'rehearsal' ? turnedHere(state, view) : null
    if (view.type !== 'rehearsal' || turned === null) return nothing
    const found = fixHere(state, turned, view.mode)
    return found === null ? { disabled: 'no policy decides this: no profile allows it' } : openFix(state, found)
  },
}

const groupings: readonly TurnedGrouping[] = ['pairs', 'policies', 'connections']

const grouping: Command = {
  id: 'rehearsal.by',
  contexts: ['rehearsal'],
  keys: ['tab'],
  help: 'by: pairs of workloads, what decides, or single connections',
  group: 'Look',
  hint: 15,
  run(state) {
    const view = topView(state)
    if (view.type !== 'rehearsal') return noFlows
    const by = groupings[(groupings.indexOf(view.by) + 1) % groupings.length] ?? 'pairs'
    return withView(state, { ...view, by, cursor: firstRow })
  },
}

const mode: Command = {
  id: 'rehearsal.mode',
  contexts: ['rehearsal'],
  keys: ['m'],
  help: 'mode: staged policies in the place of their twins, or as Calico logs them',
  group: 'Look',
  hint: 20,
  run(state) {
    const view = topView(state)
    if (view.type !== 'rehearsal') return noFlows
    return withView(state, { ...view, mode: view.mode === 'replace' ? 'as-logged' : 'replace', cursor: firstRow })
  },
}

export const rehearsalCommands: readonly Command[] = [rehearse, trace, fix, grouping, mode]

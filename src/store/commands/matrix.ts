import type { FlowGroup } from '../../engine/flow-groups.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow, type Motion } from '../cursor.ts'
import { filterOfEnds, flowBetween, openFlowsBetween, traceFlow } from '../flow-between.ts'
import { matrixCursors, matrixOf, moveAcross, toDenied } from '../matrix.ts'
import { type MatrixView, pushView, type State, topView, withView } from '../state.ts'
import { noFlows } from './flows.ts'

const toggle: Command = {
  id: 'matrix.toggle',
  contexts: ['flows', 'matrix'],
  keys: ['M'],
  help: 'matrix: source by destination, and back to the list',
  group: 'Look',
  hint: 22,
  run(state) {
    const view = topView(state)
    if (view.type === 'matrix') {
      return withView(state, { type: 'flows', by: view.by, filter: view.filter, cursor: firstRow })
    }
    if (view.type !== 'flows') return noFlows
    const by = view.by === 'namespaces' ? 'namespaces' : 'workloads'
    return withView(state, { type: 'matrix', by, filter: view.filter, cursor: firstRow, across: firstRow })
  },
}

/** Runs something on the matrix on screen. */
function inMatrix(run: (state: State, view: MatrixView) => Outcome): Command['run'] {
  return (state) => {
    const view = topView(state)
    return view.type === 'matrix' ? run(state, view) : noFlows
  }
}

const nothing = { disabled: 'nothing was recorded between these two' } as const

function cellHere(state: State, view: MatrixView): FlowGroup | null {
  const { down, across } = matrixCursors(state, view)
  return matrixOf(state, view).cell(down.at, across.at)
}

const open: Command = {
  id: 'matrix.open',
  contexts: ['matrix'],
  keys: ['enter'],
  help: 'open: the workloads of two namespaces, the flows of two workloads',
  group: 'Open',
  hint: 10,
  run: inMatrix((state, view) => {
    const cell = cellHere(state, view)
    if (cell === null) return nothing
    if (view.by === 'workloads') return flowsOfCell(state, view)
    const filter = filterOfEnds(view.filter, cell.source, cell.destination)
    return pushView(state, { ...view, by: 'workloads', filter, cursor: firstRow, across: firstRow })
  }),
}

const flows: Command = {
  id: 'matrix.flows',
  contexts: ['matrix'],
  keys: ['o'],
  help: 'flows: those of this cell',
  group: 'Open',
  hint: 15,
  run: inMatrix(flowsOfCell),
}

function flowsOfCell(state: State, view: MatrixView): Outcome {
  const cell = cellHere(state, view)
  return cell === null ? nothing : openFlowsBetween(state, view.filter, cell.source, cell.destination)
}

const trace: Command = {
  id: 'matrix.trace',
  contexts: ['matrix'],
  keys: ['t'],
  help: 'trace: of this cell the flow that is denied, or the most frequent',
  group: 'Trace',
  hint: 18,
  run: inMatrix((state, view) => {
    const cell = cellHere(state, view)
    return cell === null ? nothing : traceFlow(state, flowBetween(state, view.filter, cell.source, cell.destination))
  }),
}

const grouping: Command = {
  id: 'matrix.by',
  contexts: ['matrix'],
  keys: ['tab'],
  help: 'by: namespaces or workloads',
  group: 'Look',
  hint: 20,
  run: inMatrix((state, view) =>
    withView(state, {
      ...view,
      by: view.by === 'namespaces' ? 'workloads' : 'namespaces',
      cursor: firstRow,
      across: firstRow,
    }),
  ),
}

function across(id: string, keys: readonly string[], help: string, motion: (count: number) => Motion): Command {
  return {
    id: `matrix.${id}`,
    contexts: ['matrix'],
    keys,
    help,
    group: 'Move',
    hint: null,
    run(state, { count }) {
      const view = topView(state)
      return view.type === 'matrix' ? moveAcross(state, view, motion(count ?? 1)) : noFlows
    },
  }
}

function denied(id: string, key: string, help: string, step: 1 | -1): Command {
  return {
    id: `matrix.${id}`,
    contexts: ['matrix'],
    keys: [key],
    help,
    group: 'Move',
    hint: step === 1 ? 25 : null,
    run: inMatrix((state, view) => toDenied(state, view, step) ?? { disabled: 'nothing shown here was denied' }),
  }
}

export const matrixCommands: readonly Command[] = [
  toggle,
  open,
  flows,
  trace,
  grouping,
  across('left', ['h', 'left'], 'destination to the left', (count) => ({ type: 'by', rows: -count })),
  across('right', ['l', 'right'], 'destination to the right', (count) => ({ type: 'by', rows: count })),
  across('start', ['^'], 'first destination', () => ({ type: 'first' })),
  across('end', ['$'], 'last destination', () => ({ type: 'last' })),
  denied('denied', 'n', 'next denied, row by row', 1),
  denied('denied-before', 'N', 'denied before', -1),
]

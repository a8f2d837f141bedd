import {
  type ExportedLines,
  exportedFlows,
  exportedGroups,
  flowColumnNames,
  groupColumnNames,
} from '../../text/flow-cells.ts'
import type { Command, Context, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { type Explorer, nextSorting, withColumnToggled } from '../explorer.ts'
import { filterOfEnds, flowBetween, traceFlow } from '../flow-between.ts'
import { allOf, flowsShown, groupsShown } from '../flow-rows.ts'
import { listCursor } from '../list-moves.ts'
import { matrixOf } from '../matrix.ts'
import { type FlowsView, noFilter, openView, pushView, type State, topView, withView } from '../state.ts'
import { withFlows } from './flow-feed.ts'

/** Why a command about flows cannot run. */
export const noFlows = { disabled: 'no flows were read: give flow logs with --flows FILE' } as const

const flows: Command = {
  id: 'flows.open',
  contexts: ['view'],
  keys: ['f'],
  help: 'flows: what was recorded',
  group: 'Open',
  hint: 47,
  run: (state) =>
    withFlows(state, openView(state, { type: 'flows', by: 'workloads', filter: noFilter, cursor: firstRow })),
}

const down: Command = {
  id: 'flows.down',
  contexts: ['flows'],
  keys: ['enter'],
  help: 'open: from namespaces to workloads to flows to the trace',
  group: 'Open',
  hint: 10,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows') return noFlows
    return view.by === 'flows' ? traceHere(state, view) : openGroup(state, view)
  },
}

const trace: Command = {
  id: 'flows.trace',
  contexts: ['flows'],
  keys: ['t'],
  help: 'trace: this flow, of a pair the one that is denied or the most frequent',
  group: 'Trace',
  hint: 15,
  run(state) {
    const view = topView(state)
    return view.type === 'flows' ? traceHere(state, view) : noFlows
  },
}

function traceHere(state: State, view: FlowsView): Outcome {
  const { at } = listCursor(state, view)
  if (view.by === 'flows') return traceFlow(state, flowsShown(state, view).at(at)?.flow ?? null)
  const group = groupsShown(state, view).at(at)
  return traceFlow(state, group === undefined ? null : flowBetween(state, view.filter, group.source, group.destination))
}

/** One step down: the flows between two namespaces or workloads, by the filter, which can be changed there. */
function openGroup(state: State, view: FlowsView): Outcome {
  const group = groupsShown(state, view).at(listCursor(state, view).at)
  if (group === undefined) return { disabled: 'nothing is under the cursor' }
  const filter = filterOfEnds(view.filter, group.source, group.destination)
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
    if (view.type !== 'flows') return noFlows
    const by = groupings[(groupings.indexOf(view.by) + 1) % groupings.length] ?? 'flows'
    return withView(state, { ...view, by, cursor: firstRow })
  },
}

/** The state with the explorer changed, and that kept for the next time. */
function kept(state: State, explorer: Explorer): Outcome {
  return [{ ...state, explorer }, [{ type: 'remember-explorer', explorer }]]
}

const sort: Command = {
  id: 'flows.sort',
  contexts: ['flows'],
  keys: ['s'],
  help: 'sort: by the next column',
  group: 'Look',
  hint: 24,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows') return noFlows
    const { explorer } = state
    const next =
      view.by === 'flows'
        ? { ...explorer, flowSort: nextSorting(explorer.flowSort, explorer.columns) }
        : { ...explorer, groupSort: nextSorting(explorer.groupSort, groupColumnNames) }
    return kept(withView(state, { ...view, cursor: firstRow }), next)
  },
}

const reverse: Command = {
  ...sort,
  id: 'flows.reverse',
  keys: ['i'],
  help: 'invert the order',
  hint: null,
  run(state) {
    const view = topView(state)
    if (view.type !== 'flows') return noFlows
    const { explorer } = state
    const turned = <Sort extends { readonly descending: boolean }>(sorting: Sort): Sort => ({
      ...sorting,
      descending: !sorting.descending,
    })
    const next =
      view.by === 'flows'
        ? { ...explorer, flowSort: turned(explorer.flowSort) }
        : { ...explorer, groupSort: turned(explorer.groupSort) }
    return kept(withView(state, { ...view, cursor: firstRow }), next)
  },
}

const columns: Command = {
  id: 'flows.columns',
  contexts: ['flows'],
  keys: ['c'],
  help: 'columns: choose which are shown',
  group: 'Look',
  hint: null,
  run: (state) => pushView(state, { type: 'columns', cursor: firstRow }),
}

const toggle: Command = {
  id: 'flows.column',
  contexts: ['columns'],
  keys: ['space', 'enter'],
  help: 'show or hide this column',
  group: 'Look',
  hint: 10,
  run(state) {
    const view = topView(state)
    const column = view.type === 'columns' ? flowColumnNames[listCursor(state, view).at] : undefined
    if (column === undefined) return { disabled: 'no column is under the cursor' }
    const explorer = withColumnToggled(state.explorer, column)
    return explorer === state.explorer ? { disabled: 'one column has to stay' } : kept(state, explorer)
  },
}

const exports: readonly Context[] = ['flows', 'matrix']

const saveJson: Command = {
  id: 'flows.save-jsonl',
  contexts: exports,
  keys: ['w j'],
  help: 'write what is shown as JSON lines',
  group: 'Copy',
  hint: null,
  run: (state) => saved(state, 'jsonl'),
}

const saveCsv: Command = {
  ...saveJson,
  id: 'flows.save-csv',
  keys: ['w c'],
  help: 'write what is shown as CSV',
  run: (state) => saved(state, 'csv'),
}

function saved(state: State, form: 'jsonl' | 'csv'): Outcome {
  const shown = exported(state)
  if (shown === null) return { disabled: 'no flow is shown' }
  const text = `${[...shown.lines[form]()].join('\n')}\n`
  return [state, [{ type: 'save', name: `${shown.name}.${form}`, text }]]
}

function exported(state: State): { readonly name: string; readonly lines: ExportedLines } | null {
  const view = topView(state)
  if (view.type === 'flows' && view.by === 'flows') {
    const rows = allOf(flowsShown(state, view))
    return rows.length === 0 ? null : { name: 'flows', lines: exportedFlows(rows, state.explorer.columns) }
  }
  if (view.type !== 'flows' && view.type !== 'matrix') return null
  const groups = view.type === 'flows' ? allOf(groupsShown(state, view)) : cellsOf(matrixOf(state, view))
  return groups.length === 0 ? null : { name: `flows-by-${view.by}`, lines: exportedGroups(groups) }
}

function cellsOf({ sources, destinations, cell }: ReturnType<typeof matrixOf>) {
  return sources.flatMap((_, row) =>
    destinations.map((_each, column) => cell(row, column)).filter((group) => group !== null),
  )
}

export const flowCommands: readonly Command[] = [
  flows,
  down,
  trace,
  grouping,
  sort,
  reverse,
  columns,
  toggle,
  saveJson,
  saveCsv,
]

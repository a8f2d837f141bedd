import type { Edge } from '../engine/neighbours.ts'
import { visible } from '../model/visible.ts'
import { nounOf } from '../store/counted.ts'
import { flowsShown, groupsShown } from '../store/flow-rows.ts'
import { listCursor } from '../store/list-moves.ts'
import { matrixCursors, matrixOf } from '../store/matrix.ts'
import { edgeUnderCursor, neighbourCursor, neighboursShown } from '../store/neighbours.ts'
import { rehearsalRows, turnedOfRow } from '../store/rehearsal-rows.ts'
import type { FlowsView, MatrixView, NeighboursView, RehearsalView, State } from '../store/state.ts'
import { decidedWords } from '../text/flow-cells.ts'
import { countOf, grouped } from '../text/list.ts'
import { flowWords } from '../text/replay.ts'

/** What is under the cursor of a view of flows, in a sentence. */
export function flowSentence(state: State, view: FlowsView | MatrixView | NeighboursView | RehearsalView): string {
  switch (view.type) {
    case 'flows':
      return rowSentence(state, view)
    case 'matrix':
      return cellSentence(state, view)
    case 'neighbours':
      return edgeSentence(state, view)
    case 'rehearsal':
      return turnedSentence(state, view)
  }
}

function volume(
  state: State,
  { connections, denied }: { readonly connections: number; readonly denied: number },
): string {
  return `${countOf(connections, nounOf(state))}, ${denied === 0 ? 'none denied' : `${grouped(denied)} denied`}`
}

function rowSentence(state: State, view: FlowsView): string {
  const { at } = listCursor(state, view)
  if (view.by === 'flows') {
    const rows = flowsShown(state, view)
    const row = rows.at(at)
    if (row === undefined) return 'no flow matches'
    const by = `${row.flow.action} seen by ${row.flow.reporter}, ${decidedWords(row.flow.enforced)}`
    return `${at + 1} of ${rows.length}: ${flowWords(row.flow)}, ${by}, ${countOf(row.connections, nounOf(state))}`
  }
  const groups = groupsShown(state, view)
  const group = groups.at(at)
  if (group === undefined) return 'no flow matches'
  return `${at + 1} of ${groups.length}: ${visible(group.source)} to ${visible(group.destination)}, ${volume(state, group)}`
}

function cellSentence(state: State, view: MatrixView): string {
  const { sources, destinations, cell } = matrixOf(state, view)
  const { down, across } = matrixCursors(state, view)
  const [source, destination] = [sources[down.at], destinations[across.at]]
  if (source === undefined || destination === undefined) return 'no flow matches'
  const place = `row ${down.at + 1} of ${sources.length}, column ${across.at + 1} of ${destinations.length}`
  const found = cell(down.at, across.at)
  const what = found === null ? 'nothing recorded' : volume(state, found)
  return `${place}: ${visible(source)} to ${visible(destination)}, ${what}`
}

function edgeSentence(state: State, view: NeighboursView): string {
  const edges = neighboursShown(state, view)[view.side]
  const edge = edgeUnderCursor(state, view)
  const side = view.side === 'callers' ? 'talks to it' : 'it talks to'
  if (edge === null) return `nothing ${view.side === 'callers' ? 'talks to it' : 'is called by it'}`
  return `${neighbourCursor(state, view, view.side).at + 1} of ${edges.length}, ${side}: ${edgeWords(state, edge)}`
}

function edgeWords(state: State, edge: Edge): string {
  const service = edge.service === null ? '' : ` by service ${visible(edge.service)}`
  return `${visible(edge.peer)}${service}, ${visible(edge.ports.map(({ port }) => port).join(', '))}, ${volume(state, edge)}`
}

function turnedSentence(state: State, view: RehearsalView): string {
  const rows = rehearsalRows(state, view)
  const { at } = listCursor(state, view)
  const row = rows[at]
  const turned = turnedOfRow(row)
  if (row === undefined || turned === null) return 'no recorded connection would be turned'
  const place = `${at + 1} of ${rows.length}`
  if (row.type === 'group') return `${place}: ${row.group.verdict} ${visible(row.group.name)}`
  const verdict = turned.after.verdict === 'Deny' ? 'would be denied' : 'would be allowed'
  return `${place}: ${flowWords(turned.flow)} ${verdict}, ${countOf(turned.connections, nounOf(state))}`
}

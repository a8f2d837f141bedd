import type { GroupSums } from '../engine/flow-groups.ts'
import { type Edge, type Neighbours, neighboursOf } from '../engine/neighbours.ts'
import { type Cursor, firstRow, keepInView, type Motion, moveCursor } from './cursor.ts'
import { sumsShown } from './flow-rows.ts'
import { memoLast } from './memo.ts'
import { type Filter, type NeighbourSide, type NeighboursView, type State, withView } from './state.ts'

const none: Neighbours = { callers: [], callees: [] }

/** What talks to the workload of a view, and what it talks to, by the flows that its filter lets through. */
export function neighboursShown(state: State, view: Pick<NeighboursView, 'workload' | 'filter'>): Neighbours {
  const sums = sumsShown(state, { filter: view.filter, by: 'workloads' })
  return sums === null ? none : around(sums, view.workload)
}

const around = memoLast(({ plan, places }: GroupSums, workload: string) => neighboursOf(plan, places, workload))

/** The neighbours of a workload, the cursor on one of them where it is named. */
export function neighboursView(
  state: State,
  workload: string,
  { filter, beside }: { readonly filter: Filter; readonly beside: string | null },
): NeighboursView {
  const view: NeighboursView = {
    type: 'neighbours',
    workload,
    side: 'callees',
    filter,
    cursor: firstRow,
    otherCursor: firstRow,
  }
  const { callers, callees } = neighboursShown(state, view)
  const at = callees.findIndex(({ peer }) => peer === beside)
  const back = callers.findIndex(({ peer }) => peer === beside)
  if (at >= 0) return { ...view, cursor: { at, top: 0 } }
  if (back >= 0 || callees.length === 0) return { ...view, side: 'callers', cursor: { at: Math.max(0, back), top: 0 } }
  return view
}

/** Rows that the details of an edge take, with their frame. */
export const edgeDetails = 9

/** Rows of each list inside its frame: the screen without heading, the workload, frames, details, status and hints. */
export function neighbourRows(state: State): number {
  return Math.max(1, state.size.rows - 3 - 1 - 2 - edgeDetails)
}

/** Where the cursor stands in one of the two lists. */
export function neighbourCursor(state: State, view: NeighboursView, side: NeighbourSide): Cursor {
  const edges = neighboursShown(state, view)[side]
  return keepInView(side === view.side ? view.cursor : view.otherCursor, edges.length, neighbourRows(state))
}

/** The edge under the cursor, or null. */
export function edgeUnderCursor(state: State, view: NeighboursView): Edge | null {
  return neighboursShown(state, view)[view.side][neighbourCursor(state, view, view.side).at] ?? null
}

/** The lists after a motion in the one with the cursor. */
export function moveInNeighbours(state: State, view: NeighboursView, motion: Motion): State {
  const count = neighboursShown(state, view)[view.side].length
  return withView(state, { ...view, cursor: moveCursor(view.cursor, motion, count, neighbourRows(state)) })
}

/** The cursor in the list of the other side. */
export function toSide(view: NeighboursView, side: NeighbourSide): NeighboursView {
  return side === view.side ? view : { ...view, side, cursor: view.otherCursor, otherCursor: view.cursor }
}

import { policyKey } from '../model/policy.ts'
import { boardOf, cursorIn } from './board.ts'
import { boardLayout } from './board-layout.ts'
import { toPolicy, toTier } from './board-moves.ts'
import type { Keymap } from './command.ts'
import { knownOf } from './details/items-of.ts'
import { drillPanes, drillRows, focusedColumn, settledColumn } from './drill.ts'
import { withColumn } from './drill-moves.ts'
import { listCursor, listHeight, type PlainList } from './list-moves.ts'
import { moveIn } from './move.ts'
import { type BoardView, type DrillView, type State, topView, withView } from './state.ts'
import { boardSize } from './stops.ts'

/** Where on the screen, in cells from 0, and whether the wheel was turned (-1 up, 1 down) or a button pressed (0). */
export interface Pointed {
  readonly row: number
  readonly column: number
  readonly wheel: -1 | 0 | 1
}

const wheelRows = 3

/** The state after the mouse did something: the wheel moves the cursor, a click puts it where it was made. */
export function pointed(state: State, at: Pointed, keymap: Keymap): State {
  if (at.wheel !== 0) return moveIn(state, { type: 'by', rows: at.wheel * wheelRows }, keymap)
  if (state.overlay !== null) return state
  const view = topView(state)
  switch (view.type) {
    case 'board':
      return onBoard(state, view, at)
    case 'drill':
      return onDrill(state, view, at)
    case 'list':
    case 'problems':
    case 'history':
    case 'snapshots':
    case 'columns':
    case 'rehearsal':
      return onList(state, view, at)
    case 'flows':
      // The titles of the columns stand over the rows.
      return onList(state, view, { ...at, row: at.row - 1 })
    default:
      return state
  }
}

/** Rows above the first row inside a frame: heading and upper edge; the board has its guide between them. */
const aboveList = 2
const aboveBoard = 3

function onBoard(state: State, view: BoardView, at: Pointed): State {
  const board = boardOf(state, view)
  if (board === null) return state
  const layout = boardLayout(board, view, boardSize(state))
  const { preview } = layout
  if (preview !== null && at.column >= preview.x) return withView(state, { ...view, pane: 'preview' })
  const column = layout.columns.find(({ x, width }) => at.column >= x && at.column < x + width)
  const tier = board.tiers[column?.place ?? -1]
  if (column === undefined || tier === undefined) return state
  const focused = toTier(state, view, column.place)
  const row = at.row - aboveBoard
  const policy = tier.folded || row < 0 ? undefined : tier.policies[cursorIn(view, tier, layout.rows).top + row]
  const next = topView(focused)
  if (policy === undefined || next.type !== 'board') return focused
  return toPolicy(focused, next, policyKey(policy.ref)) ?? focused
}

function onDrill(state: State, view: DrillView, at: Pointed): State {
  const { size } = state
  const known = knownOf(state)
  if (known === null) return state
  const focused = focusedColumn(view)
  const pane = drillPanes(known, view, size).find(({ x, width }) => at.column >= x && at.column < x + width)
  if (pane?.column !== focused) return state
  const { wrapped, cursor } = settledColumn(known, focused, { width: pane.width, rows: drillRows(size) })
  const line = cursor.top + at.row - aboveList
  const item = wrapped.starts.findLastIndex((start) => start <= line)
  if (at.row < aboveList || !wrapped.stops.includes(item)) return state
  return withView(state, withColumn(view, { ...focused, cursor: { at: item, top: cursor.top } }))
}

function onList(state: State, view: PlainList, at: Pointed): State {
  const row = at.row - aboveList
  if (row < 0 || row >= listHeight(state, view)) return state
  const { top } = listCursor(state, view)
  return withView(state, { ...view, cursor: { at: top + row, top } })
}

import { type Board, type BoardTier, focusedTier } from './board.ts'
import type { BoardView, Size } from './state.ts'

/** One tier column on screen. `x` and `width` in cells, the frame included. */
export interface BoardColumn {
  readonly place: number
  readonly x: number
  readonly width: number
}

/** Where the parts of the board stand. */
export interface BoardLayout {
  /** `wide`: tiers side by side; `single`: one tier, the others as tabs. */
  readonly mode: 'wide' | 'single'
  readonly columns: readonly BoardColumn[]
  /** Null when there is no room for it, or when the tiers are zoomed. */
  readonly preview: { readonly x: number; readonly width: number } | null
  /** Rows of a column inside its frame. */
  readonly rows: number
  /** The first tier on screen. */
  readonly left: number
}

const foldedWidth = 3
/** A tier without policies needs no room for names. */
const emptyColumn = 18
const leastColumn = 23
const mostColumn = 46

/** Rows of the screen that are not body: heading, guide, status, hints. */
export const chromeRows = 4

/** The layout of the board for a screen; the tier under the cursor is always on it. */
export function boardLayout(board: Board, view: BoardView, size: Size): BoardLayout {
  const rows = Math.max(1, size.rows - chromeRows - 2)
  const focus = focusedTier(board, view)
  const onlyPreview = view.zoomed && view.pane === 'preview'
  const preview = previewWidth(view, size.columns)
  if (onlyPreview || (preview === 0 && view.pane === 'preview' && size.columns < 70)) {
    return { mode: modeOf(size), columns: [], preview: { x: 0, width: size.columns }, rows, left: view.left }
  }
  if (modeOf(size) === 'single') {
    const width = size.columns - preview
    const columns = [{ place: focus, x: 0, width }]
    return { mode: 'single', columns, preview: preview === 0 ? null : { x: width, width: preview }, rows, left: focus }
  }
  const { left, columns } = tierColumns(board, { first: view.left, focus, room: size.columns - preview })
  const end = columns.reduce((most, column) => Math.max(most, column.x + column.width), 0)
  return { mode: 'wide', columns, preview: preview === 0 ? null : { x: end, width: size.columns - end }, rows, left }
}

function modeOf(size: Size): 'wide' | 'single' {
  return size.columns >= 100 ? 'wide' : 'single'
}

function previewWidth(view: BoardView, columns: number): number {
  if (view.zoomed || columns < 70) return 0
  if (columns < 100) return Math.ceil(columns * 0.58)
  return Math.min(72, Math.max(36, Math.floor(columns * 0.31)))
}

interface Window {
  readonly first: number
  readonly focus: number
  readonly room: number
}

function tierColumns(
  board: Board,
  window: Window,
): { readonly left: number; readonly columns: readonly BoardColumn[] } {
  let left = Math.min(window.first, window.focus, Math.max(0, board.tiers.length - 1))
  while (left < window.focus && lastThatFits(board, left, window.room) < window.focus) left += 1
  // Room that is left over shows tiers further left again.
  while (left > 0 && lastThatFits(board, left - 1, window.room) >= board.tiers.length - 1) left -= 1
  const last = lastThatFits(board, left, window.room)
  const shown = board.tiers.slice(left, last + 1)
  const widths = shared(shown.map(fixedWidth), window.room)
  let x = 0
  const columns = widths.map((width, at) => {
    const column = { place: left + at, x, width }
    x += width
    return column
  })
  return { left, columns }
}

/** The place of the last tier that fits when `left` is the first. */
function lastThatFits(board: Board, left: number, room: number): number {
  let used = 0
  for (let place = left; place < board.tiers.length; place += 1) {
    used += fixedWidth(board.tiers[place]) ?? leastColumn
    if (used > room) return Math.max(left, place - 1)
  }
  return board.tiers.length - 1
}

/** The width of a column that does not grow; null for one that does. */
function fixedWidth(tier: BoardTier | undefined): number | null {
  if (tier?.folded === true) return foldedWidth
  return tier?.total === 0 ? emptyColumn : null
}

/** Columns that grow share the room evenly, up to a width beyond which nothing reads better. */
function shared(fixed: readonly (number | null)[], room: number): readonly number[] {
  const taken = fixed.reduce<number>((sum, width) => sum + (width ?? 0), 0)
  const growing = fixed.filter((width) => width === null).length
  const each = growing === 0 ? 0 : Math.min(mostColumn, Math.floor((room - taken) / growing))
  let spare = growing === 0 || each === mostColumn ? 0 : room - taken - each * growing
  return fixed.map((width) => {
    if (width !== null) return width
    const extra = spare > 0 ? 1 : 0
    spare -= extra
    return each + extra
  })
}

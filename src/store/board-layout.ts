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
  const widths = shared(shown, window.room)
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

/** A preview this wide needs no more; room beyond goes back to the tiers. */
const widePreview = 90

/** The room shared by the columns: each first as wide as its names ask for, the narrowest served first. What is left over then
 * goes to the preview, and back to the columns once that is wide enough. */
function shared(tiers: readonly BoardTier[], room: number): readonly number[] {
  const widths = tiers.map((tier) => fixedWidth(tier) ?? leastColumn)
  const wanted = tiers.map((tier) => fixedWidth(tier) ?? clamp(tier.wantedWidth, leastColumn, mostColumn))
  let left = grown(widths, wanted, room - sum(widths))
  const most = tiers.map((tier) => fixedWidth(tier) ?? mostColumn)
  left = Math.min(left, Math.max(0, left - widePreview / 2))
  grown(widths, most, left)
  return widths
}

/** Widens the narrowest columns cell by cell up to what they want; gives the room that is left. */
function grown(widths: number[], wanted: readonly number[], room: number): number {
  let left = room
  while (left > 0) {
    let narrowest = -1
    for (const [at, width] of widths.entries()) {
      if (width < (wanted[at] ?? 0) && (narrowest < 0 || width < (widths[narrowest] ?? 0))) narrowest = at
    }
    if (narrowest < 0) break
    widths[narrowest] = (widths[narrowest] ?? 0) + 1
    left -= 1
  }
  return left
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}

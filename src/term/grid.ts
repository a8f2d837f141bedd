import type { Run, StyledLine } from './line.ts'
import { styleId } from './style.ts'
import { graphemes, isSimple } from './width.ts'

/**
 * The cells of a screen, row by row from the top left. It is painted in place, so it is the one mutable value here.
 *
 * A wide character stands in its first cell; the second has the empty text.
 */
export interface Grid {
  readonly columns: number
  readonly rows: number
  /** `columns * rows` characters, each of one or two cells. */
  readonly texts: string[]
  /** For each cell the number of its style, see `styleId`. */
  readonly styles: Int32Array
}

/** A rectangle of cells; left and top count from 0. It may reach over the edge of the screen. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A screen of blanks. */
export function createGrid(columns: number, rows: number): Grid {
  return {
    columns,
    rows,
    texts: new Array<string>(columns * rows).fill(' '),
    styles: new Int32Array(columns * rows),
  }
}

/** The same cells in a grid of their own. */
export function copyGrid(grid: Grid): Grid {
  return { ...grid, texts: [...grid.texts], styles: Int32Array.from(grid.styles) }
}

function setCell(grid: Grid, at: number, text: string, id: number): void {
  grid.texts[at] = text
  grid.styles[at] = id
}

/** Blanks what is left of a wide character when one of its halves is painted over. */
function mend(grid: Grid, row: number, from: number, to: number): void {
  const start = row * grid.columns
  if (from > 0 && grid.texts[start + from] === '') grid.texts[start + from - 1] = ' '
  if (to < grid.columns && grid.texts[start + to] === '') grid.texts[start + to] = ' '
}

/** Paints one line into `width` cells, the rest of them blank; what does not fit is left out. */
export function paintLine(grid: Grid, place: Omit<Area, 'height'>, line: StyledLine): void {
  const { left, top: row, width } = place
  if (row < 0 || row >= grid.rows) return
  const start = row * grid.columns
  const from = Math.max(0, left)
  const end = Math.min(grid.columns, left + width)
  if (from >= end) return
  mend(grid, row, from, end)
  let at = left
  for (const run of line) {
    if (at >= end) break
    const window = { grid, start, from, end }
    at = isSimple(run.text) ? paintSimple(window, at, run) : paintWide(window, at, run)
  }
  for (let rest = Math.max(at, from); rest < end; rest += 1) setCell(grid, start + rest, ' ', 0)
}

/** The cells of one row that may be painted: from `from` to before `end`; `start` is where the row begins. */
interface Window {
  readonly grid: Grid
  readonly start: number
  readonly from: number
  readonly end: number
}

/** Paints a run from a column on; gives the column after it, past the end when something was left out. */
function paintSimple(window: Window, column: number, run: Run): number {
  const { grid, start, from, end } = window
  const id = styleId(run.style)
  const stop = Math.min(end, column + run.text.length)
  for (let at = Math.max(from, column); at < stop; at += 1) setCell(grid, start + at, run.text.charAt(at - column), id)
  return column + run.text.length
}

function paintWide(window: Window, column: number, run: Run): number {
  const { grid, start, from, end } = window
  const id = styleId(run.style)
  let at = column
  for (const part of graphemes(run.text)) {
    if (at + part.width > end) {
      if (at >= from && at < end) setCell(grid, start + at, ' ', 0)
      return end
    }
    if (at >= from) {
      setCell(grid, start + at, part.text, id)
      if (part.width === 2) setCell(grid, start + at + 1, '', id)
    } else if (at + part.width > from) setCell(grid, start + from, ' ', id)
    at += part.width
  }
  return at
}

/** Paints lines into an area from its top; rows without a line become blank. */
export function paintArea(grid: Grid, area: Area, lines: readonly StyledLine[]): void {
  for (let row = 0; row < area.height; row += 1) {
    paintLine(grid, { left: area.left, top: area.top + row, width: area.width }, lines[row] ?? [])
  }
}

/** Paints all rows of the screen. */
export function paintScreen(grid: Grid, lines: readonly StyledLine[]): void {
  paintArea(grid, { left: 0, top: 0, width: grid.columns, height: grid.rows }, lines)
}

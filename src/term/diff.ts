import type { Grid } from './grid.ts'
import { transition } from './sgr.ts'
import type { ColorDepth } from './style.ts'
import { isSimple } from './width.ts'

/** Unchanged cells between two changes that are written again, since a jump costs as much. */
const smallGap = 4
/** Blanks in a row from which erasing is shorter than writing. */
const manyBlanks = 8

/** A pen over the terminal: where its cursor stands, the style it has, and what was written. */
interface Pen {
  out: string
  /** -1 where nobody knows: after a character whose width terminals disagree on, or in the last column. */
  column: number
  row: number
  styleId: number
}

function moveTo(pen: Pen, row: number, column: number): void {
  if (pen.row === row && pen.column === column) return
  if (pen.row !== row) pen.out += `\x1b[${row + 1};${column + 1}H`
  else if (column === 0) pen.out += '\r'
  else if (pen.column >= 0 && column > pen.column && column - pen.column < 10) pen.out += `\x1b[${column - pen.column}C`
  else pen.out += `\x1b[${column + 1}G`
  pen.row = row
  pen.column = column
}

function setStyle(pen: Pen, id: number, depth: ColorDepth): void {
  pen.out += transition(pen.styleId, id, depth)
  pen.styleId = id
}

/** Terminals agree on the width of a single character outside the pictures; after others the pen asks for its place anew. */
function widthIsCertain(text: string): boolean {
  if (isSimple(text)) return true
  if (text.length > 1) return false
  const code = text.charCodeAt(0)
  return code < 0x2300 || (code >= 0x2800 && code < 0xfe00)
}

function isChanged(before: Grid | null, after: Grid, at: number): boolean {
  return before === null || before.texts[at] !== after.texts[at] || before.styles[at] !== after.styles[at]
}

/** The first cell from which the row is blank to its end. */
function blankFrom(grid: Grid, start: number): number {
  let column = grid.columns
  while (column > 0 && grid.texts[start + column - 1] === ' ' && grid.styles[start + column - 1] === 0) column -= 1
  return column
}

/** The blank cells that follow, 0 when the cell is not blank. */
function blanksAt(grid: Grid, start: number, column: number, end: number): number {
  let at = column
  while (at < end && grid.texts[start + at] === ' ' && grid.styles[start + at] === 0) at += 1
  return at - column
}

/** The first changed cell from here, or the end. */
function nextChange(before: Grid | null, after: Grid, start: number, from: number): number {
  let column = from
  while (column < after.columns && !isChanged(before, after, start + column)) column += 1
  // The second half of a wide character is written with its first.
  return column < after.columns && column > from && after.texts[start + column] === '' ? column - 1 : column
}

function writeCell(pen: Pen, grid: Grid, row: number, column: number): number {
  const at = row * grid.columns + column
  const text = grid.texts[at] ?? ' '
  const width = column + 1 < grid.columns && grid.texts[at + 1] === '' ? 2 : 1
  const touchesCorner = row === grid.rows - 1 && column + width >= grid.columns
  const isCertain = widthIsCertain(text)
  // A terminal that takes it for narrower would leave what stood in its second cell.
  if (!isCertain && width === 2 && !touchesCorner) pen.out += `  \x1b[${column + 1}G`
  pen.out += (touchesCorner && width === 2) || text === '' ? ' ' : text
  pen.column = column + width >= grid.columns || !isCertain ? -1 : column + width
  return width
}

function writeRow(pen: Pen, before: Grid | null, after: Grid, where: { row: number; depth: ColorDepth }): void {
  const { row, depth } = where
  const start = row * after.columns
  const blank = blankFrom(after, start)
  // The last cell of the last row is never written: there some terminals scroll.
  const end = row === after.rows - 1 ? after.columns - 1 : after.columns
  let column = nextChange(before, after, start, 0)
  while (column < end) {
    moveTo(pen, row, column)
    if (column >= blank && after.columns - column >= 3) {
      setStyle(pen, 0, depth)
      pen.out += '\x1b[K'
      return
    }
    const blanks = blanksAt(after, start, column, end)
    if (blanks >= manyBlanks) {
      setStyle(pen, 0, depth)
      pen.out += `\x1b[${blanks}X`
      column += blanks
    } else {
      setStyle(pen, after.styles[start + column] ?? 0, depth)
      column += writeCell(pen, after, row, column)
    }
    const next = nextChange(before, after, start, column)
    const gapIsSmall = next - column <= smallGap && pen.column === column
    const sameStyle =
      gapIsSmall && after.styles.subarray(start + column, start + next).every((id) => id === pen.styleId)
    if (!sameStyle) column = next
    else if (next >= end) return
  }
}

/** Where the terminal's own cursor stands after a frame; null hides it. */
export interface Cursor {
  readonly column: number
  readonly row: number
}

/**
 * The bytes that turn one screen into the next: only what changed, in the fewest jumps and style changes. With null for
 * `before` every cell is written, without clearing first. It starts from and ends with the plain style, and never
 * writes the bottom right cell.
 */
export function difference(before: Grid | null, after: Grid, depth: ColorDepth): string {
  const pen: Pen = { out: '', column: -1, row: -1, styleId: 0 }
  for (let row = 0; row < after.rows; row += 1) writeRow(pen, before, after, { row, depth })
  setStyle(pen, 0, depth)
  if (before === null) {
    // Whatever stood in the corner goes, without writing there.
    moveTo(pen, after.rows - 1, after.columns - 1)
    pen.out += '\x1b[K'
  }
  return pen.out
}

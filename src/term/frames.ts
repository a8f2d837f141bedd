import { asciiCell } from './ascii.ts'
import { type Cursor, difference } from './diff.ts'
import { createGrid, type Grid } from './grid.ts'
import type { ColorDepth } from './style.ts'

/** Paints the whole screen into a blank grid and says where the cursor stands, null to hide it. */
export type Painter = (grid: Grid) => Cursor | null

/** The frames of a screen one after the other: each is painted whole and written as what changed since the last. */
export class Frames {
  readonly #colors: ColorDepth
  readonly #ascii: boolean
  #shown: Grid | null = null
  /** The grid before the last, to be painted over instead of making one for each frame. */
  #spare: Grid | null = null
  #cursor: Cursor | null = null

  constructor(options: { readonly colors: ColorDepth; readonly ascii: boolean }) {
    this.#colors = options.colors
    this.#ascii = options.ascii
  }

  /** The last frame; null when nobody knows what the terminal shows. Painted over by the frame after the next. */
  get shown(): Grid | null {
    return this.#shown
  }

  /** The next frame writes every cell. `cursorIsHidden` tells that the terminal's modes were set anew. */
  forget(cursorIsHidden: boolean): void {
    this.#shown = null
    if (cursorIsHidden) this.#cursor = null
  }

  /** The bytes of the next frame, in one piece for terminals that wait for its end; empty when nothing changed. */
  next(painter: Painter, columns: number, rows: number): string {
    const grid = this.#blank(columns, rows)
    const cursor = painter(grid)
    if (this.#ascii) {
      for (let at = 0; at < grid.texts.length; at += 1) grid.texts[at] = asciiCell(grid.texts[at] ?? ' ')
    }
    const shown = this.#shown
    const isSameSize = shown !== null && shown.columns === columns && shown.rows === rows
    const cells = difference(isSameSize ? shown : null, grid, this.#colors)
    const place = this.#place(cursor, cells !== '')
    const hide = cells !== '' && this.#cursor !== null ? '\x1b[?25l' : ''
    this.#spare = shown
    this.#shown = grid
    this.#cursor = cursor
    return cells === '' && place === '' ? '' : `\x1b[?2026h${hide}${cells}${place}\x1b[?2026l`
  }

  #place(cursor: Cursor | null, hasMoved: boolean): string {
    const last = this.#cursor
    if (cursor === null) return last === null || hasMoved ? '' : '\x1b[?25l'
    if (!hasMoved && last !== null && last.column === cursor.column && last.row === cursor.row) return ''
    return `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h`
  }

  #blank(columns: number, rows: number): Grid {
    const spare = this.#spare
    if (spare === null || spare.columns !== columns || spare.rows !== rows) return createGrid(columns, rows)
    spare.texts.fill(' ')
    spare.styles.fill(0)
    return spare
  }
}

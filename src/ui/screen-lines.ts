import type { Keymap } from '../store/command.ts'
import { type State, topView } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { paintBoard } from './board.ts'
import { emptyBody } from './empty.ts'
import { headingLine } from './heading.ts'
import { hintLine } from './hints.ts'
import { fitted, type Look, run, spread } from './look.ts'
import { statusOf } from './status.ts'
import type { Area, PaintedView } from './view.ts'

/** The whole screen: `rows` lines of `columns` cells, and where the terminal's cursor stands while something is typed. */
export interface PaintedScreen {
  readonly lines: readonly StyledLine[]
  readonly cursor: { readonly column: number; readonly row: number } | null
}

const leastColumns = 60
const leastRows = 18

/** The screen of a state. A pure function: the same state, keymap and look give the same cells. */
export function screenLines(state: State, keymap: Keymap, look: Look): PaintedScreen {
  const { columns, rows } = state.size
  if (columns < leastColumns || rows < leastRows) return tooSmall(state, look)
  const body = paintView(state, look, { columns, rows: rows - 3 })
  const status = statusOf(state, keymap, look) ?? body.status
  const lines = [
    headingLine(state, look, columns),
    ...Array.from({ length: rows - 3 }, (_, row) => body.lines[row] ?? fitted(look, [], columns)),
    spread(look, status, columns),
    hintLine(state, keymap, look, columns),
  ]
  const cursor = body.cursor
  if (cursor === null) return { lines, cursor: null }
  return { lines, cursor: { column: cursor.column, row: cursor.row === 'status' ? rows - 2 : cursor.row + 1 } }
}

function paintView(state: State, look: Look, area: Area): PaintedView {
  const view = topView(state)
  switch (view.type) {
    case 'board':
      return paintBoard(state, view, look, area)
    case 'drill':
    case 'list':
    case 'problems':
    case 'history':
    case 'snapshots':
    case 'picker':
    case 'trace':
      return emptyBody(state, look, area)
  }
}

function tooSmall(state: State, look: Look): PaintedScreen {
  const { columns, rows } = state.size
  const words = `calico-tui needs ${leastColumns}x${leastRows}, this is ${columns}x${rows}`
  const lines = Array.from({ length: rows }, (_, row) => fitted(look, row === 0 ? [run(look, words)] : [], columns))
  return { lines, cursor: null }
}

import type { Keymap } from '../store/command.ts'
import { type State, topView } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { paintBoard } from './board.ts'
import { paintColumns } from './columns.ts'
import { paintDrill } from './drill.ts'
import { paintFlows } from './flows.ts'
import { headingLine } from './heading.ts'
import { hintLine } from './hints.ts'
import { paintEverything, paintHistory, paintSnapshots } from './lists.ts'
import { paintContexts, paintLive } from './live.ts'
import { fitted, type Look, overlaid, painted, spread } from './look.ts'
import { paintMatrix } from './matrix.ts'
import { paintNeighbours } from './neighbours.ts'
import { paintOverlay } from './overlay.ts'
import { paintPicker } from './picker.ts'
import { paintProblems } from './problems.ts'
import { paintRehearsal } from './rehearsal.ts'
import { statusOf } from './status.ts'
import { paintStops } from './stops.ts'
import { themeNamed } from './theme.ts'
import { paintTrace } from './trace-screen.ts'
import type { Area, PaintedView } from './view.ts'

/** The whole screen: `rows` lines of `columns` cells, and where the terminal's cursor stands while something is typed. */
export interface PaintedScreen {
  readonly lines: readonly StyledLine[]
  readonly cursor: { readonly column: number; readonly row: number } | null
}

const leastColumns = 60
const leastRows = 18

/** The screen of a state. A pure function: the same state, keymap and look give the same cells. */
export function screenLines(state: State, keymap: Keymap, given: Pick<Look, 'glyphs'>): PaintedScreen {
  const look: Look = { ...given, theme: themeNamed(state.settings.theme) }
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
  if (state.overlay !== null) {
    const { block, left, top, cursor } = paintOverlay(state, state.overlay, keymap, look)
    return { lines: overlaid(lines, block, { left, top }), cursor }
  }
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
      return paintDrill(state, view, look, area)
    case 'list':
      return paintEverything(state, view, look, area)
    case 'problems':
      return paintProblems(state, view, look, area)
    case 'history':
      return paintHistory(state, view, look, area)
    case 'snapshots':
      return paintSnapshots(state, view, look, area)
    case 'flows':
      return paintFlows(state, view, look, area)
    case 'matrix':
      return paintMatrix(state, view, look, area)
    case 'neighbours':
      return paintNeighbours(state, view, look, area)
    case 'columns':
      return paintColumns(state, view, look, area)
    case 'stops':
      return paintStops(state, view, look, area)
    case 'rehearsal':
      return paintRehearsal(state, view, look, area)
    case 'live':
      return paintLive(state, view, look, area)
    case 'contexts':
      return paintContexts(state, view, look, area)
    case 'picker':
      return paintPicker(state, view, look, area)
    case 'trace':
      return paintTrace(state, view, look, area)
  }
}

function tooSmall(state: State, look: Look): PaintedScreen {
  const { columns, rows } = state.size
  const words = `calico-tui needs ${leastColumns}x${leastRows}, this is ${columns}x${rows}`
  const told = wrapLine([span(words)], columns, 0).map((line) => painted(look, line))
  const lines = Array.from({ length: rows }, (_, row) => fitted(look, told[row] ?? [], columns))
  return { lines, cursor: null }
}

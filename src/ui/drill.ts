import { type Known, knownOf } from '../store/details/items-of.ts'
import {
  columnItems,
  type DrillPane,
  drillPanes,
  drillRows,
  focusedColumn,
  previewItems,
  settledColumn,
  targetOf,
} from '../store/drill.ts'
import type { DrillView, State } from '../store/state.ts'
import { objectKind, objectTitle } from '../store/titles.ts'
import type { StyledLine } from '../term/line.ts'
import { emptyBody } from './empty.ts'
import { filterStatus } from './filter-status.ts'
import { framed } from './frame.ts'
import { paintItems, wrapForPane } from './items.ts'
import { beside, highlighted, type Look, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** Objects opened one from the other: where we came from, where we are, and what is under the cursor. */
export function paintDrill(state: State, view: DrillView, look: Look, area: Area): PaintedView {
  const known = knownOf(state)
  if (known === null) return emptyBody(state, look, area)
  const rows = drillRows(state.size)
  const panes = drillPanes(known, view, state.size)
  const focused = focusedColumn(view)
  const blocks = panes.map((pane) => ({
    width: pane.width,
    lines: paintPane({ known, look, rows, isFocused: pane.column === focused }, pane),
  }))
  return { lines: beside(look, blocks, rows + 2), ...statusOf(state, view, look) }
}

interface PanePainter {
  readonly known: Known
  readonly look: Look
  readonly rows: number
  readonly isFocused: boolean
}

function paintPane(painter: PanePainter, pane: DrillPane): readonly StyledLine[] {
  const { known, look, rows, isFocused } = painter
  const inner = pane.width - 2
  const settled = pane.column === null ? null : settledColumn(known, pane.column, { width: pane.width, rows })
  const wrapped = settled?.wrapped ?? wrapForPane(previewItems(known, pane.object), inner)
  const top = settled?.cursor.top ?? 0
  const below = wrapped.lines.length - top - rows
  const { up, down } = look.glyphs.more
  const marks = [top > 0 ? `${up}${top}` : '', below > 0 ? `${down}${below}` : ''].filter((mark) => mark !== '')
  const frame = {
    width: pane.width,
    rows,
    focused: isFocused,
    title: [run(look, objectTitle(pane.object), isFocused ? 'heading' : 'plain')],
    aside: [run(look, pane.column?.yaml === true ? 'YAML' : objectKind(pane.object), 'faint')],
    foot: [],
    footAside: marks.length === 0 ? [] : [run(look, marks.join(' '), 'faint')],
  }
  const at = settled === null || settled.cursor.at < 0 ? null : settled.cursor.at
  const words = [pane.column?.filter.entry.text.toLowerCase() ?? '']
  const lines = paintItems(look, wrapped, { width: inner, top, rows, at, focused: isFocused })
  return framed(
    look,
    frame,
    lines.map((line) => highlighted(look, line, words)),
  )
}

function statusOf(state: State, view: DrillView, look: Look): Pick<PaintedView, 'status' | 'cursor'> {
  const column = focusedColumn(view)
  const known = knownOf(state)
  if (known === null) return { status: { left: [], right: [] }, cursor: null }
  const shown = columnItems(known, column).length
  const filter = { filter: column.filter, problem: null, shown, total: shown, noun: 'lines' }
  const typed = filterStatus(look, { ...filter, fields: null })
  if (typed !== null) {
    return { status: { left: typed.line, right: [] }, cursor: column.filter.typing ? typed.cursor : null }
  }
  return {
    status: { left: [run(look, ` ${guide(state, view)}`, 'faint')], right: [] },
    cursor: null,
  }
}

/** What enter would do here, in words. */
function guide(state: State, view: DrillView): string {
  const column = focusedColumn(view)
  if (column.yaml) return 'the object as it was read, without managed fields; y shows it in words'
  const known = knownOf(state)
  const target = known === null ? null : targetOf(known, column)
  if (target === null) return ''
  if (target.type === 'flow') return 'enter traces this connection'
  if (state.size.columns < 70 || view.zoomed) return 'enter opens what is under the cursor'
  return 'on the right is what enter opens'
}

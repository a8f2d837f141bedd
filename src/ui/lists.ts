import { listCursor } from '../store/list-moves.ts'
import { searchRows } from '../store/lists.ts'
import type { HistoryView, ListView, SnapshotsView, State } from '../store/state.ts'
import { clipMiddle, type StyledLine } from '../term/line.ts'
import { textWidth } from '../term/width.ts'
import { filterStatus } from './filter-status.ts'
import { framed } from './frame.ts'
import { objectPreview, paintList } from './list.ts'
import { fitted, highlighted, type Look, painted, run, spread } from './look.ts'
import { readmeLines } from './readme.ts'
import type { Area, PaintedView } from './view.ts'

const noStatus = { status: { left: [], right: [] }, cursor: null } as const

/** The list of everything. */
export function paintEverything(state: State, view: ListView, look: Look, area: Area): PaintedView {
  const { rows, total } = searchRows(state, view)
  const { at } = listCursor(state, view)
  const words = view.filter.entry.text.toLowerCase().split(/\s+/)
  const what = view.kind?.title ?? 'everything'
  const lines = paintList(state, view, look, {
    area,
    title: what,
    aside: view.kind === null ? 'tab: only one kind' : 'tab: other kinds',
    length: rows.length,
    head: null,
    row: (row, width) => {
      const one = rows[row]
      if (one === undefined) return []
      const name = clipMiddle(one.name, width - textWidth(one.what) - 4, look.glyphs.ellipsis)
      const left = highlighted(look, [run(look, ` ${name}`)], words)
      return spread(look, { left, right: [run(look, `  ${one.what} `, 'faint')] }, width)
    },
    empty: ['nothing is called so', 'esc clears what was typed'],
    preview: objectPreview(state, rows[at]?.object ?? null, look),
  })
  const filter = { filter: view.filter, problem: null, shown: rows.length, total, noun: 'objects', fields: null }
  const typed = filterStatus(look, filter)
  if (typed === null) return { lines, ...noStatus }
  return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
}

/** What was said before. */
export function paintHistory(state: State, view: HistoryView, look: Look, area: Area): PaintedView {
  const lines = paintList(state, view, look, {
    area,
    title: 'messages',
    aside: 'the last one at the end',
    length: state.toasts.length,
    head: null,
    row: (row) => {
      const toast = state.toasts[row]
      return toast === undefined ? [] : [run(look, ` ${toast.text}`, toast.severity === 'info' ? 'plain' : 'problem')]
    },
    empty: ['nothing was said yet'],
    preview: null,
  })
  return { lines, ...noStatus }
}

/** The bundled snapshots, with the README of the one under the cursor. */
export function paintSnapshots(state: State, view: SnapshotsView, look: Look, area: Area): PaintedView {
  const { at } = listCursor(state, view)
  const lines = paintList(state, view, look, {
    area,
    title: 'snapshots to browse',
    aside: `${state.snapshots.length}`,
    length: state.snapshots.length,
    head: null,
    row: (row, width) => {
      const one = state.snapshots[row]
      if (one === undefined) return []
      const name = [run(look, ` ${one.name.padEnd(21)}`, 'strong')]
      return fitted(look, [...name, run(look, one.title, 'faint')], width)
    },
    empty: ['none came with the program', 'calico-tui --snapshot PATH opens a file or a folder'],
    preview: (width, rows) => readmePane(look, state.snapshots[at]?.readme ?? '', { width, rows }),
  })
  const words = ' calico-tui --snapshot PATH opens any file or folder of manifests, or what kubectl get -o yaml printed'
  return { lines, status: { left: [run(look, words, 'faint')], right: [] }, cursor: null }
}

function readmePane(look: Look, readme: string, size: PaneSize): readonly StyledLine[] {
  const lines = readmeLines(readme, size.width - 4).map((line) => [run(look, ' '), ...painted(look, line)])
  const frame = {
    ...size,
    focused: false,
    title: [run(look, 'what there is to see')],
    aside: [],
    foot: [],
    footAside: [],
  }
  return framed(look, frame, lines)
}

interface PaneSize {
  readonly width: number
  readonly rows: number
}

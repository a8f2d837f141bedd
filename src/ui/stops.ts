import type { State, StopsView } from '../store/state.ts'
import { panelLines, panelRows, stopsText } from '../store/stops.ts'
import type { StyledLine } from '../term/line.ts'
import { noFlowsWords, windowNotes, windowWords } from './flow-words.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { beside, fitted, type Look, painted, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

const title = 'where traffic stops'

/** Where traffic stops, tier by tier, as a view of its own. */
export function paintStops(state: State, view: StopsView, look: Look, area: Area): PaintedView {
  const text = stopsText(state) ?? []
  const lines = paintList(state, view, look, {
    area,
    title,
    aside: state.flows === null ? '' : windowWords(state.flows),
    head: null,
    length: text.length,
    row: (row) => [run(look, ' '), ...painted(look, text[row] ?? [])],
    empty: noFlowsWords(state, area.columns - 6) ?? ['nothing was reported'],
    preview: null,
  })
  const words = ` ${look.glyphs.allow} allowed there   ${look.glyphs.deny} denied there   ${look.glyphs.pass} go on to the next tier`
  const notes = state.flows === null ? [] : windowNotes(state.flows, look)
  return { lines, status: { left: [run(look, words, 'faint'), ...notes], right: [] }, cursor: null }
}

/** The same as a panel under the board, both directions side by side; no lines where it is not shown. */
export function stopsPanel(state: State, look: Look, width: number): readonly StyledLine[] {
  const rows = panelRows(state) - 2
  if (rows < 0) return []
  const frame = { width, rows, focused: false, title: [run(look, title)], aside: [], foot: [], footAside: [] }
  const empty = noFlowsWords(state, width - 6)
  if (empty !== null || state.flows === null) {
    return framed(
      look,
      frame,
      (empty ?? []).map((text) => [run(look, ` ${text}`, 'faint')]),
    )
  }
  const inner = Math.floor((width - 2) / 2)
  const halves = (['egress', 'ingress'] as const).map((direction) => ({
    width: inner,
    lines: panelLines(state, direction, inner - 2).map((line) =>
      fitted(look, [run(look, ' '), ...painted(look, line)], inner),
    ),
  }))
  const aside = [run(look, windowWords(state.flows), 'faint')]
  return framed(look, { ...frame, aside }, beside(look, halves, rows))
}

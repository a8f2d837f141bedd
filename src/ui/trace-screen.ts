import { keepInView } from '../store/cursor.ts'
import type { State } from '../store/state.ts'
import { isScene, type Scene, sceneOf } from '../store/trace-scene.ts'
import type { TraceView } from '../store/trace-state.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { verdictSentence } from '../text/verdict.ts'
import { clipLine, textWidth } from '../text/width.ts'
import { verdictSign } from '../text/words.ts'
import { emptyBody } from './empty.ts'
import { framed } from './frame.ts'
import { type Block, beside, fitted, type Look, painted, run } from './look.ts'
import { asideLines, soFarLine } from './trace-aside.ts'
import { boardBand } from './trace-board.ts'
import { comparison, partingLine } from './trace-compare.ts'
import { connectionLines } from './trace-connection.ts'
import { panelOf } from './trace-panel.ts'
import { recordedLines } from './trace-recorded.ts'
import { stepLines } from './trace-steps.ts'
import { stripLines } from './trace-strips.ts'
import { inPane } from './trace-wrap.ts'
import type { Area, PaintedView } from './view.ts'

/** The tracer: the answer, the connection, both directions tier by tier, and the step under the cursor explained. */
export function paintTrace(state: State, view: TraceView, look: Look, area: Area): PaintedView {
  const scene = sceneOf(state, view)
  if (scene === null) return emptyBody(state, look, area)
  if (!isScene(scene)) return unanswered(scene.message, look, area)
  const head = headLines(scene, area)
  const rest = { columns: area.columns, rows: Math.max(0, area.rows - head.length) }
  const body = view.isComparing ? comparison(look, scene, rest) : walkBody(look, scene, rest)
  const lines = [...head.map((line) => fitted(look, painted(look, line), area.columns)), ...body]
  return { lines, ...statusOf(look, scene) }
}

function unanswered(message: string, look: Look, area: Area): PaintedView {
  const lines = inPane([span(' ? ', 'unknown'), span(message)], area.columns - 2, 3)
  const hint: Line = [
    span('   '),
    span('e', 'key'),
    span(' changes the connection, '),
    span('esc', 'key'),
    span(' goes back'),
  ]
  return {
    lines: [[], ...lines, [], hint].map((line) => fitted(look, painted(look, line), area.columns)),
    status: { left: [], right: [] },
    cursor: null,
  }
}

/** The answer in a sentence, the connection, and a strip for each direction. */
function headLines(scene: Scene, area: Area): readonly Line[] {
  const isSmall = area.rows < 28
  const sentence = sentenceLines(scene, area.columns - 2)
  const change = changeLines(scene, area.columns - 2)
  const strips = stripLines(scene, area.columns)
  const connection = connectionLines(scene, { columns: area.columns, isSmall })
  const recorded = recordedLines(scene, { columns: area.columns, isSmall })
  const parts: readonly (readonly Line[])[] = isSmall
    ? [firstLines(sentence, 2, area.columns), firstLines(change, 1, area.columns), connection, recorded, strips]
    : [
        firstLines(sentence, 3, area.columns),
        firstLines(change, 2, area.columns),
        [[]],
        connection,
        recorded,
        [[]],
        strips,
      ]
  return parts.flat()
}

/** The first few lines; the last one says that there is more. */
function firstLines(lines: readonly Line[], most: number, columns: number): readonly Line[] {
  const last = lines[most - 1]
  if (lines.length <= most || last === undefined) return lines
  return [...lines.slice(0, most - 1), [...clipLine(last, columns - 4), span(' …')]]
}

function sentenceLines(scene: Scene, columns: number): readonly Line[] {
  const { trace } = scene
  const [head = '', ...rest] = verdictSentence(trace).split(/(?<=^[^:]*):/)
  const role = trace.certain ? roleOf(trace.verdict) : 'unknown'
  const sign = trace.certain ? verdictSign(trace.verdict) : '?'
  return inPane(
    [span(` ${sign} `, role), span(head, role), span(`${rest.length > 0 ? ':' : ''}${rest.join(':')}.`)],
    columns,
    3,
  )
}

/** What the last change of the cluster did to this walk. */
function changeLines({ view }: Scene, columns: number): readonly Line[] {
  return view.change === null ? [] : inPane([span(' ! ', 'accent'), span(view.change, 'accent')], columns, 3)
}

function walkBody(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  if (area.columns < 100) return narrowBody(look, scene, area)
  const band =
    area.columns >= 160 && area.rows >= 34
      ? boardBand(look, scene, { columns: area.columns, rows: Math.min(16, area.rows - 24) })
      : []
  const rows = area.rows - band.length
  const stepsWidth = area.columns >= 160 ? 44 : 33
  const asideWidth = area.columns >= 160 ? 56 : 33
  const panelWidth = area.columns - stepsWidth - asideWidth
  const blocks: readonly Block[] = [
    { width: stepsWidth, lines: stepsPane(look, scene, { columns: stepsWidth, rows }) },
    { width: panelWidth, lines: panelPane(look, scene, { columns: panelWidth, rows }) },
    { width: asideWidth, lines: asidePane(look, scene, { columns: asideWidth, rows }) },
  ]
  return [...band, ...beside(look, blocks, rows)]
}

/** One pane below the other: the thing the step is about, as high as it needs to be, then what it means. */
function narrowBody(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  if (scene.view.isListing) return stepsPane(look, scene, area)
  const thoughts = trimmed(asideLines(scene, area.columns - 4).map((line) => painted(look, line)))
  const panel = panelOf(scene, area.columns - 4, true).lines.length + 2
  const least = Math.min(thoughts.length + 2, Math.max(5, Math.floor(area.rows * 0.4)))
  const rows = Math.max(5, Math.min(panel, area.rows - least))
  return [
    ...panelPane(look, scene, { columns: area.columns, rows }),
    ...asidePane(look, scene, { columns: area.columns, rows: area.rows - rows }),
  ]
}

function trimmed(lines: readonly StyledLine[]): readonly StyledLine[] {
  const last = lines.findLastIndex((line) => lineWidth(line) > 0)
  return lines.slice(0, last + 1)
}

function stepsPane(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const lines = stepLines(look, scene, { columns: area.columns - 2, rows: area.rows - 2 })
  const frame = {
    width: area.columns,
    rows: area.rows - 2,
    focused: false,
    title: [run(look, 'steps', 'heading')],
    aside: [],
    foot: [],
    footAside: [run(look, `${scene.at}/${scene.told.length - 1}`, 'faint')],
  }
  return framed(look, frame, lines)
}

function panelPane(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const inner = { columns: area.columns - 4, rows: area.rows - 2 }
  const panel = panelOf(scene, inner.columns, inner.rows < 14)
  const [from, to] = panel.focus
  const wanted = keepInView({ at: to, top: 0 }, panel.lines.length, inner.rows).top
  const top = Math.min(wanted, from) + scene.view.top
  const first = Math.max(0, Math.min(top, panel.lines.length - inner.rows))
  const lines = panel.lines
    .slice(first, first + inner.rows)
    .map((line): StyledLine => [run(look, ' '), ...painted(look, line)])
  const below = panel.lines.length - first - inner.rows
  const more = [
    first > 0 ? `${look.glyphs.more.up}${first}` : '',
    below > 0 ? `${look.glyphs.more.down}${below}` : '',
  ].filter((part) => part !== '')
  const footAside: StyledLine = more.length === 0 ? [] : [run(look, more.join(' '), 'faint')]
  const frame = {
    width: area.columns,
    rows: inner.rows,
    focused: true,
    title: painted(look, panel.title),
    aside: painted(look, panel.note),
    foot: [],
    footAside,
  }
  return framed(look, frame, lines)
}

function asidePane(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const inner = { columns: area.columns - 4, rows: area.rows - 2 }
  const lines = asideLines(scene, inner.columns)
    .slice(0, inner.rows)
    .map((line): StyledLine => [run(look, ' '), ...painted(look, line)])
  const frame = {
    width: area.columns,
    rows: inner.rows,
    focused: false,
    title: [run(look, 'why', 'heading')],
    aside: [],
    foot: [],
    footAside: [],
  }
  return framed(look, frame, lines)
}

function statusOf(look: Look, scene: Scene): Pick<PaintedView, 'status' | 'cursor'> {
  const { port } = scene.view
  const right = painted(look, [span(`  step ${scene.at} of ${scene.told.length - 1} `, 'faint')])
  if (port === null)
    return {
      status: {
        left: painted(look, [span(' '), ...(scene.view.isComparing ? partingLine(scene) : soFarLine(scene))]),
        right,
      },
      cursor: null,
    }
  const label = ` port in place of ${scene.trace.connection.port ?? 'none'}: `
  const left = painted(look, [span(label, 'heading'), span(port.text, 'strong')])
  return {
    status: { left, right },
    cursor: { row: 'status', column: textWidth(label) + textWidth(port.text.slice(0, port.at)) },
  }
}

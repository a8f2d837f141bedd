import type { Problem } from '../model/problem.ts'
import { focusedObject } from '../store/focus.ts'
import { listCursor } from '../store/list-moves.ts'
import { type ProblemRow, problemRows, problemsShown } from '../store/lists.ts'
import type { ProblemsView, State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { filterStatus } from './filter-status.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { type Look, painted, run } from './look.ts'
import type { Area, PaintedView } from './view.ts'

/** The problems panel: where each stands and what was expected there; below it the one under the cursor in full. */
export function paintProblems(state: State, view: ProblemsView, look: Look, area: Area): PaintedView {
  const shown = state.index === null ? [] : problemsShown(state.index, view)
  const total = state.index === null ? 0 : problemRows(state.index).length
  const { at } = listCursor(state, view)
  const here = shown[at]
  const lines = paintList(state, view, look, {
    area,
    title: 'problems and assumptions',
    aside: 'enter: the object',
    length: shown.length,
    head: null,
    row: (row) => problemRow(look, shown[row]),
    empty: total === 0 ? ['none: everything that was read is as it should be'] : ['no problem matches the filter'],
    preview: (width, rows) => problemPane(look, here, { width, rows }),
  })
  const opens = here?.type === 'problem' && focusedObject(state) === null ? ' its object could not be read' : ''
  const filter = { filter: view.filter, problem: null, shown: shown.length, total, noun: 'problems', fields: null }
  const typed = filterStatus(look, filter)
  if (typed === null) return { lines, status: { left: [run(look, opens, 'faint')], right: [] }, cursor: null }
  return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
}

function problemRow(look: Look, row: ProblemRow | undefined): StyledLine {
  if (row === undefined) return []
  if (row.type === 'note') return [run(look, ' · ', 'faint'), run(look, row.text)]
  const { problem } = row
  const sign = problem.severity === 'error' ? run(look, ' ! ', 'problem') : run(look, ' ~ ', 'staged')
  return [sign, run(look, `${problemPlace(problem)} `, 'strong'), run(look, problem.message)]
}

/** What a Problem is about: `NetworkPolicy default/db`, or the file. */
function problemPlace(problem: Problem): string {
  const { resource, origin } = problem
  if (resource === null) return originWords(origin)
  return `${resource.kind} ${resource.namespace === null ? '' : `${resource.namespace}/`}${resource.name}`
}

function originWords(origin: Problem['origin']): string {
  if (origin === null) return 'somewhere'
  const document = origin.document === null ? '' : ` document ${origin.document}`
  return `${origin.file}${origin.line === null ? '' : `:${origin.line}`}${document}`
}

function problemPane(
  look: Look,
  row: ProblemRow | undefined,
  size: { readonly width: number; readonly rows: number },
): readonly StyledLine[] {
  const facts = row === undefined ? [] : rowFacts(row)
  const lines = facts.flatMap(([name, value]) =>
    wrapLine([span(` ${name.padEnd(10)}`, 'faint'), span(value)], size.width - 3, 11).map((line) =>
      painted(look, line),
    ),
  )
  const frame = {
    ...size,
    focused: false,
    title: [run(look, row === undefined ? '' : row.type === 'note' ? 'assumed' : row.problem.severity)],
    aside: [],
    foot: [],
    footAside: [],
  }
  return framed(look, frame, lines)
}

function rowFacts(row: ProblemRow): readonly (readonly [string, string])[] {
  if (row.type === 'note') return [['assumed', row.text]]
  const { problem } = row
  const { resource, origin, path, message } = problem
  const facts: (readonly [string, string | null])[] = [
    ['object', resource === null ? null : problemPlace(problem)],
    ['API', resource?.apiVersion ?? null],
    ['at', path],
    ['problem', message],
    ['file', origin === null ? null : originWords(origin)],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}

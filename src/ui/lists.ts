import type { Problem } from '../model/problem.ts'
import { focusedObject } from '../store/focus.ts'
import { listCursor } from '../store/list-moves.ts'
import { problemsShown, searchRows } from '../store/lists.ts'
import { problemsOf } from '../store/problems.ts'
import type { HistoryView, ListView, ProblemsView, SnapshotsView, State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { filterStatus } from './filter-status.ts'
import { framed } from './frame.ts'
import { objectPreview, paintList } from './list.ts'
import { fitted, type Look, painted, run, spread } from './look.ts'
import { readmeLines } from './readme.ts'
import type { Area, PaintedView } from './view.ts'

const noStatus = { status: { left: [], right: [] }, cursor: null } as const

/** The list of everything. */
export function paintEverything(state: State, view: ListView, look: Look, area: Area): PaintedView {
  const { rows, total } = searchRows(state, view)
  const { at } = listCursor(state, view)
  const what = view.kind === null ? 'everything' : kindNames[view.kind]
  const lines = paintList(state, view, look, {
    area,
    title: what,
    aside: `tab: only one kind`,
    length: rows.length,
    row: (row, width) => {
      const one = rows[row]
      return one === undefined
        ? []
        : spread(look, { left: [run(look, ` ${one.name}`)], right: [run(look, `  ${one.what} `, 'faint')] }, width)
    },
    empty: ['nothing is called so', 'esc clears what was typed'],
    preview: objectPreview(state, rows[at]?.object ?? null, look),
  })
  const filter = { filter: view.filter, problem: null, shown: rows.length, total, noun: 'objects', fields: null }
  const typed = filterStatus(look, filter)
  if (typed === null) return { lines, ...noStatus }
  return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
}

const kindNames: Readonly<Record<NonNullable<ListView['kind']>, string>> = {
  tier: 'tiers',
  policy: 'policies',
  rule: 'rules',
  endpoint: 'endpoints',
  'network-set': 'network sets',
  namespace: 'namespaces',
  'service-account': 'service accounts',
  service: 'services',
  profile: 'profiles',
  selector: 'selectors',
}

/** The problems panel: where each stands and what was expected there; below it the one under the cursor in full. */
export function paintProblems(state: State, view: ProblemsView, look: Look, area: Area): PaintedView {
  const shown = state.index === null ? [] : problemsShown(state.index, view)
  const total = state.index === null ? 0 : problemsOf(state.index).length
  const { at } = listCursor(state, view)
  const problem = shown[at]
  const lines = paintList(state, view, look, {
    area,
    title: 'problems',
    aside: 'enter: the object',
    length: shown.length,
    row: (row) => problemRow(look, shown[row]),
    empty: total === 0 ? ['none: everything that was read is as it should be'] : ['no problem matches the filter'],
    preview: (width, rows) => problemPane(look, problem, { width, rows }),
  })
  const opens = problem !== undefined && focusedObject(state) === null ? ' its object could not be read' : ''
  const filter = { filter: view.filter, problem: null, shown: shown.length, total, noun: 'problems', fields: null }
  const typed = filterStatus(look, filter)
  if (typed === null) return { lines, status: { left: [run(look, opens, 'faint')], right: [] }, cursor: null }
  return { lines, status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
}

function problemRow(look: Look, problem: Problem | undefined): StyledLine {
  if (problem === undefined) return []
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
  problem: Problem | undefined,
  size: { readonly width: number; readonly rows: number },
): readonly StyledLine[] {
  const facts = problem === undefined ? [] : problemFacts(problem)
  const lines = facts.flatMap(([name, value]) =>
    wrapLine([span(` ${name.padEnd(10)}`, 'faint'), span(value)], size.width - 3, 11).map((line) =>
      painted(look, line),
    ),
  )
  const frame = {
    ...size,
    focused: false,
    title: [run(look, problem?.severity ?? '')],
    aside: [],
    foot: [],
    footAside: [],
  }
  return framed(look, frame, lines)
}

function problemFacts(problem: Problem): readonly (readonly [string, string])[] {
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

/** What was said before. */
export function paintHistory(state: State, view: HistoryView, look: Look, area: Area): PaintedView {
  const lines = paintList(state, view, look, {
    area,
    title: 'messages',
    aside: 'the last one at the end',
    length: state.toasts.length,
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

import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Problem } from '../model/problem.ts'
import { everything, type Named } from './everything.ts'
import { memoLast } from './memo.ts'
import { problemsOf } from './problems.ts'
import { searchNames } from './search.ts'
import type { ListView, ProblemsView, State } from './state.ts'

/** What a search among everything shows. */
export interface SearchRows {
  readonly rows: readonly Named[]
  /** How many there are of this kind before the search. */
  readonly total: number
}

/** More rows than these nobody reads; the search is made narrower instead. */
const mostRows = 5000

/** The rows of the list of everything. */
export function searchRows(state: State, view: ListView): SearchRows {
  if (state.index === null) return { rows: [], total: 0 }
  return computeRows(state.index, view.kind, view.filter.entry.text)
}

const ofKind = memoLast((index: ClusterIndex, kind: ListView['kind']): readonly Named[] =>
  everything(index).filter((one) => kind === null || kind.holds(one)),
)
const namesOf = memoLast((all: readonly Named[]): readonly string[] => all.map((one) => one.name))

const computeRows = memoLast((index: ClusterIndex, kind: ListView['kind'], text: string): SearchRows => {
  const all = ofKind(index, kind)
  const rows = searchNames(namesOf(all), text, mostRows).flatMap((at) => all[at] ?? [])
  return { rows, total: all.length }
})

/** A row of the problems panel: what is wrong, or what was assumed since the snapshot lacks it. */
export type ProblemRow =
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'note'; readonly text: string }

/** The rows that the filter of the problems panel lets through: errors, warnings, then notes. */
export function problemsShown(index: ClusterIndex, view: ProblemsView): readonly ProblemRow[] {
  return filterProblems(index, view.filter.entry.text.toLowerCase())
}

/** All rows of the problems panel. */
export const problemRows = memoLast((index: ClusterIndex): readonly ProblemRow[] => [
  ...problemsOf(index).map((problem) => ({ type: 'problem', problem }) as const),
  ...index.notes.map((text) => ({ type: 'note', text }) as const),
])

const filterProblems = memoLast((index: ClusterIndex, text: string): readonly ProblemRow[] =>
  problemRows(index).filter((row) => text === '' || rowText(row).includes(text)),
)

function rowText(row: ProblemRow): string {
  if (row.type === 'note') return row.text.toLowerCase()
  const { resource, path, message, origin } = row.problem
  const object = `${resource?.kind ?? ''} ${resource?.namespace ?? ''}/${resource?.name ?? ''}`
  return `${object} ${path ?? ''} ${message} ${origin?.file ?? ''}`.toLowerCase()
}

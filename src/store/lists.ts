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
  everything(index).filter((one) => kind === null || one.object.type === kind),
)
const namesOf = memoLast((all: readonly Named[]): readonly string[] => all.map((one) => one.name))

const computeRows = memoLast((index: ClusterIndex, kind: ListView['kind'], text: string): SearchRows => {
  const all = ofKind(index, kind)
  const rows = searchNames(namesOf(all), text, mostRows).flatMap((at) => all[at] ?? [])
  return { rows, total: all.length }
})

/** The Problems that the filter of their panel lets through. */
export function problemsShown(index: ClusterIndex, view: ProblemsView): readonly Problem[] {
  return filterProblems(index, view.filter.entry.text.toLowerCase())
}

const filterProblems = memoLast((index: ClusterIndex, text: string): readonly Problem[] =>
  problemsOf(index).filter((problem) => text === '' || problemText(problem).includes(text)),
)

function problemText(problem: Problem): string {
  const { resource, path, message, origin } = problem
  return `${resource?.kind ?? ''} ${resource?.namespace ?? ''}/${resource?.name ?? ''} ${path ?? ''} ${message} ${origin?.file ?? ''}`.toLowerCase()
}

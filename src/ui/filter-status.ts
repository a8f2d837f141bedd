import type { QueryProblem } from '../store/query.ts'
import type { Filter } from '../store/state.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { type Look, run } from './look.ts'
import type { PaintedView } from './view.ts'

/** A filter and what it lets through. */
export interface FilterState {
  readonly filter: Filter
  readonly problem: QueryProblem | null
  readonly shown: number
  readonly total: number
  readonly noun: string
  /** The fields one may type, shown while nothing is typed; null where there are none. */
  readonly fields: readonly string[] | null
}

/** `/db ns:x  4 of 17 policies`, what is wrong in red; null when nothing is filtered and nothing typed. */
export function filterStatus(
  look: Look,
  state: FilterState,
): { readonly line: StyledLine; readonly cursor: PaintedView['cursor'] } | null {
  const { filter, problem } = state
  if (filter.entry.text === '' && !filter.typing) return null
  const text = filter.entry.text
  const typed =
    problem === null
      ? [run(look, text, 'strong')]
      : [
          run(look, text.slice(0, problem.start), 'strong'),
          run(look, text.slice(problem.start, problem.end), 'problem'),
          run(look, text.slice(problem.end), 'strong'),
        ]
  const head = [run(look, ' /', 'accent')]
  const count = `${state.shown} of ${state.total} ${state.noun}`
  const tail =
    problem === null
      ? [run(look, `   ${count}`, state.shown === 0 ? 'problem' : 'faint')]
      : [run(look, `   ${problem.message}`, 'problem')]
  const words = state.fields?.map((field) => `${field}:`) ?? null
  const isEmpty = text === '' && words !== null
  const help = isEmpty ? [run(look, `   ${['name', ...words, '!not'].join('  ')}`, 'faint')] : tail
  const column = lineWidth(head) + lineWidth([run(look, text.slice(0, filter.entry.at))])
  return { line: [...head, ...typed, ...help], cursor: { row: 'status', column } }
}

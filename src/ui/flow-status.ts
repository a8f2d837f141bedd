import { filteredFlows } from '../store/flow-rows.ts'
import { flowFields } from '../store/flow-words.ts'
import type { Filter, State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { filterStatus } from './filter-status.ts'
import type { Look } from './look.ts'
import type { PaintedView } from './view.ts'

/** The status line of a view of flows: its filter and how many flows that lets through, or `words` where nothing is filtered. */
export function flowStatus(
  state: State,
  view: { readonly filter: Filter },
  look: Look,
  words: StyledLine,
): Pick<PaintedView, 'status' | 'cursor'> {
  if (view.filter.entry.text === '' && !view.filter.typing) return { status: { left: words, right: [] }, cursor: null }
  const found = filteredFlows(state, view)
  const [shown, total] = [found?.places.length ?? 0, state.flows?.rows.length ?? 0]
  const problem = found?.problem ?? null
  const typed = filterStatus(look, { filter: view.filter, problem, shown, total, noun: 'flows', fields: flowFields })
  if (typed === null) return { status: { left: words, right: [] }, cursor: null }
  return { status: { left: typed.line, right: [] }, cursor: view.filter.typing ? typed.cursor : null }
}

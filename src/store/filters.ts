import { firstRow } from './cursor.ts'
import { focusedColumn } from './drill.ts'
import { withColumn } from './drill-moves.ts'
import type { Entry } from './entry.ts'
import { type Filter, noFilter, type State, topView, withView } from './state.ts'

/** The filter of the view on screen; null where there is nothing to filter. */
export function filterOf(state: State): Filter | null {
  const view = topView(state)
  switch (view.type) {
    case 'board':
    case 'list':
    case 'problems':
    case 'flows':
    case 'matrix':
    case 'neighbours':
    case 'contexts':
      return view.filter
    case 'drill':
      return focusedColumn(view).filter
    case 'history':
    case 'snapshots':
    case 'live':
    case 'columns':
    case 'rehearsal':
    case 'stops':
    case 'picker':
    case 'trace':
      return null
  }
}

/** The state with the filter of the view on screen replaced; a list begins again from its first row. */
export function withFilter(state: State, filter: Filter): State {
  const view = topView(state)
  switch (view.type) {
    case 'board':
      return withView(state, { ...view, filter, previewTop: 0 })
    case 'list':
    case 'problems':
    case 'flows':
    case 'contexts':
      return withView(state, { ...view, filter, cursor: firstRow })
    case 'matrix':
      return withView(state, { ...view, filter, cursor: firstRow, across: firstRow })
    case 'neighbours':
      return withView(state, { ...view, filter, cursor: firstRow, otherCursor: firstRow })
    case 'drill':
      return withView(state, withColumn(view, { ...focusedColumn(view), filter, cursor: firstRow }))
    case 'history':
    case 'snapshots':
    case 'live':
    case 'columns':
    case 'rehearsal':
    case 'stops':
    case 'picker':
    case 'trace':
      return state
  }
}

/** The state with another text in its filter. */
export function withFilterEntry(state: State, entry: Entry): State {
  const filter = filterOf(state)
  return filter === null ? state : withFilter(state, { ...filter, entry })
}

/** The state without a filter. */
export function withoutFilter(state: State): State {
  return withFilter(state, noFilter)
}

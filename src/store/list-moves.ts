import { flowColumnNames } from '../text/flow-cells.ts'
import { accessText } from './access-text.ts'
import { choices } from './choices.ts'
import { type Cursor, keepInView, type Motion, moveCursor } from './cursor.ts'
import { flowsShown, groupsShown } from './flow-rows.ts'
import { problemsShown, searchRows } from './lists.ts'
import { rehearsalRows } from './rehearsal-rows.ts'
import {
  type ColumnsView,
  type ContextsView,
  type FlowsView,
  type HistoryView,
  type ListView,
  type LiveView,
  type ProblemsView,
  type RehearsalView,
  type SnapshotsView,
  type State,
  type StopsView,
  withView,
} from './state.ts'
import { stopsText } from './stops.ts'

/** The views that are one list. */
export type PlainList =
  | ListView
  | ProblemsView
  | HistoryView
  | SnapshotsView
  | LiveView
  | ContextsView
  | ColumnsView
  | FlowsView
  | RehearsalView
  | StopsView

/** How a list and what is under its cursor share the body: side by side, one over the other, or the list alone. */
export function listSplit(state: State, view: PlainList): 'beside' | 'below' | 'none' {
  if (view.type === 'history' || view.type === 'columns' || view.type === 'stops') return 'none'
  if (view.type === 'live' && view.shows === 'access') return 'none'
  if (view.type === 'flows' || view.type === 'rehearsal') return 'below'
  if (state.size.columns >= 100) return 'beside'
  return view.type === 'list' ? 'none' : 'below'
}

/** Rows of a list inside its frame. */
export function listHeight(state: State, view: PlainList): number {
  const body = state.size.rows - 5
  const heads = view.type === 'flows' ? 1 : 0
  return Math.max(1, (listSplit(state, view) === 'below' ? Math.ceil((body - 2) / 2) : body) - heads)
}

/** How many rows a list has. */
export function listLength(state: State, view: PlainList): number {
  switch (view.type) {
    case 'list':
      return searchRows(state, view).rows.length
    case 'problems':
      return state.index === null ? 0 : problemsShown(state.index, view).length
    case 'history':
      return state.toasts.length
    case 'snapshots':
      return state.snapshots.length
    case 'live':
      return view.shows === 'kinds' ? (state.source.live?.kinds.size ?? 0) : accessText(state).length
    case 'contexts':
      return choices(state, view).length
    case 'columns':
      return flowColumnNames.length
    case 'flows':
      return view.by === 'flows' ? flowsShown(state, view).length : groupsShown(state, view).length
    case 'stops':
      return stopsText(state)?.length ?? 0
    case 'rehearsal':
      return rehearsalRows(state, view).length
  }
}

/** The cursor of a list, inside it. */
export function listCursor(state: State, view: PlainList): Cursor {
  return keepInView(view.cursor, listLength(state, view), listHeight(state, view))
}

/** A list after a motion. */
export function moveInList(state: State, view: PlainList, motion: Motion): State {
  const cursor = moveCursor(view.cursor, motion, listLength(state, view), listHeight(state, view))
  return withView(state, { ...view, cursor })
}

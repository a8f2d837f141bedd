import type { Motion } from './cursor.ts'
import { knownOf } from './details/items-of.ts'
import { columnOf, drillRows, focusedColumn, focusedPane, settledColumn, targetOf } from './drill.ts'
import type { ObjectRef } from './object.ts'
import { type DrillColumn, type DrillView, popView, pushView, type State, topView, withView } from './state.ts'
import { moveThrough } from './wrapped.ts'

/** The drill-in after a motion in its focused column. */
export function moveInDrill(state: State, view: DrillView, motion: Motion): State {
  const known = knownOf(state)
  const pane = known === null ? null : focusedPane(known, view, state.size)
  if (known === null || pane === null) return state
  const column = focusedColumn(view)
  const rows = drillRows(state.size)
  const { wrapped } = settledColumn(known, column, { width: pane.width, rows })
  const cursor = moveThrough(wrapped, column.cursor, motion, rows)
  return withView(state, withColumn(view, { ...column, cursor }))
}

/** The drill-in with its focused column replaced. */
export function withColumn(view: DrillView, column: DrillColumn): DrillView {
  return { ...view, columns: [...view.columns.slice(0, -1), column] }
}

/** An object opened: a column more in the drill-in on screen, a new drill-in over any other view. */
export function openObject(state: State, object: ObjectRef, yaml = false): State {
  const view = topView(state)
  const column = columnOf(object, yaml)
  if (view.type !== 'drill' || state.overlay !== null) {
    return pushView(state, { type: 'drill', columns: [column], zoomed: false })
  }
  return withView(state, { ...view, columns: [...view.columns, column] })
}

/** What opens from the cursor of the drill-in; null where nothing does. */
export function targetHere(state: State, view: DrillView): ObjectRef | null {
  const known = knownOf(state)
  return known === null ? null : targetOf(known, settled(state, view))
}

/** The focused column with its cursor where the screen shows it. */
function settled(state: State, view: DrillView): DrillColumn {
  const column = focusedColumn(view)
  const known = knownOf(state)
  const pane = known === null ? null : focusedPane(known, view, state.size)
  if (known === null || pane === null) return column
  const { cursor } = settledColumn(known, column, { width: pane.width, rows: drillRows(state.size) })
  return { ...column, cursor }
}

/** One column back; the view before the drill-in from the first one. */
export function closeColumn(state: State, view: DrillView): State {
  if (view.columns.length === 1) return popView(state)
  return withView(state, { ...view, columns: view.columns.slice(0, -1), zoomed: false })
}

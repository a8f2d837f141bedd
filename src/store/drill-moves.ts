import type { Motion } from './cursor.ts'
import { columnOf, drillRows, focusedColumn, focusedPane, settledColumn, targetOf } from './drill.ts'
import type { ObjectRef } from './object.ts'
import { type DrillColumn, type DrillView, popView, pushView, type State, topView, withView } from './state.ts'
import { moveThrough } from './wrapped.ts'

/** The drill-in after a motion in its focused column. */
export function moveInDrill(state: State, view: DrillView, motion: Motion): State {
  const { index, size } = state
  const pane = index === null ? null : focusedPane(index, view, size)
  if (index === null || pane === null) return state
  const column = focusedColumn(view)
  const rows = drillRows(size)
  const { wrapped } = settledColumn(index, column, { width: pane.width, rows })
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

/** What is under the cursor of the drill-in opened; null where nothing opens. */
export function openTarget(state: State, view: DrillView): State | null {
  const target = state.index === null ? null : targetOf(state.index, settled(state, view))
  return target === null ? null : openObject(state, target)
}

/** The focused column with its cursor where the screen shows it. */
function settled(state: State, view: DrillView): DrillColumn {
  const column = focusedColumn(view)
  const pane = state.index === null ? null : focusedPane(state.index, view, state.size)
  if (state.index === null || pane === null) return column
  const { cursor } = settledColumn(state.index, column, { width: pane.width, rows: drillRows(state.size) })
  return { ...column, cursor }
}

/** One column back; the view before the drill-in from the first one. */
export function closeColumn(state: State, view: DrillView): State {
  if (view.columns.length === 1) return popView(state)
  return withView(state, { ...view, columns: view.columns.slice(0, -1), zoomed: false })
}

import type { Motion } from './cursor.ts'
import type { DrillView, State } from './state.ts'

/** The drill-in after a motion in its focused column. */
export function moveInDrill(state: State, _view: DrillView, _motion: Motion): State {
  return state
}

import type { Motion } from './cursor.ts'
import type { Overlay, State } from './state.ts'

/** The palette or the help after a motion. */
export function moveInOverlay(state: State, _overlay: Overlay, _motion: Motion): State {
  return state
}

import type { Motion } from './cursor.ts'
import type { State, View } from './state.ts'

/** A list after a motion. */
export function moveInList(state: State, _view: View, _motion: Motion): State {
  return state
}

import { moveOnBoard } from './board-moves.ts'
import type { Keymap } from './command.ts'
import type { Motion } from './cursor.ts'
import { moveInDrill } from './drill-moves.ts'
import { moveInList } from './list-moves.ts'
import { moveInMatrix } from './matrix.ts'
import { moveInNeighbours } from './neighbours.ts'
import { moveInOverlay } from './overlay-moves.ts'
import { type State, topView } from './state.ts'
import { moveInTrace } from './trace-moves.ts'

/** The state after a motion in whatever has the cursor. */
export function moveIn(state: State, motion: Motion, keymap: Keymap): State {
  if (state.overlay !== null) return moveInOverlay(state, state.overlay, motion, keymap)
  const view = topView(state)
  switch (view.type) {
    case 'board':
      return moveOnBoard(state, view, motion)
    case 'drill':
      return moveInDrill(state, view, motion)
    case 'list':
    case 'problems':
    case 'history':
    case 'snapshots':
    case 'live':
    case 'contexts':
    case 'flows':
    case 'columns':
    case 'rehearsal':
    case 'stops':
      return moveInList(state, view, motion)
    case 'matrix':
      return moveInMatrix(state, view, motion)
    case 'neighbours':
      return moveInNeighbours(state, view, motion)
    case 'trace':
      return moveInTrace(state, view, motion)
    case 'picker':
      return state
  }
}

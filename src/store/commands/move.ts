import type { Call, Command, Context, Outcome } from '../command.ts'
import type { Motion } from '../cursor.ts'
import { moveIn } from '../move.ts'
import type { State } from '../state.ts'

/** Every place with a cursor that goes up and down. */
const lists: readonly Context[] = [
  'board',
  'drill',
  'list',
  'problems',
  'history',
  'snapshots',
  'live',
  'contexts',
  'flows',
  'matrix',
  'neighbours',
  'columns',
  'rehearsal',
  'stops',
  'trace',
]
/** Where letters are text, the cursor moves by the other keys. */
const typed: readonly Context[] = [
  'board-typing',
  'drill-typing',
  'list-typing',
  'problems-typing',
  'flows-typing',
  'matrix-typing',
  'neighbours-typing',
  'contexts-typing',
  'palette',
  'help',
]

interface Movement {
  readonly id: string
  readonly keys: readonly string[]
  /** Those of `keys` that also work while something is typed. */
  readonly typedKeys: readonly string[]
  readonly help: string
  motion(call: Call): Motion
}

function times(call: Call): number {
  return call.count ?? 1
}

const movements: readonly Movement[] = [
  {
    id: 'down',
    keys: ['j', 'down', 'ctrl-n'],
    typedKeys: ['down', 'ctrl-n'],
    help: 'down',
    motion: (call) => ({ type: 'by', rows: times(call) }),
  },
  {
    id: 'up',
    keys: ['k', 'up'],
    typedKeys: ['up'],
    help: 'up',
    motion: (call) => ({ type: 'by', rows: -times(call) }),
  },
  {
    id: 'first',
    keys: ['g g', 'home'],
    typedKeys: [],
    help: 'first (or row n: 12gg)',
    motion: (call) => (call.count === null ? { type: 'first' } : { type: 'to', row: call.count - 1 }),
  },
  {
    id: 'last',
    keys: ['G', 'end'],
    typedKeys: [],
    help: 'last',
    motion: (call) => (call.count === null ? { type: 'last' } : { type: 'to', row: call.count - 1 }),
  },
  {
    id: 'half-down',
    keys: ['ctrl-d'],
    typedKeys: [],
    help: 'half a page down',
    motion: (call) => ({ type: 'page', pages: times(call) / 2 }),
  },
  {
    id: 'half-up',
    keys: ['ctrl-u'],
    typedKeys: [],
    help: 'half a page up',
    motion: (call) => ({ type: 'page', pages: -times(call) / 2 }),
  },
  {
    id: 'page-down',
    keys: ['ctrl-f', 'pagedown'],
    typedKeys: ['pagedown'],
    help: 'page down',
    motion: (call) => ({ type: 'page', pages: times(call) }),
  },
  {
    id: 'page-up',
    keys: ['ctrl-b', 'pageup'],
    typedKeys: ['pageup'],
    help: 'page up',
    motion: (call) => ({ type: 'page', pages: -times(call) }),
  },
]

function commandOf(movement: Movement, contexts: readonly Context[], keys: readonly string[]): Command {
  return {
    id: `move.${movement.id}`,
    contexts,
    keys,
    help: movement.help,
    group: 'Move',
    hint: null,
    run: (state: State, call: Call): Outcome => moveIn(state, movement.motion(call), call.keymap),
  }
}

/** Up and down, in every list and pane. */
export const moveCommands: readonly Command[] = movements.flatMap((movement) => [
  commandOf(movement, lists, movement.keys),
  ...(movement.typedKeys.length === 0 ? [] : [commandOf(movement, typed, movement.typedKeys)]),
])

import type { Keymap } from './command.ts'
import type { Effect } from './effect.ts'
import type { Message } from './message.ts'
import type { State } from './state.ts'
import { update } from './update.ts'

/** Holds the State. The screen subscribes; keys and sources send. */
export interface Store {
  getState(): State
  subscribe(listener: () => void): () => void
  send(message: Message): void
}

/** A store that hands each Effect to `perform`, after the screen has been told of the new State. */
export function createStore(initial: State, keymap: Keymap, perform: (effect: Effect, store: Store) => void): Store {
  let state = initial
  const listeners = new Set<() => void>()
  const store: Store = {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send: (message) => {
      const [next, effects] = update(state, message, keymap)
      const changed = next !== state
      state = next
      if (changed) for (const listener of listeners) listener()
      for (const effect of effects) perform(effect, store)
    },
  }
  return store
}

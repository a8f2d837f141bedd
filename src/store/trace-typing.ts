import type { Typing } from './command.ts'
import { emptyEntry } from './entry.ts'
import { topView, withView } from './state.ts'

/** Typing into the field of the picker that has the cursor. */
export const pickerTyping: Typing = {
  read: (state) => {
    const view = topView(state)
    return view.type === 'picker' && !view.offered.includes(view.field) ? view.entries[view.field] : emptyEntry
  },
  write: (state, entry) => {
    const view = topView(state)
    if (view.type !== 'picker') return state
    const offered = view.offered.filter((field) => field !== view.field)
    return withView(state, { ...view, entries: { ...view.entries, [view.field]: entry }, offered, cursor: null })
  },
}

/** Typing another port in the tracer. */
export const portTyping: Typing = {
  read: (state) => {
    const view = topView(state)
    return view.type === 'trace' && view.port !== null ? view.port : emptyEntry
  },
  write: (state, port) => {
    const view = topView(state)
    return view.type === 'trace' ? withView(state, { ...view, port }) : state
  },
}

import { contextOf } from './command.ts'
import type { State } from './state.ts'

/** True while printable keys are text. */
export function isTyping(state: State): boolean {
  const context = contextOf(state)
  return context.endsWith('-typing') || context === 'palette' || context === 'help' || context === 'picker'
}

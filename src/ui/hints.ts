import { contextsOf, isDisabled, type Keymap, shortHelp } from '../store/command.ts'
import { keyText } from '../store/key-text.ts'
import type { State } from '../store/state.ts'
import { lookUp } from '../store/update.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { type Look, run, spread } from './look.ts'

/** The last row: the keys that matter most here, from the keymap. */
export function hintLine(state: State, keymap: Keymap, look: Look, width: number): StyledLine {
  const contexts = contextsOf(state, keymap)
  const commands = keymap.commands
    .filter((one) => one.hint !== null && one.contexts.some((context) => contexts.includes(context)))
    // A key that means something else further in is told there.
    .filter((one) => lookUp(state, one.keys[0] ?? '', keymap) === one)
    // Before a cluster is there, most commands have nothing to work on.
    .filter((one) => state.index !== null || !isDisabled(one.run(state, { count: null, keys: null, keymap })))
    .sort((a, b) => (a.hint ?? 0) - (b.hint ?? 0))
  const right = [run(look, '?', 'key'), run(look, ' help ', 'faint')]
  const left: StyledLine[number][] = [run(look, ' ')]
  for (const command of commands) {
    const key = keyText(command.keys[0] ?? '')
    const words = shortHelp(command)
    if (lineWidth(left) + key.length + words.length + 3 > width - lineWidth(right)) break
    left.push(run(look, key, 'key'), run(look, ` ${words}  `, 'faint'))
  }
  return spread(look, { left, right }, width)
}

import { contextsOf, type Keymap, shortHelp } from '../store/command.ts'
import { keyText } from '../store/key-text.ts'
import type { State } from '../store/state.ts'
import { lineWidth } from '../term/line.ts'
import { type Look, run, type Sides } from './look.ts'

/** What takes the place of a view's status for a while: a chord or a count that was begun, or the last word to the user. */
export function statusOf(state: State, keymap: Keymap, look: Look): Sides | null {
  const { pending } = state
  if (pending.keys.length > 0) return { left: whichKey(state, keymap, look), right: [] }
  if (pending.count !== null) return { left: [run(look, ` ${pending.count}`, 'strong')], right: [] }
  const toast = state.toasts.at(-1)
  if (toast === undefined || !toast.shown) return null
  const role = toast.severity === 'info' ? 'strong' : 'problem'
  const left = [run(look, ` ${toast.text}`, role)]
  const right = [run(look, '! earlier ones ', 'faint')]
  // A word that is long is worth more than the way to those before it.
  return { left, right: lineWidth(left) + lineWidth(right) > state.size.columns ? [] : right }
}

/** `g…  gg first`: how a chord may go on. */
function whichKey(state: State, keymap: Keymap, look: Look) {
  const begun = state.pending.keys.join(' ')
  const contexts = contextsOf(state, keymap)
  const ways = keymap.commands.flatMap((one) => {
    if (!one.contexts.some((context) => contexts.includes(context))) return []
    return one.keys.filter((keys) => keys.startsWith(`${begun} `)).map((keys) => ({ keys, help: one.help }))
  })
  return [
    run(look, ` ${keyText(begun)}${look.glyphs.ellipsis}`, 'key'),
    ...ways.flatMap((way) => [run(look, `   ${keyText(way.keys)}`, 'key'), run(look, ` ${shortHelp(way)}`, 'faint')]),
  ]
}

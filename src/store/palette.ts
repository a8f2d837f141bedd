import type { ClusterIndex } from '../engine/cluster-index.ts'
import { type Choice, typedChoices } from './choices.ts'
import { type Command, contextsOf, isDisabled, type Keymap } from './command.ts'
import { everything, type Named } from './everything.ts'
import { memoLast } from './memo.ts'
import { searchExactly, searchLoosely } from './search.ts'
import type { State } from './state.ts'

/** A row of the palette or of the help. */
export type PaletteRow =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'object'; readonly named: Named }
  | { readonly type: 'choice'; readonly choice: Choice }

/** The commands that can run now, the innermost context first, each once. `state` is that without the overlay. */
export function validCommands(state: State, keymap: Keymap): readonly Command[] {
  const under = { ...state, overlay: null }
  return computeValid(under, keymap)
}

function computeValid(state: State, keymap: Keymap): readonly Command[] {
  const seen = new Set<string>()
  const taken = new Set<string>()
  const valid: Command[] = []
  for (const context of contextsOf(state, keymap)) {
    // Also of those that cannot run now: their keys still are theirs.
    const here: string[] = []
    for (const command of keymap.commands) {
      if (!command.contexts.includes(context) || seen.has(command.id)) continue
      seen.add(command.id)
      // A key of an outer context that an inner one has taken does something else here.
      if (command.keys.length > 0 && command.keys.every((keys) => taken.has(keys))) continue
      here.push(...command.keys)
      if (isDisabled(command.run(state, { count: null, keys: null, keymap }))) continue
      valid.push(command)
    }
    for (const keys of here) taken.add(keys)
  }
  return valid
}

const mostRows = 60

const namesOf = memoLast((index: ClusterIndex): readonly string[] => everything(index).map((one) => one.name))

/** The rows of the palette for a text: commands first, then objects of the cluster; what is spelled nearly so only when
 * nothing holds the text as it is. */
export function paletteRows(state: State, keymap: Keymap, text: string): readonly PaletteRow[] {
  const choices = typedChoices(state, text)
  if (choices !== null) return choices.slice(0, mostRows).map((choice) => ({ type: 'choice', choice }))
  const commands = validCommands(state, keymap).filter((one) => !one.id.startsWith('move.'))
  const { index } = state
  const all = index === null || text.trim() === '' ? [] : everything(index)
  const names = index === null || all.length === 0 ? [] : namesOf(index)
  const helps = commands.map((one) => one.help)
  const exact = [searchExactly(helps, text, mostRows), searchExactly(names, text, mostRows)] as const
  const isFound = exact[0].length + exact[1].length > 0
  const [byHelp, byName] = isFound
    ? exact
    : [searchLoosely(helps, text, mostRows), searchLoosely(names, text, mostRows)]
  const rows = [
    ...byHelp.flatMap((at) => commands[at] ?? []).map((command): PaletteRow => ({ type: 'command', command })),
    ...byName.flatMap((at) => all[at] ?? []).map((named): PaletteRow => ({ type: 'object', named })),
  ]
  return rows.slice(0, mostRows)
}

/** The rows of the help: every command that can run now, by its heading, those whose words hold the text. */
export function helpRows(state: State, keymap: Keymap, text: string): readonly Command[] {
  const wanted = text.toLowerCase().trim()
  const valid = validCommands(state, keymap).filter((one) => one.keys.length > 0)
  return groups.flatMap((group) =>
    valid.filter(
      (one) => one.group === group && `${one.help} ${one.keys.join(' ')} ${group}`.toLowerCase().includes(wanted),
    ),
  )
}

/** The headings of the help, in their order. */
export const groups: readonly Command['group'][] = ['Open', 'Trace', 'Look', 'Move', 'Copy', 'Program']

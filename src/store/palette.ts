import type { ClusterIndex } from '../engine/cluster-index.ts'
import { type Command, contextsOf, isDisabled, type Keymap } from './command.ts'
import { everything, type Named } from './everything.ts'
import { memoLast } from './memo.ts'
import { searchNames } from './search.ts'
import type { State } from './state.ts'

/** A row of the palette or of the help. */
export type PaletteRow =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'object'; readonly named: Named }

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
    for (const command of keymap.commands) {
      if (!command.contexts.includes(context) || seen.has(command.id)) continue
      seen.add(command.id)
      // A key of an outer context that an inner one has taken does something else here.
      if (command.keys.length > 0 && command.keys.every((keys) => taken.has(keys))) continue
      if (isDisabled(command.run(state, { count: null, keys: null, keymap }))) continue
      valid.push(command)
    }
    for (const command of valid) for (const keys of command.keys) taken.add(keys)
  }
  return valid
}

const mostRows = 60

const namesOf = memoLast((index: ClusterIndex): readonly string[] => everything(index).map((one) => one.name))

/** The rows of the palette for a text: commands first, then objects of the cluster. */
export function paletteRows(state: State, keymap: Keymap, text: string): readonly PaletteRow[] {
  const commands = validCommands(state, keymap).filter((one) => !one.id.startsWith('move.'))
  const found = searchNames(
    commands.map((one) => one.help),
    text,
    mostRows,
  ).flatMap((at): readonly PaletteRow[] => {
    const command = commands[at]
    return command === undefined ? [] : [{ type: 'command', command }]
  })
  const { index } = state
  if (index === null || text.trim() === '') return found
  const all = everything(index)
  const objects = searchNames(namesOf(index), text, mostRows).flatMap((at): readonly PaletteRow[] => {
    const named = all[at]
    return named === undefined ? [] : [{ type: 'object', named }]
  })
  return [...found, ...objects].slice(0, mostRows)
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
export const groups: readonly Command['group'][] = ['Move', 'Open', 'Look', 'Trace', 'Copy', 'Program']

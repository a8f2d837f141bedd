import type { ClusterIndex } from '../engine/cluster-index.ts'
import { type Choice, typedChoices } from './choices.ts'
import { type Command, contextsOf, isDisabled, type Keymap, shortHelp } from './command.ts'
import { everything, type Named } from './everything.ts'
import { kindsCalled, type ListKind } from './list-kinds.ts'
import { memoLast } from './memo.ts'
import { searchExactly, searchLoosely } from './search.ts'
import type { State } from './state.ts'

/** A row of the palette or of the help. */
export type PaletteRow =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'kind'; readonly kind: ListKind }
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

/** The rows of the palette for a text: a kind of object or a command of that name first, then commands, other kinds and objects of
 * the cluster that hold it; what is spelled nearly so only when nothing does. */
export function paletteRows(state: State, keymap: Keymap, text: string): readonly PaletteRow[] {
  const choices = typedChoices(state, text)
  if (choices !== null) return choices.slice(0, mostRows).map((choice) => ({ type: 'choice', choice }))
  const valid = withRefused(state, keymap, text)
  const { index } = state
  const all = index === null || text.trim() === '' ? [] : everything(index)
  const names = index === null || all.length === 0 ? [] : namesOf(index)
  const kinds = index === null ? { exactly: [], nearly: [] } : kindsCalled(text)
  const exact = {
    commands: commandsHolding(valid, text),
    named: searchExactly(names, text, mostRows),
  }
  const isFound = [exact.commands, exact.named, kinds.exactly, kinds.nearly].some((found) => found.length > 0)
  const helps = valid.map((one) => one.help)
  const { commands, named } = isFound
    ? exact
    : {
        commands: searchLoosely(helps, text, mostRows).flatMap((at) => valid[at] ?? []),
        named: searchLoosely(names, text, mostRows),
      }
  const rows = [
    ...kinds.exactly.map((kind): PaletteRow => ({ type: 'kind', kind })),
    ...commands.map((command): PaletteRow => ({ type: 'command', command })),
    ...kinds.nearly.map((kind): PaletteRow => ({ type: 'kind', kind })),
    ...named.flatMap((at) => all[at] ?? []).map((one): PaletteRow => ({ type: 'object', named: one })),
  ]
  return rows.slice(0, mostRows)
}

/** What commands are also called, by their ids. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  'overlay.help': ['help', 'h', 'keys'],
  'program.quit': ['q', 'q!', 'exit', 'wq'],
  'live.contexts': ['ctx', 'context'],
  'live.retry': ['reload', 'refresh'],
  'open.problems': ['problem', 'errors', 'warnings'],
  'open.messages': ['messages', 'history'],
  'live.color': ['color', 'colour'],
}

/** The commands that can run now; where none is called so, also those of that name that cannot, which say why when they are chosen. */
function withRefused(state: State, keymap: Keymap, text: string): readonly Command[] {
  const valid = validCommands(state, keymap).filter((one) => !one.id.startsWith('move.'))
  const wanted = text.trim().toLowerCase()
  if (valid.some((one) => isCalled(one, wanted))) return valid
  const contexts = contextsOf({ ...state, overlay: null }, keymap)
  const isHere = (one: Command) => one.contexts.some((context) => contexts.includes(context))
  const refused = keymap.commands.find((one) => isHere(one) && isCalled(one, wanted) && !one.id.startsWith('move.'))
  return refused === undefined ? valid : [refused, ...valid]
}

function isCalled(command: Command, wanted: string): boolean {
  return shortHelp(command).toLowerCase() === wanted || otherNames[command.id]?.includes(wanted) === true
}

/** The commands that hold a text as it is: those of that name, those that hold it in their name, then in what they do. */
function commandsHolding(commands: readonly Command[], text: string): readonly Command[] {
  if (text.trim() === '') return commands
  const wanted = text.trim().toLowerCase()
  const holding = (texts: readonly string[]) => searchExactly(texts, text, mostRows).flatMap((at) => commands[at] ?? [])
  return [
    ...new Set([
      ...commands.filter((one) => isCalled(one, wanted)),
      ...holding(commands.map(shortHelp)),
      ...holding(commands.map((one) => one.help)),
    ]),
  ]
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

import type { Command, Context } from '../../src/store/command.ts'
import { keyText } from '../../src/store/key-text.ts'
import { keymap } from '../../src/store/keymap.ts'

/** The places of the README's key table, and whose keys stand there. */
const places: readonly (readonly [string, readonly Context[]])[] = [
  ['Anywhere', ['always', 'view']],
  ['Board', ['board']],
  ['Opened objects', ['drill']],
  ['Lists', ['list', 'problems', 'history', 'snapshots', 'live', 'contexts']],
  ['Tracer', ['trace', 'trace-typing']],
  ['Asking for a connection', ['picker']],
  ['Help and commands', ['help', 'palette']],
  ['While typing', ['board-typing', 'drill-typing', 'list-typing', 'problems-typing']],
]

/** The key table of the README, in Markdown, one section a place. */
export function keysTable(): string {
  const sections = [...places, ...otherPlaces()].map(([name, contexts]) => {
    const seen = new Set<string>()
    const commands = keymap.commands.filter((one) => isNew(one, contexts, seen))
    const rows = commands.map((one) => `| ${one.keys.map(code).join(' ')} | ${one.help} |`)
    return [`**${name}**`, '', '| key | what it does |', '| --- | --- |', ...rows].join('\n')
  })
  return sections.join('\n\n')
}

/** Contexts that have no place above, each with one of its own name; what is typed in them stands with it. */
function otherPlaces(): readonly (readonly [string, readonly Context[]])[] {
  const placed = new Set(places.flatMap(([, contexts]) => contexts))
  const others = [...new Set(keymap.commands.flatMap((command) => command.contexts))].filter((one) => !placed.has(one))
  const names = [...new Set(others.map((context) => context.replace(/-typing$/, '')))]
  return names.map((name) => [
    `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    others.filter((context) => context.replace(/-typing$/, '') === name),
  ])
}

function isNew(command: Command, contexts: readonly Context[], seen: Set<string>): boolean {
  if (command.keys.length === 0 || !command.contexts.some((context) => contexts.includes(context))) return false
  if (seen.has(command.help)) return false
  seen.add(command.help)
  return true
}

function code(keys: string): string {
  return `\`${keyText(keys).replaceAll('|', '\\|')}\``
}

const begin = '<!-- keys -->'
const end = '<!-- /keys -->'

/** A text with the key table between its marks; a text without them as it is. */
export function withKeys(text: string): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) return text
  return `${text.slice(0, from + begin.length)}\n\n${keysTable()}\n\n${text.slice(to)}`
}

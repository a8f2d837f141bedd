/** A line of text being typed. `at` is the cursor, counted in UTF-16 units, always on the border of a character. */
export interface Entry {
  readonly text: string
  readonly at: number
}

export const emptyEntry: Entry = { text: '', at: 0 }

/** An entry that holds a text, the cursor behind it. */
export function entryOf(text: string): Entry {
  return { text, at: text.length }
}

/** The entry with a text put in at the cursor; line ends and other control characters become spaces. */
export function insertText(entry: Entry, text: string): Entry {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
  return { text: entry.text.slice(0, entry.at) + clean + entry.text.slice(entry.at), at: entry.at + clean.length }
}

/** The entry after a key, or null when the key means nothing to a line of text. Keys are those of readline. */
export function editEntry(entry: Entry, key: string): Entry | null {
  if (key === 'space') return insertText(entry, ' ')
  if ([...key].length === 1) return insertText(entry, key)
  const edit = edits[key]
  return edit === undefined ? null : edit(entry)
}

const edits: Readonly<Record<string, (entry: Entry) => Entry>> = {
  backspace: (entry) => cut(entry, before(entry), entry.at),
  'ctrl-h': (entry) => cut(entry, before(entry), entry.at),
  delete: (entry) => cut(entry, entry.at, after(entry)),
  left: (entry) => ({ ...entry, at: before(entry) }),
  right: (entry) => ({ ...entry, at: after(entry) }),
  home: (entry) => ({ ...entry, at: 0 }),
  'ctrl-a': (entry) => ({ ...entry, at: 0 }),
  end: (entry) => ({ ...entry, at: entry.text.length }),
  'ctrl-e': (entry) => ({ ...entry, at: entry.text.length }),
  'ctrl-u': (entry) => cut(entry, 0, entry.at),
  'ctrl-k': (entry) => cut(entry, entry.at, entry.text.length),
  'ctrl-w': (entry) => cut(entry, wordStart(entry), entry.at),
  'alt-backspace': (entry) => cut(entry, wordStart(entry), entry.at),
}

function cut(entry: Entry, from: number, to: number): Entry {
  return { text: entry.text.slice(0, from) + entry.text.slice(to), at: from }
}

function before(entry: Entry): number {
  const last = [...entry.text.slice(0, entry.at)].at(-1)
  return entry.at - (last?.length ?? 0)
}

function after(entry: Entry): number {
  const next = entry.text.codePointAt(entry.at)
  return next === undefined ? entry.at : entry.at + String.fromCodePoint(next).length
}

function wordStart(entry: Entry): number {
  return entry.text.slice(0, entry.at).replace(/\S+\s*$/, '').length
}

/** A part of a YAML text that can be read alone, with its first line, from 1. */
export interface YamlPart {
  readonly text: string
  readonly line: number
}

/** A document that holds a list: its items one by one, and the document without them. */
export interface YamlList {
  readonly header: YamlPart
  readonly items: readonly YamlPart[]
}

/**
 * The documents of a YAML text. Empty ones and those of comments alone are left out.
 *
 * A line that begins with `---` or `...` ends a document wherever it stands, in quotes and block scalars too, so cutting
 * there is exact, and a document that cannot be read spoils no other.
 */
export function* splitDocuments(text: string): Generator<YamlPart> {
  const marker = /(?:^|\n)(---|\.\.\.)(?=[ \t\r\n]|$)/g
  let line = 1
  let start = 0
  for (;;) {
    const found = marker.exec(text)
    const end = found === null ? text.length : found.index + (text[found.index] === '\n' ? 1 : 0)
    const part = text.slice(start, end)
    const isEmpty = !/(?:^|\n)[ \t\r]*[^\s#]/.test(part.replace(/^(?:---|\.\.\.)/, '   '))
    // Directives (`%YAML`) stand before the `---` of the document they belong to.
    const isDirectives = found?.[1] === '---' && /^(?:\.\.\.[^\n]*\n)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*%/.test(part)
    if (!isDirectives) {
      if (!isEmpty) yield { text: part.startsWith('...') ? part.replace('...', '   ') : part, line }
      line += countLines(part)
      start = end
    }
    if (found === null) return
  }
}

/**
 * The items of a document that is a list in the form kubectl prints: `items:` at the start of a line, each item after a `-`
 * of one indent. Null for any other document.
 *
 * Everything inside an item is indented deeper than its `-`, so cutting there is exact too. `isBroken`: the document cannot be
 * read as cut so; then a line that is indented too little does not end the list while items follow.
 */
export function splitItems(document: YamlPart, isBroken: boolean): YamlList | null {
  const { text } = document
  const key = /(?:^|\n)items:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*/g
  const found = key.exec(text)
  if (found === null) return null
  const begin = key.lastIndex
  const first = /( *)-(?=[ \t\r\n])/y
  first.lastIndex = begin
  const indent = first.exec(text)?.[1]?.length
  if (indent === undefined) return null
  const starts = itemStarts(text, begin, indent)
  const end = listEnd(text, (isBroken ? starts.at(-1) : undefined) ?? begin, indent)
  const before = text.slice(0, text[found.index] === '\n' ? found.index + 1 : found.index)
  let line = document.line + countLines(text.slice(0, begin))
  const items: YamlPart[] = []
  for (const [at, start] of starts.entries()) {
    if (start >= end) break
    const item = text.slice(start, Math.min(end, starts[at + 1] ?? end))
    items.push({ text: item, line })
    line += countLines(item)
  }
  // Blank lines stand for the items, so that the lines after them keep their numbers.
  const gap = '\n'.repeat(line - document.line - countLines(before))
  return { header: { text: `${before}items: []${gap}${text.slice(end)}`, line: document.line }, items }
}

/** Where the lines with a `-` of this indent begin. */
function itemStarts(text: string, begin: number, indent: number): readonly number[] {
  const starts = [begin]
  const dash = new RegExp(`\\n {${indent}}-(?=[ \\t\\r\\n]|$)`, 'g')
  dash.lastIndex = begin
  for (let found = dash.exec(text); found !== null; found = dash.exec(text)) starts.push(found.index + 1)
  return starts
}

/** Where the first line begins that is indented less than an item, or as much without being one. */
function listEnd(text: string, begin: number, indent: number): number {
  const less = indent === 0 ? '[^ \\t\\r\\n#-]' : ` {0,${indent - 1}}[^ \\t\\r\\n#]`
  const end = new RegExp(`\\n${less}`, 'g')
  end.lastIndex = begin
  const found = end.exec(text)
  return found === null ? text.length : found.index + 1
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

import { type Line, type Role, type Span, span } from './styled.ts'
import { lineWidth } from './width.ts'

/**
 * A line broken at spaces so that no piece takes more columns than `width`; pieces after the first begin with `hanging` spaces.
 * A word longer than the width stays whole, on a line of its own. `width` null: the line as it is.
 */
export function wrapLine(line: Line, width: number | null, hanging: number): readonly Line[] {
  if (width === null) return [line]
  const lines: Span[][] = [[]]
  let used = 0
  for (const word of wordsOf(line)) {
    const columns = lineWidth(word)
    const isFirst = used === 0 || (lines.length > 1 && used === hanging)
    if (!isFirst && used + columns > width && !isSpace(word)) {
      dropTrailingSpace(lines[lines.length - 1] ?? [])
      lines.push(hanging > 0 ? [span(' '.repeat(hanging))] : [])
      used = hanging
    }
    for (const part of word) append(lines[lines.length - 1] ?? [], part.text, part.role)
    used += columns
  }
  return lines
}

/** Words and the runs of spaces between them. A word may change its role inside: it is not broken there. */
function wordsOf(line: Line): readonly Line[] {
  const words: Span[][] = []
  for (const part of line) {
    for (const text of part.text.split(/( +)/)) {
      if (text === '') continue
      const last = words[words.length - 1]
      if (last === undefined || isSpace(last) !== text.startsWith(' ')) words.push([span(text, part.role)])
      else last.push(span(text, part.role))
    }
  }
  return words
}

function isSpace(word: Line): boolean {
  return word[0]?.text.startsWith(' ') ?? false
}

function append(line: Span[], text: string, role: Role): void {
  const last = line[line.length - 1]
  if (last !== undefined && last.role === role) line[line.length - 1] = span(last.text + text, role)
  else line.push(span(text, role))
}

function dropTrailingSpace(line: Span[]): void {
  const last = line.pop()
  if (last === undefined) return
  const text = last.text.trimEnd()
  if (text === '') dropTrailingSpace(line)
  else line.push(span(text, last.role))
}

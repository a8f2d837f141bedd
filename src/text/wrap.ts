import { type Line, type Role, type Span, span } from './styled.ts'
import { textWidth } from './width.ts'

/**
 * A line broken at spaces so that no piece takes more columns than `width`; pieces after the first begin with `hanging` spaces.
 * A word longer than the width stays whole, on a line of its own. `width` null: the line as it is.
 */
export function wrapLine(line: Line, width: number | null, hanging: number): readonly Line[] {
  if (width === null) return [line]
  const lines: Span[][] = [[]]
  let used = 0
  for (const word of wordsOf(line)) {
    const columns = textWidth(word.text)
    const isFirst = used === 0 || (lines.length > 1 && used === hanging)
    if (!isFirst && used + columns > width && word.text.trim() !== '') {
      dropTrailingSpace(lines[lines.length - 1] ?? [])
      lines.push(hanging > 0 ? [span(' '.repeat(hanging))] : [])
      used = hanging
    }
    append(lines[lines.length - 1] ?? [], word.text, word.role)
    used += columns
  }
  return lines
}

/** Words and the runs of spaces between them, each in its role. */
function wordsOf(line: Line): readonly Span[] {
  return line.flatMap((part) =>
    part.text
      .split(/( +)/)
      .filter((text) => text !== '')
      .map((text) => span(text, part.role)),
  )
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

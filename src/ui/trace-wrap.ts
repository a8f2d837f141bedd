import { type Line, type Role, type Span, span } from '../text/styled.ts'
import { lineWidth, textWidth } from '../text/width.ts'
import { wrapLine } from '../text/wrap.ts'

/** A line broken to fit a pane: between words, and inside a word that is wider than the pane. */
export function inPane(line: Line, columns: number, hanging = 0): readonly Line[] {
  const width = Math.max(hanging + 4, columns)
  return wrapLine(line, width, hanging).flatMap((each) =>
    lineWidth(each) <= width ? [each] : foldLine(each, width, hanging),
  )
}

/** Lines of one role from a text, broken to fit a pane. */
export function textInPane(text: string, columns: number, role: Role = 'plain'): readonly Line[] {
  return inPane([span(text, role)], columns)
}

/** Two ends of a line: the first broken to fit beside the second, which stands at the right edge of the first row. */
export function withAside(line: Line, aside: Line, columns: number, hanging: number): readonly Line[] {
  const wide = lineWidth(aside)
  if (wide === 0) return inPane(line, columns, hanging)
  const [first = [], ...rest] = inPane(line, columns - wide - 2, hanging)
  return [[...first, span(' '.repeat(Math.max(1, columns - wide - lineWidth(first)))), ...aside], ...rest]
}

function foldLine(line: Line, columns: number, hanging: number): readonly Line[] {
  const lines: Span[][] = [[]]
  let used = 0
  for (const { text, role } of line) {
    for (const character of text) {
      if (used + textWidth(character) > columns) {
        lines.push([span(' '.repeat(hanging))])
        used = hanging
      }
      const now = lines[lines.length - 1]
      const last = now?.at(-1)
      if (now === undefined) continue
      if (last !== undefined && last.role === role) now[now.length - 1] = span(last.text + character, role)
      else now.push(span(character, role))
      used += textWidth(character)
    }
  }
  return lines.filter((each) => each.some((part) => part.text.trim() !== ''))
}

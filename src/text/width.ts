import type { Line, Span } from './styled.ts'

/** Characters that take two columns of a terminal: East Asian wide ones and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
/** Characters that take none: combining marks and joiners. */
const ZERO = /\p{Mn}|\p{Me}|\u200b|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/u
const ASCII = /^[\x20-\x7e]*$/

/** How many columns of a terminal the text takes. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += characterWidth(character)
  return columns
}

/** How many columns of a terminal the line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((columns, part) => columns + textWidth(part.text), 0)
}

/** The text, or its beginning and `…` where it takes more columns than given. */
export function clipText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  return columns < 1 ? '' : `${beginning(text, columns - 1)}…`
}

/** The line, or its beginning and `…` where it takes more columns than given. */
export function clipLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line
  if (columns < 1) return []
  const kept: Span[] = []
  let left = columns - 1
  for (const part of line) {
    const width = textWidth(part.text)
    if (width > left) {
      kept.push({ ...part, text: `${beginning(part.text, left)}…` })
      break
    }
    kept.push(part)
    left -= width
  }
  return kept
}

/** The line with spaces behind it up to so many columns; a longer one stays as it is. */
export function padLine(line: Line, columns: number): Line {
  const missing = columns - lineWidth(line)
  return missing <= 0 ? line : [...line, { text: ' '.repeat(missing), role: 'plain' }]
}

/** As much of the text as fits. */
function beginning(text: string, columns: number): string {
  let kept = ''
  let used = 0
  for (const character of text) {
    used += characterWidth(character)
    if (used > columns) break
    kept += character
  }
  return kept
}

function characterWidth(character: string): number {
  if (ASCII.test(character)) return 1
  if (ZERO.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

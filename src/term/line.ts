import type { Style } from './style.ts'
import { graphemes, isSimple, textWidth } from './width.ts'

/** A run of text in one look. */
export interface Run {
  readonly text: string
  readonly style: Style
}

/** One line of the screen, left to right. */
export type StyledLine = readonly Run[]

/** The cells a line takes; a wide character takes two. */
export function lineWidth(line: StyledLine): number {
  return line.reduce((sum, run) => sum + textWidth(run.text), 0)
}

/** The start of a text that fits into `width` cells. With an ellipsis given, it stands last where something was cut. */
export function clipText(text: string, width: number, ellipsis = ''): string {
  if (textWidth(text) <= width) return text
  const room = width - textWidth(ellipsis)
  if (room < 0) return clipText(ellipsis, width)
  if (isSimple(text)) return text.slice(0, room) + ellipsis
  let used = 0
  let kept = ''
  for (const part of graphemes(text)) {
    used += part.width
    if (used > room) break
    kept += part.text
  }
  return kept + ellipsis
}

/** The longest end of a name that tells it apart and is no more of a hash than needed. */
const longestEnd = 7

/** A text that fits into `width` cells, cut in its middle: names often differ at their end only. */
export function clipMiddle(text: string, width: number, ellipsis: string): string {
  const end = Math.min(longestEnd, Math.ceil((width - textWidth(ellipsis)) / 3))
  if (end < 1 || textWidth(text) <= width) return clipText(text, width, ellipsis)
  const kept = lastCells(text, end)
  return clipText(text, width - textWidth(kept) - textWidth(ellipsis)) + ellipsis + kept
}

/** The end of a text that fits into `width` cells. */
function lastCells(text: string, width: number): string {
  const parts = graphemes(text)
  let [from, used] = [parts.length, 0]
  for (let part = parts[from - 1]; part !== undefined && used + part.width <= width; part = parts[from - 1]) {
    used += part.width
    from -= 1
  }
  return parts
    .slice(from)
    .map((part) => part.text)
    .join('')
}

/** The start of a line that fits into `width` cells, the ellipsis in the look of the run that was cut. */
export function clipLine(line: StyledLine, width: number, ellipsis = ''): StyledLine {
  if (lineWidth(line) <= width) return line
  const kept: Run[] = []
  const room = width - textWidth(ellipsis)
  let used = 0
  for (const run of line) {
    const wide = textWidth(run.text)
    if (used + wide <= room) {
      kept.push(run)
      used += wide
      continue
    }
    kept.push({ text: clipText(run.text, Math.max(0, room - used)) + ellipsis, style: run.style })
    break
  }
  return kept
}

/** A line of exactly `width` cells: clipped, or filled with blanks in `fill`. */
export function fitLine(line: StyledLine, width: number, fill: Style, ellipsis = '…'): StyledLine {
  const clipped = clipLine(line, width, ellipsis)
  const missing = width - lineWidth(clipped)
  return missing > 0 ? [...clipped, { text: ' '.repeat(missing), style: fill }] : clipped
}

/** A text of exactly `width` cells. */
export function fitText(text: string, width: number, ellipsis = '…'): string {
  const clipped = clipText(text, width, ellipsis)
  return clipped + ' '.repeat(Math.max(0, width - textWidth(clipped)))
}

/** A text of exactly `width` cells, a longer one cut in its middle. */
export function fitMiddle(text: string, width: number, ellipsis: string): string {
  return fitText(clipMiddle(text, width, ellipsis), width)
}

/** The line with something changed in the look of each run: `restyle(line, { inverse: true })`. */
export function restyle(line: StyledLine, difference: Partial<Style>): StyledLine {
  return line.map((run) => ({ text: run.text, style: { ...run.style, ...difference } }))
}

/** The text of a line, its looks left out. */
export function plainText(line: StyledLine): string {
  return line.map((run) => run.text).join('')
}

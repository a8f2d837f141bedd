import type { Item } from '../store/details/item.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { wrapLine } from '../text/wrap.ts'
import { fitted, type Look, painted, run, spread, underCursor } from './look.ts'

/** Items as lines of exactly `width` cells, and which line each item begins on. */
export interface Wrapped {
  readonly lines: readonly StyledLine[]
  readonly starts: readonly number[]
}

/** Items wrapped to a width; the one under the cursor (null: none) is marked on all its lines. */
export function wrapItems(look: Look, items: readonly Item[], width: number): Wrapped {
  const lines: StyledLine[] = []
  const starts: number[] = []
  for (const item of items) {
    starts.push(lines.length)
    const wrapped = wrapLine(item.line, width - 2, item.hang)
    for (const [at, line] of wrapped.entries()) {
      const left = [run(look, ' '), ...painted(look, line)]
      const right = at === 0 ? [run(look, ' '), ...painted(look, item.aside), run(look, ' ')] : []
      const fits = item.aside.length > 0 && lineWidth(left) + lineWidth(right) <= width
      lines.push(fits ? spread(look, { left, right }, width) : fitted(look, left, width))
    }
  }
  return { lines, starts }
}

/** Lines with those of one item marked as under the cursor. */
export function markItem(wrapped: Wrapped, at: number, focused: boolean): readonly StyledLine[] {
  const from = wrapped.starts[at] ?? -1
  const to = wrapped.starts[at + 1] ?? wrapped.lines.length
  return wrapped.lines.map((line, row) => (row >= from && row < to ? underCursor(line, focused) : line))
}

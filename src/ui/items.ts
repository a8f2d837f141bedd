import type { Item } from '../store/details/item.ts'
import { type Wrapped, wrapItems } from '../store/wrapped.ts'
import { lineWidth, type StyledLine } from '../term/line.ts'
import { fitted, type Look, painted, run, spread, underCursor } from './look.ts'

/** Which lines of a description to paint, and which item is marked. */
export interface ItemsWindow {
  readonly width: number
  readonly top: number
  readonly rows: number
  /** The item under the cursor; null for none. */
  readonly at: number | null
  readonly focused: boolean
}

/** A window of a description, its lines exactly `width` cells wide, one cell of margin on each side. */
export function paintItems(look: Look, wrapped: Wrapped, window: ItemsWindow): readonly StyledLine[] {
  const { width, top, rows, at } = window
  const from = at === null ? -1 : (wrapped.starts[at] ?? -1)
  const to = at === null ? -1 : (wrapped.starts[at + 1] ?? wrapped.lines.length)
  return wrapped.lines.slice(top, top + rows).map(({ line, aside }, row) => {
    const left = [run(look, ' '), ...painted(look, line)]
    const right = [...painted(look, aside), run(look, ' ')]
    const whole = lineWidth(right) === 1 ? fitted(look, left, width) : spread(look, { left, right }, width)
    return top + row >= from && top + row < to ? underCursor(whole, window.focused) : whole
  })
}

/** Items wrapped for a pane `width` cells wide inside its frame. */
export function wrapForPane(items: readonly Item[], width: number): Wrapped {
  return wrapItems(items, width - 2)
}

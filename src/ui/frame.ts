import { lineWidth, type StyledLine } from '../term/line.ts'
import { fitted, type Look, run } from './look.ts'

/** A box around lines. */
export interface Frame {
  readonly width: number
  /** Rows inside the frame. */
  readonly rows: number
  /** Heavy lines: this pane has the keys. */
  readonly focused: boolean
  readonly title: StyledLine
  /** At the right end of the upper edge. */
  readonly aside: StyledLine
  /** In the lower edge. */
  readonly foot: StyledLine
  /** At the right end of the lower edge. */
  readonly footAside: StyledLine
}

/** Lines in a frame: `rows + 2` lines of `width` cells each. */
export function framed(look: Look, frame: Frame, lines: readonly StyledLine[]): readonly StyledLine[] {
  const line = frame.focused ? look.glyphs.heavy : look.glyphs.light
  const edge = frame.focused ? 'accent' : 'faint'
  const side = [run(look, line.down, edge)]
  const inner = frame.width - 2
  const body = Array.from({ length: frame.rows }, (_, row) => [
    ...side,
    ...fitted(look, lines[row] ?? [], inner),
    ...side,
  ])
  return [
    [run(look, line.topLeft, edge), ...edgeLine(look, frame, 'top'), run(look, line.topRight, edge)],
    ...body,
    [run(look, line.bottomLeft, edge), ...edgeLine(look, frame, 'bottom'), run(look, line.bottomRight, edge)],
  ]
}

/** An edge with a text near its left end and one near its right: `─ platform ──── 200 ─`. */
function edgeLine(look: Look, frame: Frame, which: 'top' | 'bottom'): StyledLine {
  const across = (frame.focused ? look.glyphs.heavy : look.glyphs.light).across
  const role = frame.focused ? 'accent' : 'faint'
  const inner = frame.width - 2
  const left = which === 'top' ? frame.title : frame.foot
  const aside = which === 'top' ? frame.aside : frame.footAside
  const right = lineWidth(aside) > 0 && lineWidth(left) + lineWidth(aside) + 8 <= inner ? aside : []
  const tail: StyledLine = right.length === 0 ? [] : [run(look, ' '), ...right, run(look, ' '), run(look, across, role)]
  const room = inner - lineWidth(tail) - 4
  if (lineWidth(left) === 0 || room < 1) {
    return [run(look, across.repeat(Math.max(0, inner - lineWidth(tail))), role), ...tail]
  }
  const wide = Math.min(room, lineWidth(left))
  const head = [run(look, across, role), run(look, ' '), ...fitted(look, left, wide), run(look, ' ')]
  const fill = inner - lineWidth(head) - lineWidth(tail)
  return [...head, run(look, across.repeat(Math.max(0, fill)), role), ...tail]
}

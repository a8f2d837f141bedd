import { knownOf } from '../store/details/items-of.ts'
import { previewItems } from '../store/drill.ts'
import { listCursor, listHeight, listSplit, type PlainList } from '../store/list-moves.ts'
import type { ObjectRef } from '../store/object.ts'
import type { State } from '../store/state.ts'
import { objectKind, objectTitle } from '../store/titles.ts'
import type { StyledLine } from '../term/line.ts'
import { framed } from './frame.ts'
import { paintItems, wrapForPane } from './items.ts'
import { beside, fitted, type Look, run, underCursor } from './look.ts'
import type { Area } from './view.ts'

/** A list that fills the body, with what is under the cursor on its right where there is room. */
export interface ListPane {
  readonly title: string
  readonly aside: string
  readonly length: number
  /** A line that stays over the rows, or null; the height of the list leaves room for it. */
  readonly head: ((width: number) => StyledLine) | null
  /** A row, not wider than `width`. */
  row(at: number, width: number): StyledLine
  /** What stands in the list when it is empty. */
  readonly empty: readonly string[]
  /** The pane on the right, or null. */
  readonly preview: ((width: number, rows: number) => readonly StyledLine[]) | null
}

/** The body of a view that is one list. */
export function paintList(
  state: State,
  view: PlainList,
  look: Look,
  pane: ListPane & { readonly area: Area },
): readonly StyledLine[] {
  const { area } = pane
  const rows = listHeight(state, view)
  const split = pane.preview === null ? 'none' : listSplit(state, view)
  const width = split === 'beside' ? Math.floor(area.columns * 0.55) : area.columns
  const { at, top } = listCursor(state, view)
  const count = Math.max(0, Math.min(rows, pane.length - top))
  const lines = Array.from({ length: count }, (_, row) => {
    const line = fitted(look, pane.row(top + row, width - 2), width - 2)
    return top + row === at ? underCursor(line, true) : line
  })
  const empty = pane.empty.map((text) => [run(look, `  ${text}`, 'faint')])
  const below = pane.length - top - rows
  const frame = {
    width,
    rows: rows + (pane.head === null ? 0 : 1),
    focused: true,
    title: [run(look, pane.title, 'heading')],
    aside: [run(look, pane.aside, 'faint')],
    foot: [],
    footAside: below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : [],
  }
  const head = pane.head === null ? [] : [pane.head(width - 2)]
  const list = { width, lines: framed(look, frame, [...head, ...(pane.length === 0 ? [[], ...empty] : lines)]) }
  if (split === 'none' || pane.preview === null) return list.lines
  if (split === 'below') return [...list.lines, ...pane.preview(width, area.rows - frame.rows - 4)]
  const rest = area.columns - width
  return beside(look, [list, { width: rest, lines: pane.preview(rest, rows) }], rows + 2)
}

/** An object in a frame, as it is seen before it is opened. */
export function objectPreview(state: State, object: ObjectRef | null, look: Look) {
  return (width: number, rows: number): readonly StyledLine[] => {
    const known = knownOf(state)
    const items = object === null || known === null ? [] : previewItems(known, object)
    const wrapped = wrapForPane(items, width - 2)
    const below = wrapped.lines.length - rows
    const frame = {
      width,
      rows,
      focused: false,
      title: object === null ? [] : [run(look, objectTitle(object))],
      aside: object === null ? [] : [run(look, objectKind(object), 'faint')],
      foot: [],
      footAside: below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : [],
    }
    return framed(look, frame, paintItems(look, wrapped, { width: width - 2, top: 0, rows, at: null, focused: false }))
  }
}

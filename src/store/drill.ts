import { type Cursor, firstRow } from './cursor.ts'
import type { Item } from './details/item.ts'
import { describedItems, type Known } from './details/items-of.ts'
import type { ObjectRef } from './object.ts'
import { type DrillColumn, type DrillView, noFilter, type Size } from './state.ts'
import { itemsHolding, settleCursor, type Wrapped, wrapItems } from './wrapped.ts'

/** One pane of the drill-in on screen, its frame included. `column` null: the preview of what is under the cursor. */
export interface DrillPane {
  readonly object: ObjectRef
  readonly column: DrillColumn | null
  readonly x: number
  readonly width: number
}

/** Rows of a pane inside its frame: the screen without heading, status, hints and frame. */
export function drillRows(size: Size): number {
  return Math.max(1, size.rows - 3 - 2)
}

/** A column opened on an object. */
export function columnOf(object: ObjectRef, yaml = false): DrillColumn {
  return { object, cursor: firstRow, yaml, filter: noFilter }
}

/** Descriptions are whole in the column in focus; those beside it are cut short, since they only give the context. */
export const mostInColumn = 100_000
const mostInPreview = 200

/** What a column lists, after its filter. */
export function columnItems(known: Known, column: DrillColumn): readonly Item[] {
  const items = describedItems(known, column.object, { yaml: column.yaml, most: mostInColumn })
  return itemsHolding(items, column.filter.entry.text.toLowerCase())
}

/** What a preview lists. */
export function previewItems(known: Known, object: ObjectRef): readonly Item[] {
  return describedItems(known, object, { yaml: false, most: mostInPreview })
}

/** A column wrapped to its pane, and its cursor. */
export function settledColumn(
  known: Known,
  column: DrillColumn,
  pane: { readonly width: number; readonly rows: number },
): { readonly wrapped: Wrapped; readonly cursor: Cursor; readonly items: readonly Item[] } {
  const items = columnItems(known, column)
  const wrapped = wrapItems(items, pane.width - 4)
  return { wrapped, cursor: settleCursor(wrapped, column.cursor, pane.rows), items }
}

/** The last column: the one with the cursor. */
export function focusedColumn(view: DrillView): DrillColumn {
  const column = view.columns.at(-1)
  if (column === undefined) throw new Error('a drill-in has no column')
  return column
}

/** What is under the cursor of a column, or null. The cursor stands on the entry at or before its item, else on the first. */
export function targetOf(known: Known, column: DrillColumn): ObjectRef | null {
  const items = columnItems(known, column)
  const before = items.findLastIndex((item, at) => at <= column.cursor.at && item.type === 'entry')
  const at = before >= 0 ? before : items.findIndex((item) => item.type === 'entry')
  return items[at]?.target ?? null
}

/** The panes that have room: the focused column, what is under its cursor on its right, where it came from on its left. */
export function drillPanes(known: Known, view: DrillView, size: Size): readonly DrillPane[] {
  const focused = focusedColumn(view)
  const target = view.zoomed || size.columns < 70 || focused.yaml ? null : targetOf(known, focused)
  const most = view.zoomed || size.columns < 70 ? 1 : size.columns < 110 ? 2 : size.columns < 170 ? 3 : 4
  const before = view.columns.slice(0, -1).slice(-(most - (target === null ? 1 : 2)) || view.columns.length)
  const parents = most <= (target === null ? 1 : 2) ? [] : before
  const wanted = [
    ...parents.map((column) => ({ object: column.object, column, share: 0.95 })),
    { object: focused.object, column: focused, share: 1.1 },
    ...(target === null ? [] : [{ object: target, column: null, share: 1 }]),
  ]
  const all = wanted.reduce((sum, one) => sum + one.share, 0)
  let x = 0
  return wanted.map(({ object, column, share }, at) => {
    const width = at === wanted.length - 1 ? size.columns - x : Math.floor((size.columns * share) / all)
    const pane = { object, column, x, width }
    x += width
    return pane
  })
}

/** The pane of the focused column. */
export function focusedPane(known: Known, view: DrillView, size: Size): DrillPane | null {
  const focused = focusedColumn(view)
  return drillPanes(known, view, size).find((pane) => pane.column === focused) ?? null
}

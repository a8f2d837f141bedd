import { type Line, plainText } from '../text/styled.ts'
import { lineWidth } from '../text/width.ts'
import { wrapLine } from '../text/wrap.ts'
import type { Cursor, Motion } from './cursor.ts'
import type { Item } from './details/item.ts'
import { memoLast } from './memo.ts'

/** One line of a description as it stands in a pane. */
export interface WrappedLine {
  readonly line: Line
  /** At the right end; empty where there is no room. */
  readonly aside: Line
}

/** A description wrapped to a width: its lines, and by item the line it begins on. */
export interface Wrapped {
  readonly lines: readonly WrappedLine[]
  readonly starts: readonly number[]
  /** The items on which a cursor stops. */
  readonly stops: readonly number[]
}

/** Items as lines no wider than `width`. */
export const wrapItems = memoLast((items: readonly Item[], width: number): Wrapped => {
  const lines: WrappedLine[] = []
  const starts: number[] = []
  const stops: number[] = []
  for (const [at, item] of items.entries()) {
    starts.push(lines.length)
    if (item.type === 'entry') stops.push(at)
    for (const [row, line] of wrapLine(item.line, width, item.hang).entries()) {
      const fits = row === 0 && item.aside.length > 0 && lineWidth(line) + lineWidth(item.aside) + 2 <= width
      lines.push({ line, aside: fits ? item.aside : [] })
    }
  }
  return { lines, starts, stops }
})

/** The items whose text holds a word (lower case), with the headings over them. An empty word keeps all. */
export const itemsHolding = memoLast((items: readonly Item[], word: string): readonly Item[] => {
  if (word === '') return items
  return items.filter((item) => item.type === 'heading' || plainText(item.line).toLowerCase().includes(word))
})

/** The cursor on an item it can stand on, and the window around it; where there is none, the window alone counts. */
export function settleCursor(wrapped: Wrapped, cursor: Cursor, rows: number): Cursor {
  const { stops, lines } = wrapped
  const lowest = Math.max(0, lines.length - rows)
  if (stops.length === 0) return { at: -1, top: clamp(cursor.top, 0, lowest) }
  const stop = nearestStop(stops, cursor.at)
  const at = stops[stop] ?? 0
  if (stop === 0 && cursor.at <= at && (wrapped.starts[at] ?? 0) < rows) return { at, top: 0 }
  return { at, top: clamp(topFor(wrapped, at, { top: cursor.top, rows }), 0, lowest) }
}

/** The cursor after a motion. */
export function moveThrough(wrapped: Wrapped, cursor: Cursor, motion: Motion, rows: number): Cursor {
  const { stops, starts, lines } = wrapped
  const here = settleCursor(wrapped, cursor, rows)
  if (stops.length === 0)
    return settleCursor(wrapped, { at: -1, top: scrolled(here.top, motion, lines.length, rows) }, rows)
  const stop = nearestStop(stops, here.at)
  const next = clamp(stopAfter(wrapped, stop, motion, rows), 0, stops.length - 1)
  const at = stops[next] ?? 0
  const lowest = Math.max(0, lines.length - rows)
  if (next === 0 && (starts[at] ?? 0) < rows) return { at, top: 0 }
  // What stands behind the last stop is text to read: the end comes into the window.
  const tail = lines.length - (starts[at] ?? 0)
  if (next === stops.length - 1 && tail <= rows) return { at, top: lowest }
  return { at, top: clamp(topFor(wrapped, at, { top: here.top, rows }), 0, lowest) }
}

function stopAfter(wrapped: Wrapped, stop: number, motion: Motion, rows: number): number {
  const { stops, starts } = wrapped
  switch (motion.type) {
    case 'by':
      return stop + motion.rows
    case 'first':
      return 0
    case 'last':
      return stops.length - 1
    case 'to':
      return motion.row
    case 'page': {
      const line = (starts[stops[stop] ?? 0] ?? 0) + Math.trunc(motion.pages * rows)
      const beyond = stops.findIndex((item) => (starts[item] ?? 0) >= line)
      return beyond < 0 ? stops.length - 1 : beyond
    }
  }
}

function scrolled(top: number, motion: Motion, lines: number, rows: number): number {
  switch (motion.type) {
    case 'by':
      return top + motion.rows
    case 'page':
      return top + Math.trunc(motion.pages * rows)
    case 'first':
      return 0
    case 'last':
      return lines - rows
    case 'to':
      return motion.row
  }
}

/** The stop at an item, or the last one before it. */
function nearestStop(stops: readonly number[], item: number): number {
  let low = 0
  let high = stops.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((stops[middle] ?? 0) <= item) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** The first line of the window that holds an item with two lines to spare. */
function topFor(wrapped: Wrapped, item: number, window: { readonly top: number; readonly rows: number }): number {
  const margin = Math.min(2, Math.max(0, Math.floor((window.rows - 1) / 2)))
  const from = wrapped.starts[item] ?? 0
  const to = (wrapped.starts[item + 1] ?? wrapped.lines.length) - 1
  return clamp(window.top, to + margin + 1 - window.rows, Math.max(0, from - margin))
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, Math.max(least, most)))
}

/** Where a list stands: the row under the cursor and the first row in the window, both from 0. */
export interface Cursor {
  readonly at: number
  readonly top: number
}

export const firstRow: Cursor = { at: 0, top: 0 }

/** A movement through a list, the same for every list and pane. */
export type Motion =
  | { readonly type: 'by'; readonly rows: number }
  /** In windows: 1 is a page down, -0.5 half a page up. */
  | { readonly type: 'page'; readonly pages: number }
  | { readonly type: 'first' }
  | { readonly type: 'last' }
  /** To a row, from 0. */
  | { readonly type: 'to'; readonly row: number }

/** The cursor after a motion in a list of `count` rows seen through a window of `rows`. */
export function moveCursor(cursor: Cursor, motion: Motion, count: number, rows: number): Cursor {
  return keepInView({ at: target(cursor, motion, count, rows), top: cursor.top }, count, rows)
}

/** The cursor inside the list, and the window around it: it scrolls only when the cursor comes within two rows of its edge. */
export function keepInView(cursor: Cursor, count: number, rows: number): Cursor {
  const at = clamp(cursor.at, 0, Math.max(0, count - 1))
  const margin = Math.min(2, Math.max(0, Math.floor((rows - 1) / 2)))
  const lowest = Math.max(0, count - rows)
  const top = clamp(cursor.top, Math.max(0, at + margin + 1 - rows), at - margin)
  return { at, top: clamp(top, 0, lowest) }
}

function target(cursor: Cursor, motion: Motion, count: number, rows: number): number {
  switch (motion.type) {
    case 'by':
      return clamp(cursor.at + motion.rows, 0, Math.max(0, count - 1))
    case 'page':
      return clamp(cursor.at + Math.trunc(motion.pages * Math.max(1, rows)), 0, Math.max(0, count - 1))
    case 'first':
      return 0
    case 'last':
      return Math.max(0, count - 1)
    case 'to':
      return clamp(motion.row, 0, Math.max(0, count - 1))
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}

import { expect, test } from 'vitest'
import { type Cursor, keepInView, type Motion, moveCursor } from '../../src/store/cursor.ts'

const rows: readonly [string, Cursor, Motion, number, number, Cursor][] = [
  [
    'the window stands while the cursor is inside its margin',
    { at: 3, top: 0 },
    { type: 'by', rows: 1 },
    100,
    10,
    { at: 4, top: 0 },
  ],
  [
    'it scrolls when the cursor comes within two rows of the edge',
    { at: 7, top: 0 },
    { type: 'by', rows: 1 },
    100,
    10,
    { at: 8, top: 1 },
  ],
  [
    'the last row is shown without a margin',
    { at: 98, top: 90 },
    { type: 'by', rows: 1 },
    100,
    10,
    { at: 99, top: 90 },
  ],
  ['a cursor stops at the end', { at: 99, top: 90 }, { type: 'by', rows: 5 }, 100, 10, { at: 99, top: 90 }],
  [
    'a page goes as far as the window is high',
    { at: 0, top: 0 },
    { type: 'page', pages: 1 },
    100,
    10,
    { at: 10, top: 3 },
  ],
  ['half a page up', { at: 50, top: 45 }, { type: 'page', pages: -0.5 }, 100, 10, { at: 45, top: 43 }],
  ['last goes to the last row', { at: 0, top: 0 }, { type: 'last' }, 100, 10, { at: 99, top: 90 }],
  [
    'an empty list keeps the cursor on its first row',
    { at: 5, top: 3 },
    { type: 'by', rows: 1 },
    0,
    10,
    { at: 0, top: 0 },
  ],
]

test.each(rows)('%s', (...row) => {
  const [, cursor, motion, count, window, expected] = row
  expect(moveCursor(cursor, motion, count, window)).toEqual(expected)
})

test('a list that became shorter takes the cursor along', () => {
  expect(keepInView({ at: 50, top: 45 }, 3, 10)).toEqual({ at: 2, top: 0 })
})

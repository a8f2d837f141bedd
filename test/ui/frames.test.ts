import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { asciiCell } from '../../src/term/ascii.ts'
import { lineWidth, plainText } from '../../src/term/line.ts'
import { asciiGlyphs } from '../../src/ui/glyphs.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { Program, plainLook } from './screens.ts'

/** Name of the file, snapshot, size, keys. What is seen is in test/golden/frames/NAME.txt. */
const frames: readonly (readonly [string, string | null, string, string])[] = [
  ['board-80x24', 'catfacts', '80x24', ''],
  ['board-120x36', 'catfacts', '120x36', ''],
  ['board-200x50', 'kitchen-sink', '200x50', ''],
  ['board-60x18', 'catfacts', '60x18', ''],
  ['board-zoomed-preview-60x18', 'catfacts', '60x18', 'tab z'],
  ['board-filtered-by-pod-120x36', 'catfacts', '120x36', '/ p o d : f a c t s / d b enter'],
  ['board-wrong-selector-120x36', 'catfacts', '120x36', '/ l a b e l : a p p = ='],
  ['board-without-staged-120x36', 'catfacts', '120x36', 's l'],
  ['board-chord-80x24', 'catfacts', '80x24', 'g'],
  ['drill-policy-120x36', 'catfacts', '120x36', 'l enter'],
  ['drill-rule-200x50', 'catfacts', '200x50', 'l enter enter j'],
  ['drill-endpoint-120x36', 'catfacts', '120x36', 'l enter G enter'],
  ['drill-yaml-80x24', 'catfacts', '80x24', 'l y'],
  ['everything-80x24', 'catfacts', '80x24', 'ctrl-o'],
  ['everything-found-120x36', 'catfacts', '120x36', 'ctrl-o f a c t s'],
  ['palette-120x36', 'catfacts', '120x36', ': d b'],
  ['help-filtered-120x36', 'catfacts', '120x36', '? c o p y'],
  ['help-80x24', 'catfacts', '80x24', '? down down down down down down down down down down'],
  ['board-folded-80x24', 'catfacts', '80x24', 'h'],
  ['problems-120x36', 'kitchen-sink', '120x36', 'P'],
  ['board-connections-120x36', 'catfacts', '120x36', 'H l'],
  ['board-connections-80x24', 'catfacts', '80x24', 'H l j'],
  ['board-denied-120x36', 'catfacts', '120x36', 'H H H H l l'],
  ['board-bytes-200x50', 'storefront', '200x50', 'H H H B < < <'],
  ['board-stops-120x36', 'catfacts', '120x36', 'H B l'],
  ['stops-80x24', 'catfacts', '80x24', 'B'],
  ['stops-120x36', 'catfacts', '120x36', ': w h e r e enter'],
  ['drill-rule-hits-80x24', 'catfacts', '80x24', 'l enter j enter'],
  ['flows-120x36', 'catfacts', '120x36', 'f tab G'],
  ['flows-by-workloads-120x36', 'catfacts', '120x36', 'f j'],
  ['flows-by-namespaces-80x24', 'catfacts', '80x24', 'f tab tab'],
  ['flows-opened-120x36', 'catfacts', '120x36', 'f tab tab j enter enter'],
  ['flows-filtered-80x24', 'catfacts', '80x24', 'f tab / a c t i o n : d e n y enter j'],
  ['flows-wrong-filter-120x36', 'catfacts', '120x36', 'f tab / a c t i o n : x'],
  ['flows-filter-hint-120x36', 'catfacts', '120x36', 'f tab /'],
  ['flows-traced-stand-in-120x36', 'catfacts', '120x36', 'f tab / d s t : p u b l i c enter enter'],
  [
    'flows-traced-both-records-200x50',
    'catfacts',
    '200x50',
    'f tab / n e t s h o o t space d s t : c a t f a c t s / d b enter enter',
  ],
  ['flows-traced-differs-80x24', 'storefront', '80x24', 'f tab / t w i l i o enter enter'],
  ['matrix-80x24', 'catfacts', '80x24', 'f M n'],
  ['matrix-120x36', 'catfacts', '120x36', 'f tab tab M l l'],
  ['matrix-200x50', 'storefront-zones', '200x50', 'f M n n l'],
  ['matrix-of-a-pair-120x36', 'catfacts', '120x36', 'f tab tab M n enter n'],
  ['neighbours-80x24', 'catfacts', '80x24', 'f j F'],
  ['neighbours-120x36', 'storefront-zones', '120x36', 'f F h'],
  ['neighbours-200x50', 'catfacts', '200x50', 'f F enter'],
  ['neighbours-of-a-pod-120x36', 'catfacts', '120x36', 'l enter G F'],
  ['neighbours-of-an-opened-pod-80x24', 'catfacts', '80x24', 'l enter G enter F'],
  ['flows-of-a-policy-120x36', 'catfacts', '120x36', 'l F'],
  ['flows-sorted-200x50', 'catfacts', '200x50', 'f tab s i c j j j j j space G space esc'],
  ['flows-columns-80x24', 'catfacts', '80x24', 'f tab c j j j j j j j j'],
  ['rehearsal-80x24', 'catfacts', '80x24', 'R'],
  ['rehearsal-120x36', 'catfacts', '120x36', 'R j'],
  ['rehearsal-compared-120x36', 'catfacts', '120x36', 'R enter ='],
  ['rehearsal-today-120x36', 'catfacts', '120x36', 'R enter ~'],
  ['rehearsal-by-policies-120x36', 'catfacts', '120x36', 'R tab'],
  ['rehearsal-200x50', 'storefront-zones', '200x50', 'R j'],
  ['rehearsal-fix-120x36', 'catfacts', '120x36', 'R o'],
  ['rehearsal-nothing-staged-80x24', 'storefront', '80x24', 'R'],
  ['snapshots-empty-80x24', null, '80x24', ''],
  ['too-small', 'catfacts', '59x17', ''],
  ['too-small-20x8', 'catfacts', '20x8', ''],
]

function sizeOf(text: string) {
  const [columns = 80, rows = 24] = text.split('x').map(Number)
  return { columns, rows }
}

test.each(frames)('%s is as its picture', async (...frame) => {
  const [name, snapshot, size, keys] = frame
  const program = new Program(snapshot, sizeOf(size)).press(keys)
  await expect(`${program.screen()}\n`).toMatchFileSnapshot(`../golden/frames/${name}.txt`)
})

test.each(frames)('%s fills the screen to the cell', (...frame) => {
  const [, snapshot, size, keys] = frame
  const { columns, rows } = sizeOf(size)
  const { lines } = screenLines(new Program(snapshot, { columns, rows }).press(keys).state, keymap, plainLook)
  expect(lines.map(lineWidth)).toEqual(new Array(rows).fill(columns))
})

test.each(frames)('%s can be drawn with ASCII alone', (...frame) => {
  const [, snapshot, size, keys] = frame
  const look = { ...plainLook, glyphs: asciiGlyphs }
  const { lines } = screenLines(new Program(snapshot, sizeOf(size)).press(keys).state, keymap, look)
  const strange = lines.flatMap((line) =>
    [...plainText(line)].filter((sign) => sign !== '?' && asciiCell(sign) === '?'),
  )
  expect(strange).toEqual([])
})

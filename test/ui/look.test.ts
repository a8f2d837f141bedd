import { expect, test } from 'vitest'
import { keymap } from '../../src/store/keymap.ts'
import { lineWidth, plainText } from '../../src/term/line.ts'
import { framed } from '../../src/ui/frame.ts'
import { highlighted, overlaid, run, spread } from '../../src/ui/look.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { plainLook as look, Program } from './screens.ts'

test('every place of a word is marked, across runs and whatever its case', () => {
  const line = highlighted(look, [run(look, 'Platform.D', 'faint'), run(look, 'B-db')], ['db'])
  const marked = line.filter((part) => part.style.underline).map((part) => part.text)
  expect(plainText(line)).toBe('Platform.DB-db')
  expect(marked.join('|')).toBe('D|B|db')
})

test('a block lies over lines and leaves what is beside it', () => {
  const lines = overlaid(
    [[run(look, 'abcdefgh')], [run(look, 'ABCDEFGH')]],
    { width: 2, lines: [[run(look, '##')]] },
    { left: 3, top: 1 },
  )
  expect(lines.map(plainText)).toEqual(['abcdefgh', 'ABC##FGH'])
})

test('a wide character that a block cuts leaves a blank', () => {
  const lines = overlaid([[run(look, 'ab猫cd')]], { width: 1, lines: [[run(look, '#')]] }, { left: 2, top: 0 })
  expect(lines.map(plainText)).toEqual(['ab# cd'])
})

test('the right end stays and the left one is cut where both do not fit', () => {
  const sides = { left: [run(look, 'a long name')], right: [run(look, '12')] }
  expect(plainText(spread(look, sides, 8))).toBe('a lon…12')
})

test('a frame keeps its width when its title does not fit', () => {
  const frame = { width: 12, rows: 1, focused: true, foot: [], footAside: [], aside: [run(look, '100')] }
  const lines = framed(look, { ...frame, title: [run(look, 'a very long title')] }, [
    [run(look, 'text that is too long')],
  ])
  expect(lines.map(lineWidth)).toEqual([12, 12, 12])
})

test('the row under the cursor is inverse where the keys go, and only there', () => {
  const inverse = (keys: string) => {
    const { lines } = screenLines(new Program('catfacts').press(keys).state, keymap, look)
    const rows = lines.filter((line) => line.some((part) => part.style.inverse))
    return rows.map((line) => plainText(line.filter((part) => part.style.inverse)).trim())
  }
  expect(inverse('l')).toEqual([expect.stringMatching(/^N ↓ +catfacts\/db +1$/)])
  expect(inverse('l tab')).toEqual([])
})

test('a staged policy is told by its sign, and by colour only as well', () => {
  const { lines } = screenLines(new Program('catfacts').state, keymap, look)
  const staged = lines.flat().filter((part) => part.style.fg === 'yellow')
  expect(staged.map((part) => part.text)).toContain('~')
})

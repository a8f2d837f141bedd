import { expect, test } from 'vitest'
import { type Line, plainText, span } from '../../src/text/styled.ts'
import { clipLine, clipText, lineWidth, textWidth } from '../../src/text/width.ts'
import { wrapLine } from '../../src/text/wrap.ts'

const wrapped = (line: Line, width: number | null, hanging = 2) => wrapLine(line, width, hanging).map(plainText)

test.each([
  ['a line that fits stays as it is', 'one two', 10, ['one two']],
  [
    'a longer one is broken at spaces, with what follows further in',
    'one two three four',
    9,
    ['one two', '  three', '  four'],
  ],
  ['a word longer than the width stays whole', 'a incomprehensible b', 6, ['a', '  incomprehensible', '  b']],
  ['spaces inside a line stay, those at its end do not', 'a    b    cdefgh', 12, ['a    b', '  cdefgh']],
  ['without a width nothing is broken', 'one two three four', null, ['one two three four']],
] as const)('%s', (_name, text, width, lines) => {
  expect(wrapped([span(text)], width)).toEqual(lines)
})

test('a word that changes its role is not broken there', () => {
  expect(wrapped([span('see '), span('catfacts/db', 'match'), span(', which')], 12)).toEqual([
    'see',
    '  catfacts/db,',
    '  which',
  ])
})

test('the roles of words survive a break', () => {
  const [, second] = wrapLine([span('one ', 'allow'), span('two three', 'deny')], 8, 2)
  expect(second).toEqual([span('  '), span('three', 'deny')])
})

test.each([
  ['abc', 3],
  ['', 0],
  ['日本', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['…✓', 2],
])('%s takes %d columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns)
})

test('what is cut ends in an ellipsis and never takes more than its columns', () => {
  expect(clipText('catfacts', 5)).toBe('catf…')
  expect(clipText('catfacts', 8)).toBe('catfacts')
  expect(clipText('日本語', 4)).toBe('日…')
  const line = [span('cat', 'strong'), span('facts', 'faint')]
  expect(plainText(clipLine(line, 5))).toBe('catf…')
  for (let width = 0; width < 10; width += 1) expect(lineWidth(clipLine(line, width))).toBeLessThanOrEqual(width)
})

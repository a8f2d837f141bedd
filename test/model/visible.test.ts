import { expect, test } from 'vitest'
import { visible } from '../../src/model/visible.ts'

test.each([
  ['plain text', 'app-7f8c', 'app-7f8c'],
  ['an escape sequence', 'a\u001b[2Jb', 'a\\u{1b}[2Jb'],
  ['a line break', 'a\r\nb', 'a\\u{d}\\u{a}b'],
  ['a C1 control', 'a\u009b31m', 'a\\u{9b}31m'],
  ['a mark that turns the direction', 'a\u202eb', 'a\\u{202e}b'],
  ['half a character', 'a\ud800b', 'a\\u{d800}b'],
  ['a whole character of two units', 'a😀b', 'a😀b'],
  ['a space without width', 'a\u200bb', 'a\\u{200b}b'],
  ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
])('%s is written so that it can be seen', (_name, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('a long text is shortened, never in the middle of a character', () => {
  expect(visible('x'.repeat(10_000_000))).toBe(`${'x'.repeat(120)}…`)
  expect(visible('ab😀c', 3)).toBe('ab…')
  expect(visible('ab😀c', 4)).toBe('ab😀…')
  expect(visible('abcd', 4)).toBe('abcd')
})

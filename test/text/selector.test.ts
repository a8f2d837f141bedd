import { expect, test } from 'vitest'
import { parseSelector } from '../../src/model/selector-parser.ts'
import { selectorWords } from '../../src/text/selector.ts'

const rows: readonly (readonly [string, string])[] = [
  ['', 'all()'],
  ['all()', 'all()'],
  ['global()', 'global()'],
  ['app=="db"', "app == 'db'"],
  ["app in{'worker','facts'}", 'app in {facts, worker}'],
  ["app not in { 'a b', 'c' }", "app not in {'a b', c}"],
  ['has(a)&&!has(b)', 'has(a) && !has(b)'],
  ["a == 'x' && (b == 'y' || c == 'z')", "a == 'x' && (b == 'y' || c == 'z')"],
  ["((a == 'x')) || b == 'y' && c == 'z'", "a == 'x' || (b == 'y' && c == 'z')"],
  ["!(a == 'x' || b == 'y')", "!(a == 'x' || b == 'y')"],
  ["!a == 'x'", "!(a == 'x')"],
  [`a contains "it's"`, `a contains "it's"`],
  ["a starts with 'x' && b ends with 'y'", "a starts with 'x' && b ends with 'y'"],
  ["a != ''", "a != ''"],
  ['a = b', 'a = b'],
]

test.each(rows)('`%s` reads `%s`', (text, words) => {
  expect(selectorWords(text)).toBe(words)
})

test.each(rows.filter(([, words]) => !words.includes('{')))(
  'the words of `%s` still are that selector',
  (text, words) => {
    expect(parseSelector(words)).toEqual(parseSelector(text))
  },
)

import { expect, test } from 'vitest'
import { plainText, span } from '../../src/text/styled.ts'
import { inPane, textInPane, withAside } from '../../src/ui/trace-wrap.ts'

test.each([
  ['a text that fits is one line', 'none of its rules match', 30, ['none of its rules match']],
  ['a text breaks between words', 'none of its rules match', 12, ['none of its', 'rules match']],
  ['a word wider than the pane is cut', 'abcdefghijklmnop', 10, ['abcdefghij', 'klmnop']],
  ['a wide character is not cut in two', '日本語日本語', 5, ['日本', '語日', '本語']],
])('%s', (_, text, columns, lines) => {
  expect(textInPane(text, columns).map(plainText)).toEqual(lines)
})

test('lines after the first are indented, and each run keeps its role', () => {
  const lines = inPane([span('Allow', 'allow'), span(' TCP 3306 from app in {facts, worker}')], 22, 2)
  expect(lines.map(plainText)).toEqual(['Allow TCP 3306 from', '  app in {facts,', '  worker}'])
  expect(lines[0]?.[0]).toEqual({ text: 'Allow', role: 'allow' })
})

test('a few words stand at the right edge of the first row, whatever else is broken', () => {
  const lines = withAside([span('Allow TCP 3306 from app')], [span('no match', 'faint')], 24, 2)
  expect(lines.map(plainText)).toEqual(['Allow TCP 3306  no match', '  from app'])
})

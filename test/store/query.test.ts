import { expect, test } from 'vitest'
import { parseQuery } from '../../src/store/query.ts'

const fields = ['ns', 'tier', 'label', 'pod']

function told(text: string): readonly string[] {
  return parseQuery(text, fields).map((term) => `${term.negated ? 'not ' : ''}${term.field ?? 'word'}=${term.value}`)
}

const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['words stand for themselves, in small letters', 'DB web', ['word=db', 'word=web']],
  ['a field has its value behind a colon', 'ns:catfacts tier:platform', ['ns=catfacts', 'tier=platform']],
  ['an exclamation mark turns a word round', '!db !ns:x', ['not word=db', 'not ns=x']],
  ['a colon behind an unknown word is part of a name', 'hep:node-1', ['word=hep:node-1']],
  [
    'a selector reaches to the next field',
    "label:app == 'db' && has(x) tier:p",
    ["label=app == 'db' && has(x)", 'tier=p'],
  ],
  ['a selector reaches to the end', 'label:a == "b" || c', ['label=a == "b" || c']],
  ['long names of fields are understood', 'namespace:x endpoint:y', ['ns=x', 'pod=y']],
  ['a field without a value waits for it', 'ns:', ['ns=']],
  ['blanks are nothing', '   ', []],
]

test.each(rows)('%s', (_, text, expected) => {
  expect(told(text)).toEqual(expected)
})

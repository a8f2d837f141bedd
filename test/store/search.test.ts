import { expect, test } from 'vitest'
import { searchNames } from '../../src/store/search.ts'

const names = [
  'catfacts/platform.db',
  'catfacts/db-7f8c',
  'db',
  'dev/netshoot',
  'platform.adblock',
  'kube-system/coredns',
]

function found(search: string, most = 10): readonly (string | undefined)[] {
  return searchNames(names, search, most).map((at) => names[at])
}

test('the whole name comes first, then the start of a word, then the middle of one', () => {
  expect(found('db')).toEqual(['db', 'catfacts/platform.db', 'catfacts/db-7f8c', 'platform.adblock'])
})

test('a whole word comes before the start of one', () => {
  expect(searchNames(['a/facts-1', 'a/facts'], 'facts', 9)).toEqual([1, 0])
})

test('all words must be found, in any order', () => {
  expect(found('db cat')).toEqual(['catfacts/platform.db', 'catfacts/db-7f8c'])
})

test('a word behind an exclamation mark must not be there', () => {
  expect(found('db !cat')).toEqual(['db', 'platform.adblock'])
})

test('letters in order are enough where nothing holds the word', () => {
  expect(found('nsht')).toEqual(['dev/netshoot'])
})

test('a typing error is forgiven', () => {
  expect(found('netshot')).toContain('dev/netshoot')
  expect(found('corends')).toContain('kube-system/coredns')
})

test('nothing typed finds everything in its order', () => {
  expect(found('', 3)).toEqual(names.slice(0, 3))
})

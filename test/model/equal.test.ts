import { expect, test } from 'vitest'
import { isEqual } from '../../src/model/equal.ts'

const bare = (fields: object): object => Object.assign(Object.create(null), fields)

test.each([
  [1, 1, true],
  [1, 2, false],
  [Number.NaN, Number.NaN, true],
  [1, '1', false],
  [null, undefined, false],
  [null, {}, false],
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [1, 2, 3], false],
  [[], {}, false],
  [{}, [], false],
  [{ length: 0 }, [], false],
  [bare({ a: 'x' }), { a: 'x' }, true],
  [{ toString: 1 }, { other: 1 }, false],
])('%j and %j', (one, other, equal) => {
  expect(isEqual(one, other)).toBe(equal)
  expect(isEqual(other, one)).toBe(equal)
})

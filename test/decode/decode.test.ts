import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import type { Change } from '../../src/model/cluster.ts'

function only(resource: unknown): Change {
  const changes = decode(resource, { file: 'a.yaml', document: 1, line: 3 })
  expect(changes).toHaveLength(1)
  const [change] = changes
  if (change === undefined) throw new Error('no change')
  return change
}

test('kinds that play no part are counted', () => {
  expect(only({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })).toEqual({
    type: 'ignored',
    key: 'ConfigMap',
    value: null,
    form: 'v3',
    problems: [],
  })
})

test('what is no object of the API is a Problem', () => {
  for (const value of [null, undefined, 1, 'text', [], {}, { kind: 5 }, { kind: '' }]) {
    expect(only(value)).toMatchObject({ type: 'problems', value: null, problems: [{ severity: 'error' }] })
  }
})

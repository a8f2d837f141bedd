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

test.each([
  [
    'v1',
    'NetworkPolicy',
    '`NetworkPolicy` of `projectcalico.org/v3` or `NetworkPolicy` of `networking.k8s.io/v1`, not `NetworkPolicy` of no API group',
  ],
  [
    'networking.k8s.io/v1',
    'GlobalNetworkPolicy',
    '`GlobalNetworkPolicy` of `projectcalico.org/v3`, not `GlobalNetworkPolicy` of `networking.k8s.io`',
  ],
  [
    'projectcalico.org/v3',
    'globalnetworkpolicies',
    '`GlobalNetworkPolicy` of `projectcalico.org/v3`, not `globalnetworkpolicies` of `projectcalico.org`',
  ],
  ['projectcalico.org', 'Tier', '`Tier` of `projectcalico.org/v3`, not `Tier` of no API group'],
  ['v1', 'pods', '`Pod` of `v1`, not `pods` of no API group'],
])('a kind that is only misspelt is a Problem, not passed over: %s %s', (apiVersion, kind, told) => {
  const change = only({ apiVersion, kind, metadata: { name: 'a' } })
  expect(change.type).toBe('problems')
  expect(change.problems.map(({ message }) => message)).toEqual([`expected ${told}`])
})

test.each([
  ['crd.antrea.io/v1beta1', 'NetworkPolicy'],
  ['longhorn.io/v1beta2', 'Node'],
  ['serving.knative.dev/v1', 'Service'],
  ['projectcalico.org/v3', 'IPPool'],
  ['v1', 'Endpoints'],
])('kinds of others that only share a name are passed over: %s %s', (apiVersion, kind) => {
  expect(only({ apiVersion, kind, metadata: { name: 'a' } })).toMatchObject({ type: 'ignored', key: kind })
})

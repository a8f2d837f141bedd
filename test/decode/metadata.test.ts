import { expect, test } from 'vitest'
import { changeOf, type Fields, policyOf, toldOf } from './decoded.ts'

function v1(name: string, annotation: Fields | string | null, spec: Fields = {}): Fields {
  const text = typeof annotation === 'string' ? annotation : JSON.stringify(annotation)
  const annotations = annotation === null ? {} : { 'projectcalico.org/metadata': text }
  const metadata = { name, namespace: 'shop', labels: { a: 'own', b: 'own' }, annotations }
  return {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { types: ['Ingress'], ...spec },
  }
}

test.each([
  ['a hand-written object keeps its name', v1('default.web', null), 'default.web'],
  ['the annotation names it', v1('default.web', { name: 'other' }), 'other'],
  ['without a name there, the prefix of tier default goes', v1('default.web', {}), 'web'],
  ['and where the tier is named', v1('default.web', {}, { tier: 'default' }), 'web'],
  ['but not in another tier', v1('default.web', {}, { tier: 'app' }), 'default.web'],
  ['nor another prefix', v1('app.web', {}), 'app.web'],
  ['an annotation that is no JSON counts for none', v1('default.web', '{"name":'), 'default.web'],
  ['nor is one that is no object', v1('default.web', '[]'), 'default.web'],
])('the name in v3 of a crd.projectcalico.org/v1 policy: %s', (_name, object, name) => {
  expect(policyOf(object).ref).toMatchObject({ apiGroup: 'projectcalico.org', kind: 'NetworkPolicy', name })
  expect(changeOf(object).form).toBe('v1')
})

test('labels of the annotation lie over those of a v1 object', () => {
  const text = JSON.stringify({ labels: { b: 'hidden', c: 'hidden' }, name: 'ignored' })
  const metadata = { name: 'nets', labels: { a: 'own', b: 'own' }, annotations: { 'projectcalico.org/metadata': text } }
  const set = { apiVersion: 'crd.projectcalico.org/v1', kind: 'GlobalNetworkSet', metadata, spec: {} }
  expect(changeOf(set)).toMatchObject({ key: 'set:nets', value: { labels: { a: 'own', b: 'hidden', c: 'hidden' } } })
})

test.each([
  ['none', {}, 'error metadata.name: expected a name, not nothing'],
  ['a number', { name: 5 }, 'error metadata.name: expected a name, not the number `5`'],
  ['one with a slash', { name: 'a/b' }, 'error metadata.name: expected a name that the API takes, not `a/b`'],
  [
    'one in capitals',
    { name: 'Web' },
    'warning metadata.name: expected lower-case letters, digits, `-` and `.`, not `Web`',
  ],
  [
    'one with an escape sequence',
    { name: 'a\u001b[2J' },
    'warning metadata.name: expected lower-case letters, digits, `-` and `.`, not `a\\u{1b}[2J`',
  ],
])('a name that is %s is told', (_name, metadata, told) => {
  expect(toldOf({ apiVersion: 'v1', kind: 'Namespace', metadata })).toEqual([told])
})

test('an object without a usable name stands under the place it was read from', () => {
  const one = changeOf({ apiVersion: 'v1', kind: 'Namespace', metadata: {} })
  const other = changeOf({ apiVersion: 'v1', kind: 'Service', metadata: {} })
  expect([one.type, other.type]).toEqual(['problems', 'problems'])
  expect(one.key).not.toBe(other.key)
})

test('a namespaced object without a namespace is one of `default`, as kubectl applies it', () => {
  expect(changeOf({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } }).key).toBe('default/a')
})

test('a cluster-wide object has no namespace whatever it says', () => {
  const metadata = { name: 'a', namespace: 'shop' }
  const policy = { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata, spec: {} }
  expect(policyOf(policy).ref.namespace).toBeNull()
})

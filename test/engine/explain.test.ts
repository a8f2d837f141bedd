import { expect, test } from 'vitest'
import { decidingTerms, explain } from '../../src/engine/explain.ts'
import { labelsLookup } from '../../src/model/selector-match.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { calico, connection, indexOf, namespace, pod } from './objects.ts'

test.each([
  ["app == 'db'", ['app == "db" holds']],
  ["app == 'web'", ['app == "web" fails']],
  ["app == 'db' && env == 'prod'", ['env == "prod" fails']],
  ["app == 'db' && has(role)", ['app == "db" holds', 'has(role) holds']],
  ["app == 'x' || app == 'db' || has(role)", ['app == "db" holds']],
  ["app == 'x' || app == 'y'", ['app == "x" fails', 'app == "y" fails']],
  ["!(app == 'db' && has(role))", ['!app == "db" fails', '!has(role) fails']],
  ["!(app == 'x' || app == 'db')", ['!app == "db" fails']],
  ["!(app == 'x' && app == 'db')", ['!app == "x" holds']],
  ['all()', ['all() holds']],
])('%s is decided by %j', (text, wanted) => {
  const selector = parseSelector(text)
  if (isProblem(selector)) throw new Error(selector.message)
  const terms = decidingTerms(selector, labelsLookup({ app: 'db', role: 'r' }))
  expect(terms.map((term) => `${term.text} ${term.holds ? 'holds' : 'fails'}`)).toEqual(wanted)
})

const world = [
  namespace('a'),
  pod('a/x', '10.0.0.1', { app: 'x' }),
  pod('a/db', '10.0.0.2', { app: 'db', role: 'main' }),
  calico('GlobalNetworkSet', 'net', { nets: ['10.0.0.0/24'] }, { ext: 'y' }),
  calico('NetworkPolicy', 'a/p', {
    types: ['Ingress'],
    ingress: [
      {
        action: 'Allow',
        protocol: 'TCP',
        source: { selector: "app == 'web' && role == 'front'", ports: [1000] },
        destination: { ports: [5432, '6000:6010'], notSelector: 'has(old)' },
      },
      { action: 'Allow' },
    ],
  }),
]
const ref = {
  apiGroup: 'projectcalico.org',
  kind: 'NetworkPolicy',
  tier: 'default',
  namespace: 'a',
  name: 'p',
} as const

test('a rule is told criterion by criterion, with the labels that decided', () => {
  const told = explain(indexOf(...world), connection('a/x', 'a/db', 5432), ref, { direction: 'ingress', rule: 0 })
  expect(told.map(({ terms, ...rest }) => rest)).toEqual([
    { field: 'protocol', wants: 'TCP', has: 'TCP', answer: 'yes' },
    {
      field: 'source-selector',
      wants: "app == 'web' && role == 'front' in namespace a",
      has: 'a/x, set:net',
      answer: 'no',
    },
    { field: 'source-ports', wants: '1000', has: 'no known port', answer: 'unknown' },
    { field: 'destination-selector', wants: 'anything in namespace a', has: 'a/db, set:net', answer: 'yes' },
    { field: 'destination-not-selector', wants: 'not has(old)', has: 'a/db, set:net', answer: 'yes' },
    { field: 'destination-ports', wants: '5432, 6000-6010', has: '5432', answer: 'yes' },
  ])
  expect(told[1]?.terms).toEqual([
    { text: 'app == "web"', label: 'app', value: 'x', holds: false },
    { text: 'role == "front"', label: 'role', value: null, holds: false },
  ])
})

test('a rule without criteria has none, nor has one that does not exist', () => {
  const index = indexOf(...world)
  const asked = connection('a/x', 'a/db', 5432)
  expect(explain(index, asked, ref, { direction: 'ingress', rule: 1 })).toEqual([])
  expect(explain(index, asked, ref, { direction: 'egress', rule: 0 })).toEqual([])
  expect(explain(index, asked, { ...ref, name: 'gone' }, { direction: 'ingress', rule: 0 })).toEqual([])
})

import { expect, test } from 'vitest'
import { trace } from '../../src/engine/trace.ts'
import { calico, connection, indexOf, namespace, node, pod, traced } from './objects.ts'

const world = [namespace('a'), pod('a/x', '10.0.0.1', { app: 'x' }), pod('a/y', '10.0.0.2', { app: 'y' })]
const egress = (rules: readonly object[], more = {}) =>
  calico('GlobalNetworkPolicy', 'p', { selector: "app == 'x'", types: ['Egress'], egress: rules, ...more })
const fromPort = { protocol: 'TCP', source: { ports: [1000] } }
const asked = connection('a/x', 'a/y', 80)

test.each([
  [
    'a rule that nobody can answer is taken as not met, and told when the other answer would turn the verdict',
    [{ action: 'Allow', ...fromPort }],
    { verdict: 'Deny', certain: false, told: [[0, 'source-ports', 'not met', 'Allow']] },
  ],
  [
    'and when it would not',
    [{ action: 'Allow', ...fromPort }, { action: 'Allow' }],
    { verdict: 'Allow', certain: true, told: [[0, 'source-ports', 'not met', 'Allow']] },
  ],
  [
    'a Deny that may match makes an Allow uncertain',
    [{ action: 'Deny', ...fromPort }, { action: 'Allow' }],
    { verdict: 'Allow', certain: false, told: [[0, 'source-ports', 'not met', 'Deny']] },
  ],
  [
    'a Pass leads on to what comes after',
    [{ action: 'Pass', ...fromPort }],
    { verdict: 'Deny', certain: false, told: [[0, 'source-ports', 'not met', 'Allow']] },
  ],
  [
    'HTTP is taken as met, as the packet data planes ignore it',
    [{ action: 'Allow', protocol: 'TCP', http: { methods: ['GET'] } }],
    { verdict: 'Allow', certain: false, told: [[0, 'http', 'met', 'Deny']] },
  ],
  [
    'what is not HTTP comes first',
    [{ action: 'Allow', ...fromPort, http: { methods: ['GET'] } }],
    { verdict: 'Deny', certain: false, told: [[0, 'source-ports', 'not met', 'Allow']] },
  ],
  [
    'a rule that surely misses in another field leaves none',
    [{ action: 'Allow', protocol: 'UDP', source: { ports: [1000] } }],
    { verdict: 'Deny', certain: true, told: [] },
  ],
  ['a Log rule leaves none', [{ action: 'Log', ...fromPort }], { verdict: 'Deny', certain: true, told: [] }],
  [
    'rules after the one that decides leave none',
    [{ action: 'Allow' }, { action: 'Deny', ...fromPort }],
    { verdict: 'Allow', certain: true, told: [] },
  ],
])('%s', (_, rules, wanted) => {
  const { verdict, certain, assumptions } = traced([...world, egress(rules)], asked)
  const told = assumptions.map(({ rule, field, taken, otherwise }) => [rule, field, taken, otherwise])
  expect({ verdict, certain, told }).toEqual(wanted)
})

test('a policy that could not be read leaves an assumption where it would have governed', () => {
  const broken = egress([{ action: 'Allow', destination: { selector: 'nonsense' } }])
  const value = traced([...world, broken], asked)
  expect(value).toMatchObject({ verdict: 'Allow', certain: true })
  expect(value.assumptions).toEqual([
    expect.objectContaining({ direction: 'egress', rule: null, field: null, taken: 'not met', otherwise: 'Allow' }),
  ])
  const denying = egress([], { selector: 'nonsense', types: ['Egress'] })
  expect(traced([...world, denying], asked)).toMatchObject({ verdict: 'Allow', certain: false })
  expect(traced([...world, denying], connection('203.0.113.9', 'a/x', 80)).assumptions).toEqual([])
})

test('a rule met on the way in and out of a host is one assumption, turned in both places', () => {
  const all = calico('HostEndpoint', 'n1', { node: 'n1', interfaceName: '*', expectedIPs: ['10.1.0.1'] }, { app: 'x' })
  const objects = [
    node('n1', '10.1.0.1'),
    namespace('a'),
    pod('a/x', '10.0.0.1', { app: 'x' }, { nodeName: 'n1' }),
    all,
    egress([{ action: 'Allow', ...fromPort }], { applyOnForward: true }),
  ]
  const { verdict, assumptions } = traced(objects, connection('a/x', '203.0.113.9', 80))
  expect(verdict).toBe('Deny')
  expect(assumptions.map(({ otherwise }) => otherwise)).toEqual(['Allow'])
})

test('thousands of rules that nobody can answer are weighed without trying each against all others', () => {
  const rules = Array.from({ length: 1000 }, () => ({ action: 'Deny', ...fromPort }))
  const policies = Array.from({ length: 10 }, (_, at) =>
    calico('GlobalNetworkPolicy', `p${at}`, { selector: 'all()', types: ['Egress'], egress: rules }),
  )
  const value = trace(indexOf(...world, ...policies), asked, 'enforced')
  expect(value.assumptions).toHaveLength(10_000)
  expect(value).toMatchObject({ verdict: 'Deny', certain: true })
})

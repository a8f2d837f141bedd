import { expect, test } from 'vitest'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { hitCounts, largerOf } from '../../src/engine/hit-counts.ts'
import { policySeen, ruleSeen } from '../../src/engine/never-hit.ts'
import type { Flow } from '../../src/model/flow.ts'
import { type Policy, policyKey } from '../../src/model/policy.ts'
import { flowAt, globalPolicy, profileHit, ruleHit, tierEnd } from './flows.ts'
import { calico, indexOf, pod, tier } from './objects.ts'

const noon = Date.UTC(2026, 7, 20, 12)
const allow = { action: 'Allow' }
const policy = (name: string, spec: object, kind = 'GlobalNetworkPolicy') =>
  calico(kind, `platform.${name}`, { tier: 'platform', selector: 'all()', types: ['Ingress'], ...spec })

const index = indexOf(
  pod('shop/web', '10.0.0.1'),
  tier('platform', 100),
  policy('api', { ingress: [allow, { action: 'Log' }, { action: 'Deny' }] }),
  policy('both', { types: ['Ingress', 'Egress'], ingress: [allow], egress: [allow] }),
  policy('nobody', { selector: "app == 'gone'", ingress: [allow] }),
  policy('empty', { ingress: [] }),
  policy('next', { ingress: [allow] }, 'StagedGlobalNetworkPolicy'),
)

function policyNamed(name: string): Policy {
  const found = [...index.cluster.policies.values()].find(({ ref }) => ref.name === `platform.${name}`)
  if (found === undefined) throw new Error(`no policy ${name}`)
  return found
}

function judge(...flows: readonly Flow[]) {
  const gatherer = new FlowGatherer()
  for (const flow of flows) gatherer.add(flow)
  const table = gatherer.table()
  return { table, index, counts: hitCounts(table, index) }
}

// Logs may leave the tier out of a name.
const api = globalPolicy('platform', 'api')
const both = globalPolicy('platform', 'platform.both')

test('a policy is found under the name with and without its tier', () => {
  const { counts } = judge(flowAt(noon, { enforced: [ruleHit(api, 'Allow')] }))
  expect([...counts.byRule.keys()]).toEqual([`${policyKey(policyNamed('api').ref)} ingress 0`])
})

test('what source and destination report of one connection is not added', () => {
  const flow = { enforced: [ruleHit(both, 'Allow')], connections: { started: 4, completed: 0, live: 0 } }
  const { counts } = judge(flowAt(noon, { ...flow, reporter: 'src' }), flowAt(noon, flow), flowAt(noon + 1, flow))
  const hits = counts.byPolicy.get(policyKey(policyNamed('both').ref))
  expect(hits).toMatchObject({ egress: { allowed: 4, packets: 5 }, ingress: { allowed: 8, packets: 10, bytes: 1000 } })
  expect(hits === undefined ? null : largerOf(hits)).toMatchObject({ allowed: 8, records: 2 })
})

test('the end of a tier counts for the tier, and apart where only a staged policy would have brought it about', () => {
  const staged = globalPolicy('platform', 'platform.next', true)
  const { counts } = judge(
    flowAt(noon, { enforced: [tierEnd(api)], pending: [tierEnd(staged)] }),
    flowAt(noon, { enforced: [profileHit], pending: [tierEnd(staged)], port: 1 }),
  )
  expect(counts.byTier.get('platform')?.ingress.denied).toBe(1)
  expect(counts.byStagedTier.get('platform')?.ingress.denied).toBe(2)
  expect(counts.byPolicy.size).toBe(0)
})

test.each([
  ['api', 'hit', 'hit'],
  ['both', 'untold', 'never'],
  ['nobody', 'no-endpoint', 'no-endpoint'],
  ['empty', 'no-rule', 'never'],
  ['next', 'untold', 'untold'],
] as const)('with flows of destinations only, policy %s is %s and its first rule %s', (name, policyIs, ruleIs) => {
  const flows = judge(flowAt(noon, { enforced: [ruleHit(api, 'Allow')] }))
  expect(policySeen(policyNamed(name), flows)).toBe(policyIs)
  expect(ruleSeen(policyNamed(name), { direction: 'ingress', rule: 0 }, flows)).toBe(ruleIs)
})

test('a staged policy counts as never hit only where a log tells what staged policies would have done', () => {
  const pending = [ruleHit(globalPolicy('platform', 'other'), 'Allow')]
  expect(policySeen(policyNamed('next'), judge(flowAt(noon)))).toBe('untold')
  expect(policySeen(policyNamed('next'), judge(flowAt(noon, { pending })))).toBe('never')
})

test('a rule that logs is in no flow, so nothing is said of it', () => {
  const flows = judge(flowAt(noon))
  const seen = [0, 1, 2].map((rule) => ruleSeen(policyNamed('api'), { direction: 'ingress', rule }, flows))
  expect(seen).toEqual(['never', 'untold', 'never'])
})

import { expect, test } from 'vitest'
import { marks, tierMarks } from '../../src/engine/marks.ts'
import { policyKey } from '../../src/model/policy.ts'
import { calico, connection, namespace, pod, tier, traced } from './objects.ts'

const gnp = (name: string, spec: object) => calico('GlobalNetworkPolicy', name, { selector: 'all()', ...spec })
const value = traced(
  [
    namespace('a'),
    pod('a/x', '10.0.0.1', { app: 'x' }),
    pod('a/y', '10.0.0.2', { app: 'y' }),
    tier('early', 1),
    tier('idle', 2),
    gnp('early.other', { tier: 'early', order: 1, selector: "app == 'z'" }),
    gnp('early.pass', { tier: 'early', order: 2, types: ['Egress'], egress: [{ action: 'Pass' }] }),
    gnp('early.after', { tier: 'early', order: 3, types: ['Egress'] }),
    gnp('idle.other', { tier: 'idle', selector: "app == 'z'" }),
    gnp('miss', { order: 1, types: ['Egress'], egress: [{ action: 'Allow', protocol: 'UDP' }] }),
    gnp('allow', { order: 2, types: ['Egress'], egress: [{ action: 'Allow' }] }),
    gnp('in', { order: 3, types: ['Ingress'] }),
  ],
  connection('a/x', 'a/y', 80),
)

const looks = (shown: number) =>
  Object.fromEntries(
    [...marks(value, shown)].map(([key, { type, isCurrent }]) => [
      key.slice(key.lastIndexOf('/') + 1),
      `${type}${isCurrent ? ' now' : ''}`,
    ]),
  )
const tiers = (shown: number) =>
  Object.fromEntries([...tierMarks(value, shown)].map(([name, { type }]) => [name, type]))
const egressSteps = value.legs[0]?.steps.length ?? 0
const allSteps = value.legs.reduce((sum, leg) => sum + leg.steps.length, 0)

test('nothing is marked before the first step', () => {
  expect(looks(0)).toEqual({})
  expect(tiers(0)).toEqual({})
})

test('policies are marked as the steps are told, the current one apart', () => {
  expect(looks(2)).toEqual({ 'early.other': 'skipped', 'early.pass': 'passed now' })
  expect(tiers(1)).toEqual({ early: 'entered' })
  expect(tiers(2)).toEqual({ early: 'passed' })
})

test('at the end of a leg each of its policies shows what it did', () => {
  expect(looks(egressSteps)).toMatchObject({
    'early.pass': 'passed',
    'early.after': 'not-reached',
    'idle.other': 'skipped',
    miss: 'missed',
    allow: 'allowed',
  })
  expect(tiers(egressSteps)).toEqual({ early: 'passed', idle: 'skipped', 'kube-admin': 'skipped', default: 'allowed' })
})

test('the other direction starts with a clean board', () => {
  expect(looks(egressSteps + 1)).not.toHaveProperty('allow')
  expect(looks(allSteps)).toMatchObject({ in: 'missed', allow: 'skipped' })
  expect(tiers(allSteps)).toMatchObject({ early: 'skipped', default: 'denied' })
})

test('marks are found by the key of the policy, with rule and direction', () => {
  const ref = {
    apiGroup: 'projectcalico.org',
    kind: 'GlobalNetworkPolicy',
    tier: 'default',
    namespace: null,
    name: 'allow',
  } as const
  expect(marks(value, egressSteps).get(policyKey(ref))).toMatchObject({ type: 'allowed', rule: 0, direction: 'egress' })
})

import { expect, test } from 'vitest'
import type { PolicyRef } from '../../src/model/policy.ts'
import type { Leg, Step, Trace } from '../../src/model/trace.ts'
import { stepBack, stepForward, type Told, toldSteps } from '../../src/store/trace-told.ts'

function policy(name: string, tier = 'tier1'): PolicyRef {
  return { apiGroup: 'projectcalico.org', kind: 'NetworkPolicy', tier, namespace: 'a', name }
}

function miss(rule: number) {
  return { rule, field: 'destination-ports', wants: '80', has: '443' } as const
}

function leg(direction: Leg['direction'], steps: readonly Step[], verdict: Leg['verdict'] = 'Allow'): Leg {
  return { direction, endpoint: 'a/x', stage: 'workload', steps, exempt: null, verdict }
}

function traceOf(legs: readonly Leg[]): Trace {
  const peer = { type: 'endpoint', key: 'a/x', ip: '10.0.0.1' } as const
  const connection = {
    source: peer,
    destination: { ...peer, key: 'b/y' },
    protocol: 'TCP',
    port: 443,
    sourcePort: null,
    icmp: null,
    http: null,
    original: null,
  }
  const verdict = legs.at(-1)?.verdict ?? 'Allow'
  return { connection, scope: 'enforced', legs, verdict, assumptions: [], unseen: [], certain: true }
}

/** A told step in a few words, to compare by eye. */
function words(told: Told): string {
  const telling = told.telling
  const place = told.tier === null ? '' : `${told.tier} `
  switch (telling.type) {
    case 'rule':
      return `${place}${telling.policy.name} #${telling.rule} ${telling.outcome}${telling.last ? ' (last)' : ''}`
    case 'policy-skipped':
    case 'no-rules':
      return `${place}${telling.policy.name} ${telling.type}`
    case 'pass':
      return `${place}pass, left ${telling.left.map((ref) => ref.name).join(' ')}`
    case 'policies-skipped':
      return `${place}${telling.policies.length} skipped`
    default:
      return `${place}${telling.type}`
  }
}

const walk = traceOf([
  leg('egress', [
    { type: 'policy-missed', policy: policy('policy1'), misses: [miss(0), miss(2)], logged: [1] },
    { type: 'policy-skipped', policy: policy('policy2'), because: 'selector' },
    { type: 'rule-matched', policy: policy('policy3'), rule: 1, action: 'Pass', misses: [miss(0)], logged: [] },
    { type: 'policy-not-reached', policy: policy('policy4') },
    { type: 'policy-skipped', policy: policy('behind'), because: 'selector' },
    { type: 'tier-skipped', tier: 'tier2', because: 'empty' },
    { type: 'policy-missed', policy: policy('policy5', 'tier3'), misses: [], logged: [] },
    {
      type: 'end-of-tier',
      tier: 'tier3',
      action: 'Pass',
      first: policy('policy5', 'tier3'),
      last: policy('policy5', 'tier3'),
    },
    { type: 'profile', profile: 'kns.a', rule: 0, action: 'Allow' },
  ]),
  leg('ingress', [
    { type: 'policy-skipped', policy: policy('policy6', 'tier2'), because: 'staged' },
    { type: 'tier-skipped', tier: 'tier2', because: 'staged' },
    { type: 'no-profile', action: 'Deny' },
  ]),
])

test('every tier, policy, rule, pass, end of tier and profile is a step of its own', () => {
  expect(toldSteps(walk).map(words)).toEqual([
    'answer',
    'leg',
    'tier1 tier',
    'tier1 policy1 #0 missed',
    'tier1 policy1 #1 Log',
    'tier1 policy1 #2 missed (last)',
    'tier1 policy2 policy-skipped',
    'tier1 policy3 #0 missed',
    'tier1 policy3 #1 Pass',
    'tier1 pass, left policy4',
    'tier2 tier-skipped',
    'tier3 tier',
    'tier3 policy5 no-rules',
    'tier3 end-of-tier',
    'profile',
    'leg',
    'tier2 tier-skipped',
    'no-profile',
    'verdict',
  ])
})

test('the board is told no more than the walk has shown', () => {
  const shown = toldSteps(walk).map((told) => told.shown)
  expect(shown).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2, 5, 6, 6, 7, 8, 9, 9, 11, 12, 12])
})

test('many policies skipped for one reason are one step', () => {
  const steps: Step[] = Array.from({ length: 40 }, (_, at) => ({
    type: 'policy-skipped',
    policy: policy(`p${at}`),
    because: 'selector',
  }))
  const entered: Step = { type: 'policy-missed', policy: policy('last'), misses: [], logged: [] }
  const told = toldSteps(traceOf([leg('egress', [...steps, entered])]))
  expect(told.map(words)).toEqual([
    'answer',
    'leg',
    'tier1 tier',
    'tier1 40 skipped',
    'tier1 last no-rules',
    'leg-passed',
    'verdict',
  ])
  expect(told[3]?.shown).toBe(40)
})

test.each([
  ['rule', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]],
  ['policy', [1, 2, 3, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]],
  ['tier', [1, 2, 10, 11, 14, 15, 16, 17, 18]],
  ['direction', [1, 15, 18]],
] as const)('a stride by %s stops at the start of each, forward and back', (stride, stops) => {
  const told = toldSteps(walk)
  const forward: number[] = []
  for (let at = 0; at < told.length - 1; ) {
    at = stepForward(told, at, stride)
    forward.push(at)
  }
  const back: number[] = []
  for (let at = told.length - 1; at > 0; ) {
    back.unshift(at)
    at = stepBack(told, at, stride)
  }
  expect(forward).toEqual(stops)
  expect(back).toEqual(stops)
})

test('a stride back from the middle of a policy leads to its start', () => {
  expect(stepBack(toldSteps(walk), 5, 'policy')).toBe(3)
  expect(stepBack(toldSteps(walk), 3, 'policy')).toBe(2)
})

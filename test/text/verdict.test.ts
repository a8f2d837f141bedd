import { expect, test } from 'vitest'
import type { Leg, Step, Trace } from '../../src/model/trace.ts'
import { verdictSentence } from '../../src/text/verdict.ts'
import { egress, ingress, netshootToDb, ref, traceOf } from './builders.ts'

const db = ref('platform', 'platform.db', 'catfacts')
const lb = ref('platform', 'platform.lb')
const kubernetes = { ...ref('default', 'web', 'catfacts'), apiGroup: 'networking.k8s.io' as const }
const staged = { ...ref('platform', 'platform.worker', 'catfacts'), kind: 'StagedNetworkPolicy' as const }

const missed = (policy: typeof db, rules = 1): Step => ({
  type: 'policy-missed',
  policy,
  logged: [],
  misses: Array.from({ length: rules }, (_, rule) => ({ rule, field: 'protocol', wants: 'UDP', has: 'TCP' })),
})
const matched = (policy: typeof db, rule: number, action: 'Allow' | 'Deny' | 'Pass'): Step => ({
  type: 'rule-matched',
  policy,
  rule,
  action,
  misses: [],
  logged: [],
})
const end = (policy: typeof db, action: 'Deny' | 'Pass' = 'Deny'): Step => ({
  type: 'end-of-tier',
  tier: policy.tier,
  action,
  first: policy,
  last: policy,
})
const profile = (name: string): Step => ({ type: 'profile', profile: name, rule: 0, action: 'Allow' })
const exempt = (because: Extract<Step, { type: 'exempt' }>['because'], action: 'Allow' | 'Deny'): Step => ({
  type: 'exempt',
  because,
  action,
})
const allowed = egress('Allow', profile('kns.dev'))

const rows: readonly (readonly [string, readonly Leg[], Partial<Trace>])[] = [
  [
    'Denied on ingress at catfacts/db: platform.db selects it and none of its rules match, so the end of tier platform denies',
    [allowed, ingress('Deny', missed(db), end(db))],
    {},
  ],
  [
    'Denied on ingress at catfacts/db: platform.lb and platform.db select it and none of their rules match, so the end of tier platform denies',
    [allowed, ingress('Deny', missed(lb), missed(db), end(db))],
    {},
  ],
  [
    'Denied on ingress at catfacts/db: platform.db selects it and has no ingress rules, so the end of tier platform denies',
    [allowed, ingress('Deny', missed(db, 0), end(db))],
    {},
  ],
  [
    'Denied on ingress at catfacts/db: rule 3 of platform.lb in tier platform denies it',
    [allowed, ingress('Deny', matched(lb, 3, 'Deny'))],
    {},
  ],
  [
    'Denied on ingress at catfacts/db: Kubernetes policy web selects it and none of its rules match, so the end of tier default denies',
    [allowed, ingress('Deny', missed(kubernetes), end(kubernetes))],
    {},
  ],
  [
    'Allowed: on egress at dev/netshoot no policy governs it, so profile kns.dev allows; on ingress at catfacts/db rule 0 of platform.db in tier platform allows it',
    [allowed, ingress('Allow', matched(db, 0, 'Allow'))],
    {},
  ],
  [
    'Allowed on egress at dev/netshoot: platform.lb and the end of tier default pass it on and no other tier decides, so profile kns.dev allows',
    [egress('Allow', matched(lb, 1, 'Pass'), end(kubernetes, 'Pass'), profile('kns.dev'))],
    {},
  ],
  [
    'Denied on egress at dev/netshoot: no policy governs it, and no profile allows it',
    [egress('Deny', { type: 'no-profile', action: 'Deny' })],
    {},
  ],
  [
    'Allowed: neither 10.1.0.5 nor tigera.io is an endpoint under policy',
    [],
    {
      connection: {
        ...netshootToDb,
        source: { type: 'address', ip: '10.1.0.5', domain: null },
        destination: { type: 'address', ip: '203.0.113.1', domain: 'tigera.io' },
      },
    },
  ],
  [
    'Allowed on ingress at catfacts/db: a pod is always open to its own node, whatever the policies say',
    [{ ...ingress('Allow', matched(db, 0, 'Deny'), exempt('same-host', 'Allow')), exempt: 'same-host' }],
    {},
  ],
  [
    'Denied on egress at dev/netshoot: what a pod sends to its own node is left to defaultEndpointToHostAction, which drops it',
    [{ ...egress('Deny', profile('kns.dev'), exempt('host-action', 'Deny')), exempt: 'host-action' }],
    {},
  ],
  [
    'Would be denied with the staged policies enforced on egress at dev/netshoot: rule 0 of staged platform.worker in tier platform denies it',
    [egress('Deny', matched(staged, 0, 'Deny'))],
    { scope: 'pending' },
  ],
  [
    'Denied under assumptions on egress at dev/netshoot: rule 0 of platform.lb in tier platform denies it',
    [egress('Deny', matched(lb, 0, 'Deny'))],
    { certain: false },
  ],
]

test.each(rows)('%s', (sentence, legs, given) => {
  expect(verdictSentence(traceOf(legs, given))).toBe(sentence)
})

test('two stages of a host endpoint that end for one reason are told once', () => {
  const stage = (name: 'untracked' | 'host'): Leg => ({
    ...ingress('Allow', exempt('failsafe', 'Allow')),
    endpoint: 'hep:node-1',
    stage: name,
  })
  expect(verdictSentence(traceOf([stage('untracked'), stage('host')], { verdict: 'Allow' }))).toBe(
    'Allowed: on ingress at hep:node-1 it is a failsafe port, which no policy closes on a host endpoint',
  )
})

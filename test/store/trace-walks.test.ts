import { expect, test } from 'vitest'
import { nearestMiss } from '../../src/engine/nearest-miss.ts'
import { answer, traceRoute } from '../../src/store/trace-answer.ts'
import { type Told, toldSteps } from '../../src/store/trace-told.ts'
import { snapshotIndex } from '../ui/screens.ts'

function traceOf(snapshot: string, ...[from = '', to = '', port = '']: readonly string[]) {
  const index = snapshotIndex(snapshot)
  const found = answer(index, { from, to, protocol: 'TCP', port }, null)
  const route = found.type === 'answered' ? found.routes[0] : undefined
  if (route === undefined) throw new Error(`no answer: ${JSON.stringify(found)}`)
  return traceRoute(index, route, 'enforced')
}

function words({ telling, tier }: Told): string {
  const place = tier === null ? '' : `${tier}: `
  switch (telling.type) {
    case 'rule':
      return `${place}${telling.policy.name} #${telling.rule} ${telling.outcome}`
    case 'policy-skipped':
    case 'no-rules':
      return `${place}${telling.policy.name} ${telling.type}`
    case 'end-of-tier':
      return `${place}end ${telling.action}`
    case 'profile':
      return `profile ${telling.profile} ${telling.action}`
    default:
      return `${place}${telling.type}`
  }
}

test.each([
  [
    'quiz 1: the third policy allows',
    'quiz-1/pod-a',
    [
      'answer',
      'leg',
      'tier-1: tier',
      'tier-1: policy1 #0 missed',
      'tier-1: policy2 policy-skipped',
      'tier-1: policy3 #0 Allow',
      'verdict',
    ],
  ],
  [
    'quiz 2: nothing matches, and the end of the tier denies',
    'quiz-2/pod-a',
    [
      'answer',
      'leg',
      'tier-1: tier',
      'tier-1: policy1 #0 missed',
      'tier-1: policy2 policy-skipped',
      'tier-1: policy3 #0 missed',
      'tier-1: end Deny',
      'verdict',
    ],
  ],
  [
    'quiz 3: a pass, a tier that is not entered, and the policy that allows',
    'quiz-3/pod-a',
    [
      'answer',
      'leg',
      'tier-1: tier',
      'tier-1: policy1 #0 missed',
      'tier-1: policy2 policy-skipped',
      'tier-1: policy3 #0 Pass',
      'tier-1: pass',
      'tier-2: tier-skipped',
      'tier-3: tier',
      'tier-3: policy4 #0 Allow',
      'verdict',
    ],
  ],
])('%s', (_, from, steps) => {
  const told = toldSteps(traceOf('quiz', from, 'tigera.io', '443')).map(words)
  // The built-in tiers that this snapshot leaves empty are no part of the question.
  expect(told.filter((step) => !/^(kube-admin|default|kube-baseline): tier-skipped$/.test(step))).toEqual(steps)
})

test('the rule that came closest is named with the one criterion that stopped it', () => {
  const trace = traceOf('catfacts', 'dev/netshoot', 'catfacts/db', '3306')
  expect(nearestMiss(snapshotIndex('catfacts'), trace)).toMatchObject({
    policy: { name: 'platform.db' },
    rule: 0,
    action: 'Allow',
    failed: 1,
    miss: { field: 'source-selector' },
  })
})

test('an allowed connection has no nearest miss', () => {
  const trace = traceOf('catfacts', 'catfacts/worker', 'catfacts/db', '3306')
  expect(nearestMiss(snapshotIndex('catfacts'), trace)).toBeNull()
})

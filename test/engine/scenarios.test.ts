import { describe, expect, test } from 'vitest'
import type { Scope } from '../../src/model/connection.ts'
import type { Trace } from '../../src/model/trace.ts'
import { tellers } from '../spec/answers.ts'
import { clusterOf, connectionOf, decidedBy, policyWord, type Question, readScenarios } from '../spec/scenario.ts'

const seen = (trace: Trace) => ({ verdict: trace.verdict, decided: decidedBy(trace), certain: trace.certain })
const wanted = (question: Question, scope: Scope) => {
  const { verdict, decided } = (scope === 'pending' ? question.pending : undefined) ?? question
  return { verdict, decided, certain: question.certain ?? true }
}

const told = readScenarios().flatMap((scenario) => tellers.map((teller) => ({ teller, ...scenario })))

describe.each(told)('$row: $name ($teller.name)', ({ teller, ...scenario }) => {
  const cluster = clusterOf(scenario.objects)
  test.each(scenario.questions ?? [])('$from to $to, port $port', (question) => {
    for (const scope of ['enforced', 'pending'] as const) {
      expect(seen(teller.trace(cluster, connectionOf(question), scope))).toEqual(wanted(question, scope))
    }
  })
  if (scenario.tiers !== undefined) {
    test('order of tiers', () => {
      expect(teller.tiers(cluster).map((one) => one.tier.name)).toEqual(scenario.tiers)
    })
  }
  test.each(Object.entries(scenario.order ?? {}))('order of policies in %s', (tier, policies) => {
    const found = teller.tiers(cluster).find((one) => one.tier.name === tier)
    expect(found?.policies.map((policy) => policyWord(policy.ref))).toEqual(policies)
  })
})

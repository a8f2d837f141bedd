import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { explain } from '../../src/engine/explain.ts'
import { hits } from '../../src/engine/hits.ts'
import { trace } from '../../src/engine/trace.ts'
import { decidingStep } from '../../src/engine/verdict.ts'
import type { Step, Trace } from '../../src/model/trace.ts'
import { evaluate } from '../spec/evaluate.ts'
import { hitsOf } from '../spec/recorded.ts'
import { policyWord } from '../spec/scenario.ts'
import { type Case, casesOf, samples, withoutWords } from './cases.ts'

interface Told extends Case {
  readonly index: ReturnType<typeof indexCluster>
  readonly value: Trace
}

/** Every random case with what the engine says. */
const traced: readonly Told[] = [...samples()].flatMap((sample) => {
  const index = indexCluster(sample.cluster)
  return [...casesOf(sample)].map((one) => ({ ...one, index, value: trace(index, one.connection, one.scope) }))
})

/** As `expect(…).toEqual(…)`, which takes ten times as long where all is well. */
function expectSame(seen: unknown, wanted: unknown, name: string): void {
  if (!isDeepStrictEqual(seen, wanted)) expect(seen, name).toStrictEqual(wanted)
}

test('the engine and the naive evaluator give one trace', () => {
  for (const { name, cluster, connection, scope, value } of traced) {
    expectSame(withoutWords(value), withoutWords(evaluate(cluster, connection, scope)), name)
  }
})

test('a trace survives JSON', () => {
  for (const { name, value } of traced) expectSame(JSON.parse(JSON.stringify(value)), value, name)
})

/** The actions that end a leg. */
function ends(step: Step): boolean {
  return 'action' in step && step.action !== 'Pass'
}

test('a leg ends in one deciding step and has its verdict, and a denied leg is the last', () => {
  for (const { name, value } of traced) {
    for (const [at, leg] of value.legs.entries()) {
      const last = decidingStep(leg)
      const deciding = leg.steps.filter(ends)
      const isHostAction = leg.exempt === 'host-action'
      const passedOn = leg.stage !== 'workload' && leg.stage !== 'host' && deciding.length === 0
      expect(deciding.length, name).toBe(passedOn ? 0 : isHostAction ? 2 : 1)
      if (!passedOn) expect(last, name).toEqual(deciding.at(-1))
      expect('action' in last && last.action === 'Deny' ? 'Deny' : 'Allow', name).toBe(leg.verdict)
      if (leg.verdict === 'Deny') expect(at, name).toBe(value.legs.length - 1)
    }
    const denied = value.legs.some((leg) => leg.verdict === 'Deny')
    expect(value.verdict, name).toBe(denied ? 'Deny' : 'Allow')
  }
})

test('a flow log would list the deciding rule of each tier, or its end, and last the profile', () => {
  for (const { name, value } of traced) {
    for (const leg of value.legs) {
      const listed = hits(leg, value.scope)
        .filter((hit) => hit.name !== null)
        .map(
          (hit) =>
            `${hit.kind} ${hit.namespace === null ? '' : `${hit.namespace}/`}${hit.name} ${hit.action} ${hit.rule}`,
        )
      expect(listed, name).toEqual(hitsOf(leg, value.scope))
    }
  }
})

test('a rule explained criterion by criterion agrees with the trace', () => {
  for (const { name, index, connection, value } of traced) {
    for (const leg of value.legs) {
      for (const step of leg.steps) {
        if (step.type !== 'rule-matched' && step.type !== 'policy-missed') continue
        for (const miss of step.misses) {
          const told = explain(index, connection, step.policy, { direction: leg.direction, rule: miss.rule })
          const first = told.find((one) => one.answer === 'no') ?? told.find((one) => one.answer === 'unknown')
          const where = `${name} ${policyWord(step.policy)} rule ${miss.rule}`
          const seen = { field: first?.field, wants: first?.wants, has: first?.has }
          expectSame(seen, { field: miss.field, wants: miss.wants, has: miss.has }, where)
        }
        if (step.type === 'rule-matched') {
          const told = explain(index, connection, step.policy, { direction: leg.direction, rule: step.rule })
          expect(
            told.filter((one) => one.answer === 'no' || (one.answer === 'unknown' && one.field !== 'http')),
            name,
          ).toEqual([])
        }
      }
    }
  }
})

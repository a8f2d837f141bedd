import type { Rule } from '../model/rule.ts'
import type { Field } from '../model/trace.ts'
import type { Answer, Test } from './answer.ts'
import type { Ask } from './ask.ts'
import { criteria } from './match.ts'
import { wantsText } from './wants.ts'

/** A rule with the criteria it has, in order, and what it wants in each. Made once for a rule: a node may try 20,000 of them for
 * one connection, so what they have in common they share. */
export interface PreparedRule {
  /** Its place among its policy's rules of one direction, from 0. */
  readonly at: number
  readonly rule: Rule
  readonly checks: readonly Check[]
}

/** One criterion of a rule, which is also what there is to say when it does not hold. */
export interface Check extends Finding {
  readonly answer: 'no'
  readonly test: Test
}

/** Why a rule is not known to match: the field that says no or that nobody can answer, and what the rule wants there. */
export interface Finding {
  readonly answer: Exclude<Answer, 'yes'>
  readonly field: Field
  readonly wants: string
}

const prepared = new WeakMap<readonly Rule[], readonly PreparedRule[]>()

/** The rules of one direction of a policy or profile, ready to be tried. */
export function preparedRules(rules: readonly Rule[]): readonly PreparedRule[] {
  const known = prepared.get(rules)
  if (known !== undefined) return known
  const protocols = new Map<string, Check>()
  const made = rules.map((rule, at) => ({ at, rule, checks: checksOf(rule, protocols) }))
  prepared.set(rules, made)
  return made
}

/**
 * Try a rule: null when it matches, that is when every check does. It fails with the first that does not; else nobody knows, by
 * the first check that cannot be answered, HTTP after all others.
 */
export function tryRule({ checks }: PreparedRule, ask: Ask): Finding | null {
  let unknown: Finding | null = null
  for (const check of checks) {
    const answer = check.test(ask)
    if (answer === 'no') return check
    if (answer === 'unknown') unknown ??= { answer, field: check.field, wants: check.wants }
  }
  return unknown
}

function checksOf(rule: Rule, protocols: Map<string, Check>): readonly Check[] {
  const checks: Check[] = []
  for (const { field, test: testOf } of criteria) {
    const test = testOf(rule)
    if (test === null) continue
    const wants = wantsText(rule, field)
    const check = (field === 'protocol' ? protocols.get(wants) : undefined) ?? { answer: 'no', field, wants, test }
    if (field === 'protocol') protocols.set(wants, check)
    checks.push(check)
  }
  return checks
}

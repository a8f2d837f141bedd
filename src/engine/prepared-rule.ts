import type { Rule } from '../model/rule.ts'
import type { Field } from '../model/trace.ts'
import type { Answer } from './answer.ts'
import type { Ask } from './ask.ts'
import { type CriterionKind, criteria } from './match.ts'
import { wantsText } from './wants.ts'

/** A rule with the criteria it has, in order, and what it wants in each. Made once for a policy: a node may try 20,000 rules. */
export interface PreparedRule {
  /** Its place among its policy's rules of one direction, from 0. */
  readonly at: number
  readonly rule: Rule
  readonly checks: readonly Check[]
}

/** One criterion of one rule, with what there is to say when it does not hold. */
export interface Check {
  readonly kind: CriterionKind
  readonly no: Finding
  readonly unknown: Finding
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
  const made = rules.map(prepareRule)
  prepared.set(rules, made)
  return made
}

function prepareRule(rule: Rule, at: number): PreparedRule {
  const checks = criteria
    .filter(({ isAsked }) => isAsked(rule))
    .map((kind) => checkOf(kind, wantsText(rule, kind.field)))
  return { at, rule, checks }
}

function checkOf(kind: CriterionKind, wants: string): Check {
  const { field } = kind
  return { kind, no: { answer: 'no', field, wants }, unknown: { answer: 'unknown', field, wants } }
}

/**
 * Try a rule: null when it matches, that is when every check does. It fails with the first that does not; else nobody knows, by
 * the first check that cannot be answered, HTTP after all others.
 */
export function tryRule({ rule, checks }: PreparedRule, ask: Ask): Finding | null {
  let unknown: Finding | null = null
  for (const check of checks) {
    const answer = check.kind.answer(rule, ask)
    if (answer === 'no') return check.no
    if (answer === 'unknown') unknown ??= check.unknown
  }
  return unknown
}

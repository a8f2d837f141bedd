import type { Connection } from '../model/connection.ts'
import { type PolicyRef, policyKey } from '../model/policy.ts'
import type { Direction, Rule } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'
import { type LabelLookup, matchesSelector } from '../model/selector-match.ts'
import { printSelector } from '../model/selector-print.ts'
import type { Criterion, SelectorTerm } from '../model/trace.ts'
import { type Ask, addressesOf, askOf, beforeTranslation, type SideName } from './ask.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { satisfies } from './match-peer.ts'
import { preparedRules } from './prepared-rule.ts'
import { hasText } from './wants.ts'

/**
 * One rule of a policy, criterion by criterion: what it wants, what the connection has, yes or no or unknown, and for selectors
 * the labels that decided. Empty for a rule without criteria, which matches everything, and where there is no such rule.
 */
export function explain(
  index: ClusterIndex,
  connection: Connection,
  policy: PolicyRef,
  at: { readonly direction: Direction; readonly rule: number },
): readonly Criterion[] {
  const found = index.cluster.policies.get(policyKey(policy))
  const prepared = preparedRules(found?.[at.direction] ?? [])[at.rule]
  if (found === undefined || prepared === undefined) return []
  const addresses = addressesOf(index, connection)
  const [seen, between] = found.stage === 'normal' ? [connection, addresses] : beforeTranslation(connection, addresses)
  const ask = askOf(index, seen, at.direction, between)
  return prepared.checks.map(({ test, field, wants }) => ({
    field,
    wants,
    has: hasText(ask, field),
    answer: test(ask),
    terms: termsOf(prepared.rule, field, ask),
  }))
}

function termsOf(rule: Rule, field: Criterion['field'], ask: Ask): readonly SelectorTerm[] {
  switch (field) {
    case 'source-selector':
      return wantedTerms(rule, 'source', ask)
    case 'destination-selector':
      return wantedTerms(rule, 'destination', ask)
    case 'source-not-selector':
      return excludedTerms(rule, 'source', ask)
    case 'destination-not-selector':
      return excludedTerms(rule, 'destination', ask)
    default:
      return []
  }
}

/** Of the objects that have the address, the one that satisfies the selector, else the one that comes nearest. */
function wantedTerms(rule: Rule, name: SideName, ask: Ask): readonly SelectorTerm[] {
  const { matches } = rule[name]
  if (matches === null) return []
  const told = ask[name].holders.map(({ label }) => ({
    holds: matchesSelector(matches, label),
    terms: decidingTerms(matches, label),
  }))
  const failed = (terms: readonly SelectorTerm[]) => terms.filter(({ holds }) => !holds).length
  const yes = told.find(({ holds }) => holds)
  return (yes ?? told.sort((a, b) => failed(a.terms) - failed(b.terms))[0])?.terms ?? []
}

/** Of the objects that have the address, the one that decides: that passes both selectors, else one that is excluded. */
function excludedTerms(rule: Rule, name: SideName, ask: Ask): readonly SelectorTerm[] {
  const { matches, excludes } = rule[name]
  if (excludes === null) return []
  const { holders } = ask[name]
  const passing = matches === null ? undefined : holders.find(({ label }) => satisfies(rule[name], label))
  const excluded = holders.find(({ label }) => matchesSelector(excludes, label))
  const telling = passing ?? excluded ?? holders[0]
  return telling === undefined ? [] : decidingTerms(excludes, telling.label)
}

/**
 * The terms of a selector that decide its answer for some labels: of `&&` those that fail, or all when none does; of `||` the
 * first that holds, or all when none does.
 */
export function decidingTerms(selector: Selector, label: LabelLookup): readonly SelectorTerm[] {
  return deciding(selector, label, false)
}

function deciding(selector: Selector, label: LabelLookup, isNegated: boolean): readonly SelectorTerm[] {
  switch (selector.type) {
    case 'not':
      return deciding(selector.operand, label, !isNegated)
    case 'and':
    case 'or':
      return decidingOperands(selector, label, isNegated)
    default:
      return [termOf(selector, label, isNegated)]
  }
}

function decidingOperands(
  selector: Extract<Selector, { type: 'and' | 'or' }>,
  label: LabelLookup,
  isNegated: boolean,
): readonly SelectorTerm[] {
  // Of a negated `&&` one operand that fails is enough, as of `||` one that holds.
  const needsAll = (selector.type === 'and') !== isNegated
  const operands = selector.operands.map((operand) => ({
    holds: matchesSelector(operand, label) !== isNegated,
    terms: deciding(operand, label, isNegated),
  }))
  const holding = operands.find(({ holds }) => holds)
  const failing = operands.filter(({ holds }) => !holds)
  if (needsAll) return (failing.length === 0 ? operands : failing).flatMap(({ terms }) => terms)
  return holding === undefined ? operands.flatMap(({ terms }) => terms) : holding.terms
}

function termOf(term: Selector, label: LabelLookup, isNegated: boolean): SelectorTerm {
  const key = 'label' in term ? term.label : null
  return {
    text: `${isNegated ? '!' : ''}${printSelector(term)}`,
    label: key,
    value: key === null ? null : (label(key) ?? null),
    holds: matchesSelector(term, label) !== isNegated,
  }
}

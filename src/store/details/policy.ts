import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { lacksPods } from '../../model/gap.ts'
import { isStaged, type Policy, policyKey } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Direction, Rule } from '../../model/rule.ts'
import { parseSelector } from '../../model/selector-parser.ts'
import { printSelector } from '../../model/selector-print.ts'
import { countOf, grouped } from '../../text/list.ts'
import { ruleWords } from '../../text/rule.ts'
import { selectorText, selectorWords, withoutOrchestrator } from '../../text/selector.ts'
import { type Line, span } from '../../text/styled.ts'
import { countsOf } from '../counts.ts'
import { kindLetter, kindWord } from '../kinds.ts'
import { problemsOfPolicy } from '../problems.ts'
import { endpointEntry, someOf } from './endpoints.ts'
import { blank, entry, fact, heading, type Item, text } from './item.ts'

/** A policy: what it is, whom it applies to, its rules in words by direction, and the endpoints it selects (at most `most`). */
export function policyItems(index: ClusterIndex, policy: Policy, most: number): readonly Item[] {
  const count = index.countOf(policy)
  const isOpen = lacksPods(index.cluster)
  return [
    ...aboutPolicy(index, policy, count),
    ...directionItems(index, policy, 'ingress'),
    ...directionItems(index, policy, 'egress'),
    blank,
    heading(
      'ENDPOINTS',
      count === 0 ? '' : `${grouped(count)} selected${isOpen && keepsPods(index) ? ' when pods were last read' : ''}`,
    ),
    ...(count === 0
      ? [
          text(
            isOpen ? 'unknown: pods were not read' : 'none: no endpoint has these labels now',
            0,
            isOpen ? 'unknown' : 'faint',
          ),
        ]
      : someOf(index.endpointsOf(policy, most), count, (one) => endpointEntry(index, one))),
  ]
}

function aboutPolicy(index: ClusterIndex, policy: Policy, count: number): readonly Item[] {
  const { ref } = policy
  const selector = selectorShown(policy)
  // The reason why the policy is invalid is one of its Problems: it is not told twice.
  const problems = problemsOfPolicy(index, policy).filter(({ message }) => policy.invalid?.includes(message) !== true)
  return [
    fact('kind', kindWord(ref)),
    fact('scope', ref.namespace === null ? 'the whole cluster' : `namespace ${ref.namespace}`),
    fact('order', orderWords(policy)),
    ...(isStaged(ref) ? [fact('staged', stagedWords(policy))] : []),
    ...(policy.invalid === null ? [] : [fact('invalid', [span(`${policy.invalid}: treated as missing`, 'problem')])]),
    ...problems.slice(0, mostProblems).map(problemFact),
    ...(problems.length > mostProblems
      ? [text(`${' '.repeat(12)}… and ${problems.length - mostProblems} more: P`, 12, 'faint')]
      : []),
    fact('selector', selector, { type: 'selector', text: printSelector(policy.appliesTo) }),
    ...optional('namespaces', policy.namespaceSelector),
    ...optional('accounts', policy.serviceAccountSelector),
    fact('applies to', appliesTo(index, count)),
    ...(policy.stage === 'normal' ? [] : [fact('stage', `${policy.stage}: host endpoints only`)]),
    ...(policy.applyOnForward ? [fact('forward', 'also traffic that hosts forward')] : []),
  ]
}

/** The selector in words. What Calico adds to those of Kubernetes says no more than "a pod". */
function appliesTo(index: ClusterIndex, count: number): Line {
  if (lacksPods(index.cluster)) {
    const words = keepsPods(index) ? `${grouped(count)} when pods were last read` : 'pods were not read'
    return [span(`endpoints unknown: ${words}`, 'unknown')]
  }
  return [
    span(`${grouped(count)}`, count === 0 ? 'unknown' : 'strong'),
    span(` of ${countOf(countsOf(index).endpoints, 'endpoint')}`, 'faint'),
  ]
}

/** True where pods that may not be read any more are kept as they were. */
function keepsPods({ cluster }: ClusterIndex): boolean {
  return [...cluster.endpoints.values()].some((own) => [...own.values()].some(({ type }) => type === 'workload'))
}

function selectorShown(policy: Policy): string {
  if (policy.selector === null) return 'all()'
  const parsed = parseSelector(policy.selector)
  if (kindLetter(policy.ref) !== 'K' || parsed.type === 'syntax-problem') return selectorWords(policy.selector)
  const rest = withoutOrchestrator(parsed)
  return rest === null ? 'all pods of the namespace' : selectorText(rest)
}

function optional(name: string, selector: string | null): readonly Item[] {
  return selector === null ? [] : [fact(name, selectorWords(selector))]
}

function orderWords(policy: Policy): Line {
  const order = policy.order === null ? 'none: after all that have one' : `${policy.order}`
  return [span(order), span(` in tier ${policy.ref.tier}`, 'faint')]
}

function stagedWords(policy: Policy): Line {
  const words = policy.stagedAction === 'Delete' ? 'to be deleted: takes no part' : 'not enforced: decides nothing yet'
  return [span(words, 'staged')]
}

/** More are in the problems panel; here they would hide the rules. */
const mostProblems = 3

function problemFact(problem: Problem): Item {
  const { severity, path, message } = problem
  return fact(severity, [span(path === null ? message : `${path}: ${message}`, 'problem')])
}

function directionItems(index: ClusterIndex, policy: Policy, direction: Direction): readonly Item[] {
  const rules = policy[direction]
  const name = direction.toUpperCase()
  if (rules === null) {
    return [blank, heading(name), text('not governed: this policy is silent, others decide', 0, 'faint')]
  }
  const end = rules.some(matchesEverything) ? [] : [endOfTier(index, policy)]
  const remark = rules.length === 0 ? 'governed, and no rule can match' : countOf(rules.length, 'rule')
  return [blank, heading(name, remark), ...rules.map((rule, at) => ruleEntry(policy, direction, { rule, at })), ...end]
}

/** True for a rule that decides whatever comes to it, so that nothing goes on behind it. */
function matchesEverything(rule: Rule): boolean {
  const { action, source, destination, name: _, ...criteria } = rule
  const isOpen = (values: object) => Object.values(values).every((value) => value === null)
  return action !== 'Log' && isOpen(criteria) && isOpen(source) && isOpen(destination)
}

/** One rule on a line: its number and its words. */
export function ruleEntry(
  policy: Policy,
  direction: Direction,
  which: { readonly rule: Rule; readonly at: number },
): Item {
  const words = ruleWords(which.rule, direction, null)
  const line = [span(`${which.at}`.padStart(2), 'faint'), span(` ${sign(which.rule)} `, roleFor(which.rule)), ...words]
  const name = which.rule.name === null ? [] : [span(`  (${which.rule.name})`, 'faint')]
  const target = { type: 'rule', policy: policyKey(policy.ref), direction, rule: which.at } as const
  return entry([...line, ...name], target, { hang: 5 })
}

function sign(rule: Rule): string {
  return signs[rule.action]
}

/** The sign of each action, before its word. */
export const signs = { Allow: '✓', Deny: '✗', Pass: '»', Log: '≡' } as const

function roleFor(rule: Rule) {
  return ({ Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' } as const)[rule.action]
}

/** What becomes of traffic that none of the rules matched. */
function endOfTier(index: ClusterIndex, policy: Policy): Item {
  const tier = index.tiers.find((one) => one.tier.name === policy.ref.tier)
  // These stages end without a verdict of their own. Source: felix/calc/event_sequencer.go tierInfoToProtoTierInfo.
  if (policy.stage !== 'normal') return text([span('   no match: the normal tiers decide', 'faint')], 5)
  const isLast = tier?.policies.at(-1) === policy
  const action = tier?.tier.defaultAction ?? 'Deny'
  const words = isLast ? [] : [span('next policy here, else ', 'faint')]
  return text([span('   no match: ', 'faint'), ...words, span('end of tier ', 'faint'), endAction(action)], 5)
}

function endAction(action: 'Deny' | 'Pass') {
  return action === 'Deny' ? span('✗ Deny', 'deny') : span('» Pass', 'pass')
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { isStaged, type Policy } from '../model/policy.ts'
import { anyEntity, type Direction, type EntityRule, type Rule } from '../model/rule.ts'
import { parseSelector } from '../model/selector-parser.ts'
import { orderText, tierOrderWords } from './board.ts'
import { entityWords } from './entity.ts'
import { endpointWords } from './gap.ts'
import { countOf, wordList } from './list.ts'
import { endpointName, matchedBy, selectedNames } from './matched.ts'
import { innerProblemText, problemsOf } from './problem.ts'
import { ruleWords } from './rule.ts'
import { type Line, plainText, span } from './styled.ts'
import { kindWords } from './words.ts'
import { wrapLine } from './wrap.ts'

/** How many names a list on a terminal holds; in a pipe nothing is left out. */
const MOST_NAMES = 12

/** A policy as text: where it stands, what it selects, its rules in words and what they match. `width` null: nothing is cut. */
export function policyLines(
  index: ClusterIndex,
  policy: Policy,
  { width }: { readonly width: number | null },
): readonly Line[] {
  const lines = [
    ...headLines(index, policy, width),
    ...problemsOf(index.cluster, policy.ref).map((problem) => [span(`  ! ${innerProblemText(problem)}`, 'problem')]),
    ...(['ingress', 'egress'] as const).flatMap((direction) => directionLines(index, policy, direction, width)),
  ]
  return lines.flatMap((line) => wrapLine(line, width, plainText(line).search(/[^ ]|$/) + 4))
}

function headLines(index: ClusterIndex, policy: Policy, width: number | null): readonly Line[] {
  const { ref } = policy
  const endpoints = index.endpointsOf(policy).map(endpointName)
  return [
    [
      span(ref.name, 'heading'),
      span(`  ${kindWords(ref)}`),
      ...(ref.namespace === null ? [] : [span(' in namespace '), span(ref.namespace, 'strong')]),
    ],
    ...standing(index, policy),
    [span('  selects  ', 'faint'), span(selectsWords(policy))],
    [span('           ', 'faint'), ...namesLine(endpointWords(index.cluster, endpoints.length), endpoints, width)],
  ]
}

/** Where it stands in the order, and what sets it apart. */
function standing(index: ClusterIndex, policy: Policy): readonly Line[] {
  const tier = index.tiers.find(({ policies }) => policies.includes(policy))
  const place =
    tier === undefined ? '' : `, number ${tier.policies.indexOf(policy) + 1} of ${tier.policies.length} in it`
  const order = policy.order === null ? 'no order, so it comes last' : `order ${orderText(policy.order)}`
  const about = tier === undefined ? '' : ` (${tierOrderWords(tier.tier)}, end of tier: ${tier.tier.defaultAction})`
  return [
    [span('  tier     ', 'faint'), span(policy.ref.tier, 'strong'), span(about, 'faint')],
    [span('  order    ', 'faint'), span(`${order}${place}`)],
    ...(isStaged(policy.ref) ? [[span('  staged   ', 'faint'), span(stagedWords(policy), 'staged')]] : []),
    ...(policy.stage === 'normal' ? [] : [[span('  stage    ', 'faint'), span(stageWords(policy))]]),
    ...(policy.invalid === null
      ? []
      : [[span('  invalid  ', 'faint'), span(`${policy.invalid}: Calico leaves it out`, 'problem')]]),
  ]
}

function stagedWords(policy: Policy): string {
  switch (policy.stagedAction) {
    case 'Delete':
      return 'stands for deleting the enforced policy of this name; takes no part'
    case 'Learn':
    case 'Ignore':
      return `not enforced (stagedAction ${policy.stagedAction})`
    default:
      return 'not enforced: it is only reported what it would do'
  }
}

function stageWords(policy: Policy): string {
  return policy.stage === 'pre-dnat' ? 'hosts only, before DNAT' : 'hosts only, without connection tracking'
}

/** Whom it applies to, as the words of a rule say it. */
function selectsWords({ ref, ...policy }: Policy): string {
  // At the level of a policy `all()` and no selector are the same: every endpoint.
  const isAll = policy.selector === null || parseSelector(policy.selector).type === 'all'
  const accounts = policy.serviceAccountSelector
  const entity = {
    ...anyEntity,
    selector: isAll ? null : policy.selector,
    namespaceSelector: policy.namespaceSelector,
    serviceAccounts: accounts === null ? null : { names: [], selector: accounts },
  }
  const words = entityWords(entity, { namespace: ref.namespace, isSource: false })
  return words ?? (ref.namespace === null ? 'every endpoint' : `every pod in namespace ${ref.namespace}`)
}

function directionLines(
  index: ClusterIndex,
  policy: Policy,
  direction: Direction,
  width: number | null,
): readonly Line[] {
  const rules = policy[direction]
  const head = span(direction === 'ingress' ? 'Ingress' : 'Egress', 'heading')
  if (rules === null) return [[], [head, span('  not governed by this policy', 'faint')]]
  const tier = index.tiers.find((one) => one.policies.includes(policy))?.tier
  const end = `where no rule of tier ${policy.ref.tier} matches, its end decides: ${tier?.defaultAction ?? 'Deny'}`
  return [
    [],
    [head, ...(rules.length === 0 ? [span('  no rules: nothing matches', 'faint')] : [])],
    ...rules.flatMap((rule, number) => ruleLines(index, rule, { number, direction, policy, width })),
    [span(`  ${end}`, 'faint')],
  ]
}

interface Place {
  readonly number: number
  readonly direction: Direction
  readonly policy: Policy
  readonly width: number | null
}

function ruleLines(index: ClusterIndex, rule: Rule, { number, direction, policy, width }: Place): readonly Line[] {
  return [
    [span(`  ${String(number).padStart(2)}  `, 'faint'), ...ruleWords(rule, direction, policy.ref.namespace)],
    ...matchedLines(index, 'source', rule.source, width),
    ...matchedLines(index, 'destination', rule.destination, width),
  ]
}

function matchedLines(index: ClusterIndex, side: string, entity: EntityRule, width: number | null): readonly Line[] {
  const matched = matchedBy(index, entity)
  if (matched === null) return []
  const { endpoints, networkSets } = matched.selected
  const counts = [
    endpoints.length > 0 || networkSets.length === 0 ? countOf(endpoints.length, 'endpoint') : null,
    networkSets.length > 0 ? countOf(networkSets.length, 'network set') : null,
  ].filter((part) => part !== null)
  const words = `${matched.type === 'all-but' ? 'all but ' : ''}${wordList(counts)}`
  return [[span(`        ${side}: `, 'faint'), ...namesLine(words, selectedNames(matched.selected), width)]]
}

/** A count and the names behind it. */
function namesLine(count: string, names: readonly string[], width: number | null): Line {
  if (names.length === 0) return [span(count, 'faint')]
  return [span(`${count}: `, 'faint'), span(wordList(names, width === null ? names.length : MOST_NAMES))]
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { isStaged, type Policy, policyName } from '../model/policy.ts'
import { parseSelector } from '../model/selector-parser.ts'
import { kindWord } from './kinds.ts'
import { containsOne, parseQuery, type QueryProblem, selectorOfQuery, type Term } from './query.ts'

export const policyFields = ['ns', 'tier', 'kind', 'action', 'staged', 'label', 'pod', 'problem'] as const

/** Which policies a filter lets through, and what is wrong with it. A word that is wrong lets everything through. */
export interface PolicyFilter {
  readonly accepts: (policy: Policy) => boolean
  readonly problem: QueryProblem | null
  /** False when the filter filters nothing. */
  readonly active: boolean
  /** What is looked for in names, lower case, to be marked there. */
  readonly words: readonly string[]
}

type Test = (policy: Policy) => boolean

/**
 * The filter of the board.
 *
 * `label:` and `pod:` let a policy through when it selects at least one endpoint with these labels, or one of the endpoints that
 * bear this name: only what governs them.
 */
export function policyFilter(index: ClusterIndex, text: string): PolicyFilter {
  const tests: Test[] = []
  let problem: QueryProblem | null = null
  for (const term of parseQuery(text, policyFields)) {
    const test = testOf(index, term)
    if (typeof test === 'string') problem ??= { message: test, start: term.start, end: term.end }
    else if (test !== null) tests.push(term.negated ? (policy) => !test(policy) : test)
  }
  const words = parseQuery(text, policyFields).filter((term) => term.field === null && !term.negated)
  return {
    accepts: (policy) => tests.every((test) => test(policy)),
    problem,
    active: tests.length > 0,
    words: words.map((term) => term.value),
  }
}

/** A test, null for a word that is not finished yet, or what is wrong with it. */
function testOf(index: ClusterIndex, term: Term): Test | string | null {
  const value = term.value.toLowerCase()
  if (term.field === null) return (policy) => policyName(policy.ref).toLowerCase().includes(value)
  if (value === '') return null
  switch (term.field) {
    case 'ns':
      return (policy) => containsOne(policy.ref.namespace ?? '', value)
    case 'tier':
      return (policy) => containsOne(policy.ref.tier.toLowerCase(), value)
    case 'kind':
      return (policy) =>
        containsOne(kindWord(policy.ref).toLowerCase(), value) || policy.ref.kind.toLowerCase() === value
    case 'action':
      return actionTest(value)
    case 'staged':
      return stagedTest(value)
    case 'problem':
      return (policy) => (policy.invalid !== null) === (value !== 'no')
    case 'label':
      return labelTest(index, term.value)
    case 'pod':
      return podTest(index, value)
    default:
      return null
  }
}

function actionTest(value: string): Test | string {
  const actions = ['allow', 'deny', 'pass', 'log']
  if (!actions.some((action) => action.startsWith(value))) return `action: expected one of ${actions.join(', ')}`
  return (policy) =>
    [...(policy.ingress ?? []), ...(policy.egress ?? [])].some((rule) => rule.action.toLowerCase().startsWith(value))
}

function stagedTest(value: string): Test | string {
  if ('yes'.startsWith(value) || 'only'.startsWith(value)) return (policy) => isStaged(policy.ref)
  if ('no'.startsWith(value)) return (policy) => !isStaged(policy.ref)
  return 'staged: expected yes or no'
}

function labelTest(index: ClusterIndex, value: string): Test | string {
  const selector = parseSelector(selectorOfQuery(value))
  if (selector.type === 'syntax-problem') return `label: ${selector.message} at column ${selector.column}`
  return governing(index, index.select(selector).endpoints)
}

function podTest(index: ClusterIndex, value: string): Test | string {
  const found = endpointsNamed(index, value)
  return found.length === 0 ? `pod: no endpoint has \`${value}\` in its name` : governing(index, found)
}

/** The endpoints whose name contains a text (lower case), their key where it has a slash or a colon; the one that is called so
 * alone, when there is one. */
export function endpointsNamed(index: ClusterIndex, value: string): readonly Endpoint[] {
  const exact = index.endpoint(value)
  if (exact !== null) return [exact]
  const whole = /[/:]/.test(value)
  const isNamed = ({ key, name }: Endpoint) => (whole ? key : name).toLowerCase().includes(value)
  const found: Endpoint[] = []
  for (const pods of index.cluster.endpoints.values())
    for (const pod of pods.values()) if (isNamed(pod)) found.push(pod)
  for (const host of index.cluster.hostEndpoints.values()) if (isNamed(host)) found.push(host)
  return found
}

/** Few endpoints are asked for their policies; for many it is quicker to ask the policies for their endpoints. */
const fewEndpoints = 50

function governing(index: ClusterIndex, endpoints: readonly Endpoint[]): Test {
  if (endpoints.length > fewEndpoints) {
    const wanted = new Set(endpoints)
    const known = new Map<Policy, boolean>()
    return (policy) => {
      const answer = known.get(policy) ?? index.endpointsOf(policy).some((endpoint) => wanted.has(endpoint))
      known.set(policy, answer)
      return answer
    }
  }
  const seen = new Set<ReadonlySet<Policy>>()
  const found = new Set<Policy>()
  for (const endpoint of endpoints) {
    const selecting = index.selecting(endpoint)
    // Endpoints of one shape share one answer.
    if (seen.has(selecting)) continue
    seen.add(selecting)
    for (const tier of index.policiesOf(endpoint)) for (const policy of tier.policies) found.add(policy)
  }
  return (policy) => found.has(policy)
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Policy } from '../model/policy.ts'
import type { Direction, EntityRule, Rule } from '../model/rule.ts'
import { type PolicyJson, policyJson } from './board-json.ts'
import { matchedBy } from './matched.ts'
import { problemsOf } from './problem.ts'
import { ruleWords } from './rule.ts'
import { plainText } from './styled.ts'

/** A policy as the JSON of `calico-tui policy -o json`. */
export interface PolicyReportJson {
  readonly schema: 'calico-tui/policy/v1'
  readonly policy: PolicyJson & { readonly tier: string }
  /** Null for a direction that it does not govern. */
  readonly ingress: readonly RuleJson[] | null
  readonly egress: readonly RuleJson[] | null
  /** Keys of the endpoints it selects. */
  readonly endpoints: readonly string[]
  readonly manifest: Policy['manifest']
}

/** One rule: what it says, and what the selectors of its sides match (null where a side has none). */
export interface RuleJson {
  readonly rule: number
  readonly action: string
  readonly words: string
  readonly source: MatchedJson | null
  readonly destination: MatchedJson | null
}

/** `matches`: these alone; `all-but`: everything but these. */
export interface MatchedJson {
  readonly type: 'matches' | 'all-but'
  readonly endpoints: readonly string[]
  readonly networkSets: readonly string[]
}

/** A policy with its rules in words, what they match, and the endpoints it selects. */
export function policyReportJson(index: ClusterIndex, policy: Policy): PolicyReportJson {
  const endpoints = index.endpointsOf(policy).map(({ key }) => key)
  const rules = (direction: Direction) =>
    policy[direction]?.map((rule, number) => ruleJson(index, rule, { number, direction, policy })) ?? null
  return {
    schema: 'calico-tui/policy/v1',
    policy: { ...policyJson(policy, endpoints.length, problemsOf(index.cluster, policy.ref)), tier: policy.ref.tier },
    ingress: rules('ingress'),
    egress: rules('egress'),
    endpoints,
    manifest: policy.manifest,
  }
}

interface Place {
  readonly number: number
  readonly direction: Direction
  readonly policy: Policy
}

function ruleJson(index: ClusterIndex, rule: Rule, { number, direction, policy }: Place): RuleJson {
  return {
    rule: number,
    action: rule.action,
    words: plainText(ruleWords(rule, direction, policy.ref.namespace)),
    source: matchedJson(index, rule.source),
    destination: matchedJson(index, rule.destination),
  }
}

function matchedJson(index: ClusterIndex, entity: EntityRule): MatchedJson | null {
  const matched = matchedBy(index, entity)
  if (matched === null) return null
  const { endpoints, networkSets } = matched.selected
  return {
    type: matched.type,
    endpoints: endpoints.map(({ key }) => key),
    networkSets: networkSets.map(({ key }) => key),
  }
}

import { type PolicyRef, policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Criterion, Leg, Miss, Trace } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { explain } from './explain.ts'
import { criteria } from './match.ts'

/** The rule that came closest to letting a denied connection through. */
export interface NearestMiss {
  readonly direction: Direction
  readonly policy: PolicyRef
  readonly rule: number
  readonly action: 'Allow' | 'Pass'
  readonly miss: Miss
  /** All its criteria, and how many of them are not met. */
  readonly criteria: readonly Criterion[]
  readonly failed: number
}

const known = new WeakMap<Trace, NearestMiss | null>()
/** Rules explained at most, those that came furthest: a node can try thousands. */
const mostRules = 24
const order = criteria.map(({ field }) => field)

/**
 * The rule that came closest in the tier that denied: the one with the fewest criteria that are not met, the later one of equals.
 * Null for an allowed connection, and where no rule of that tier could have let it through.
 */
export function nearestMiss(index: ClusterIndex, trace: Trace): NearestMiss | null {
  const before = known.get(trace)
  if (before !== undefined) return before
  const leg = trace.legs.find((each) => each.verdict === 'Deny')
  const found = leg === undefined ? null : nearestIn(index, trace, leg)
  known.set(trace, found)
  return found
}

function nearestIn(index: ClusterIndex, trace: Trace, leg: Leg): NearestMiss | null {
  const tier = denyingTier(leg)
  const tried = leg.steps.flatMap((step) => {
    const isTried = step.type === 'policy-missed' || step.type === 'rule-matched'
    return isTried && step.policy.tier === tier ? step.misses.map((miss) => ({ policy: step.policy, miss })) : []
  })
  let best: NearestMiss | null = null
  for (const { policy, miss } of furthest(tried)) {
    const action = index.cluster.policies.get(policyKey(policy))?.[leg.direction]?.[miss.rule]?.action
    if (action !== 'Allow' && action !== 'Pass') continue
    const found = explain(index, trace.connection, policy, { direction: leg.direction, rule: miss.rule })
    const failed = found.filter((each) => each.answer !== 'yes').length
    if (best !== null && best.failed < failed) continue
    best = { direction: leg.direction, policy, rule: miss.rule, action, miss, criteria: found, failed }
  }
  return best
}

interface Tried {
  readonly policy: PolicyRef
  readonly miss: Miss
}

/** Of many rules those of which the last criteria were met, criteria being tried in one order; in the order they were tried. */
function furthest(tried: readonly Tried[]): readonly Tried[] {
  if (tried.length <= mostRules) return tried
  const sorted = tried
    .map((each, at) => ({ each, at, reached: order.indexOf(each.miss.field) }))
    .sort((one, other) => other.reached - one.reached || other.at - one.at)
    .slice(0, mostRules)
  return sorted.sort((one, other) => one.at - other.at).map(({ each }) => each)
}

/** The tier in which a denied leg ends, or null when that is after the tiers. */
function denyingTier(leg: Leg): string | null {
  for (const step of leg.steps) {
    if (step.type === 'rule-matched' && step.action === 'Deny') return step.policy.tier
    if (step.type === 'end-of-tier' && step.action === 'Deny') return step.tier
  }
  return null
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { explain } from '../engine/explain.ts'
import { type PolicyRef, policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Criterion, Leg, Miss, Trace } from '../model/trace.ts'

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
/** Rules explained at most, those tried last first: a node can try thousands. */
const mostRules = 400

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
  for (const { policy, miss } of tried.slice(-mostRules)) {
    const action = index.cluster.policies.get(policyKey(policy))?.[leg.direction]?.[miss.rule]?.action
    if (action !== 'Allow' && action !== 'Pass') continue
    const criteria = explain(index, trace.connection, policy, { direction: leg.direction, rule: miss.rule })
    const failed = criteria.filter((each) => each.answer !== 'yes').length
    if (best !== null && best.failed < failed) continue
    best = { direction: leg.direction, policy, rule: miss.rule, action, miss, criteria, failed }
  }
  return best
}

/** The tier in which a denied leg ends, or null when that is after the tiers. */
function denyingTier(leg: Leg): string | null {
  for (const step of leg.steps) {
    if (step.type === 'rule-matched' && step.action === 'Deny') return step.policy.tier
    if (step.type === 'end-of-tier' && step.action === 'Deny') return step.tier
  }
  return null
}

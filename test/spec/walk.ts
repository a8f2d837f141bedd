import type { Scope, Verdict } from '../../src/model/connection.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import { isStaged, type Policy } from '../../src/model/policy.ts'
import type { Action, Direction, Rule } from '../../src/model/rule.ts'
import type { Exemption, Field, Leg, Miss, PolicySkipped, Stage, Step } from '../../src/model/trace.ts'
import type { Ask } from './ask.ts'
import { outcome } from './match.ts'
import { type OrderedTier, orderedTiers } from './order.ts'
import { holds } from './selector.ts'
import { isInvalid, labelOf, profileCalled } from './world.ts'

/** A rule that could not be answered, or a policy that Calico refuses (`rule` and `field` null), with what was taken wherever a direction meets it. */
export interface Doubt {
  readonly direction: Direction
  readonly policy: Policy
  readonly rule: number | null
  readonly field: Field | null
  readonly taken: 'met' | 'not met'
}

/** How one connection is walked: in which scope, and which rule is answered the other way round. */
export interface Walk {
  readonly scope: Scope
  readonly doubts: Doubt[]
  readonly turned: Doubt | null
}

/** Where a leg is decided. */
export interface Place {
  readonly direction: Direction
  readonly endpoint: WorkloadEndpoint | HostEndpoint
  readonly stage: Stage
}

interface At {
  readonly ask: Ask
  readonly place: Place
  readonly walk: Walk
  readonly steps: Step[]
}

/** One leg: the tiers in order, then the profiles (§0, §5.1). */
export function decide(ask: Ask, place: Place, walk: Walk): Leg {
  const steps: Step[] = []
  if (place.endpoint.type === 'workload' && isInvalid(ask.cluster, place.endpoint)) {
    return exempted(place, 'spoofing', 'Deny')
  }
  for (const tier of orderedTiers(ask.cluster)) {
    const action = walkTier(tier, { ask, place, walk, steps })
    if (action === 'Allow' || action === 'Deny') return leg(place, steps, action)
  }
  if (place.stage !== 'workload' && place.stage !== 'host') return leg(place, steps, 'Allow')
  const last = profileStep(ask, place)
  return leg(place, [...steps, last], last.action)
}

/** A leg that an exemption decides instead of policy. */
export function exempted(place: Place, because: Exemption, action: Verdict, before: readonly Step[] = []): Leg {
  return { ...leg(place, [...before, { type: 'exempt', because, action }], action), exempt: because }
}

/** Whether any policy of this stage takes part at the endpoint: without one, a host endpoint has no such leg. */
export function anyTakesPart(ask: Ask, place: Place, walk: Walk): boolean {
  return [...ask.cluster.policies.values()].some(
    (policy) => skipped(policy, ask, place, { ...walk, turned: null }) === null,
  )
}

function leg(place: Place, steps: readonly Step[], verdict: Verdict): Leg {
  return { direction: place.direction, endpoint: place.endpoint.key, stage: place.stage, steps, exempt: null, verdict }
}

/** Why a policy takes no part, or null when it does. */
function skipped(policy: Policy, ask: Ask, place: Place, walk: Walk): PolicySkipped | null {
  if (policy.invalid !== null && !isTurned(walk, policy, place, null)) return 'invalid'
  if (!appliesAt(policy, place.stage)) return 'stage'
  if (!holds(policy.appliesTo, (label) => labelOf(ask.cluster, place.endpoint, label))) return 'selector'
  if (policy[place.direction] === null) return 'direction'
  if (policy.stagedAction === 'Delete') return 'staged-delete'
  return walk.scope === 'enforced' && isStaged(policy.ref) ? 'staged' : null
}

function isTurned({ turned }: Walk, policy: Policy, place: Place, rule: number | null): boolean {
  return turned !== null && turned.policy === policy && turned.direction === place.direction && turned.rule === rule
}

function appliesAt(policy: Policy, stage: Stage): boolean {
  switch (stage) {
    case 'pre-dnat':
    case 'untracked':
      return policy.stage === stage
    case 'forward':
      return policy.stage === 'normal' && policy.applyOnForward
    case 'workload':
    case 'host':
      return policy.stage === 'normal'
  }
}

/** What a tier does: an action of a rule, its default action, or null when it is passed over. */
function walkTier(tier: OrderedTier, at: At): Exclude<Action, 'Log'> | null {
  const { walk, ask, place, steps } = at
  const reasons = tier.policies.map((policy) => skipped(policy, ask, place, walk))
  const part = tier.policies.filter((_, index) => reasons[index] === null)
  const [first, last] = [part[0], part[part.length - 1]]
  if (first === undefined) steps.push({ type: 'tier-skipped', tier: tier.tier.name, because: passedOver(reasons) })
  let action: Exclude<Action, 'Log'> | null = null
  for (const [index, policy] of tier.policies.entries()) {
    const because = reasons[index] ?? null
    if (action !== null) steps.push({ type: 'policy-not-reached', policy: policy.ref })
    else if (because === null) action = walkPolicy(policy, at)
    else {
      if (because === 'invalid') doubtInvalid(policy, at)
      steps.push({ type: 'policy-skipped', policy: policy.ref, because })
    }
  }
  if (action !== null || first === undefined || last === undefined) return action
  const early = place.stage === 'pre-dnat' || place.stage === 'untracked'
  const byDefault = early ? 'Pass' : tier.tier.defaultAction
  steps.push({ type: 'end-of-tier', tier: tier.tier.name, action: byDefault, first: first.ref, last: last.ref })
  return byDefault
}

/** The reason of the policy that came nearest to taking part. */
function passedOver(reasons: readonly (PolicySkipped | null)[]): 'empty' | 'selector' | 'direction' | 'staged' {
  if (reasons.length === 0) return 'empty'
  if (reasons.includes('staged') || reasons.includes('staged-delete')) return 'staged'
  return reasons.includes('direction') ? 'direction' : 'selector'
}

/** A policy that Calico refuses would have taken part. */
function doubtInvalid(policy: Policy, { ask, place, walk }: At): void {
  if (skipped({ ...policy, invalid: null }, ask, place, walk) !== null) return
  walk.doubts.push({ direction: place.direction, policy, rule: null, field: null, taken: 'not met' })
}

function walkPolicy(policy: Policy, at: At): Exclude<Action, 'Log'> | null {
  const misses: Miss[] = []
  const logged: number[] = []
  for (const [index, rule] of (policy[at.place.direction] ?? []).entries()) {
    const missed = missedField(rule, index, policy, at)
    if (missed !== null) misses.push({ rule: index, field: missed, wants: '', has: '' })
    else if (rule.action === 'Log') logged.push(index)
    else {
      at.steps.push({ type: 'rule-matched', policy: policy.ref, rule: index, action: rule.action, misses, logged })
      return rule.action
    }
  }
  at.steps.push({ type: 'policy-missed', policy: policy.ref, misses, logged })
  return null
}

/** Null when the rule matches. What nobody can answer is taken as not met, `http` as met, and noted as a doubt (§0, cli.md §4). */
function missedField(rule: Rule, index: number, policy: Policy, { ask, place, walk }: At): Field | null {
  const { no, unknown } = outcome(rule, ask, place.direction === 'egress')
  if (no !== null) return no
  const field = unknown.find((one) => one !== 'http') ?? unknown[0]
  if (field === undefined) return null
  const taken = field === 'http' ? 'met' : 'not met'
  if (rule.action !== 'Log') walk.doubts.push({ direction: place.direction, policy, rule: index, field, taken })
  const matches = (taken === 'met') !== isTurned(walk, policy, place, index)
  return matches ? null : field
}

/** The first profile whose rule matches; a missing profile denies at once, and so does the end of the list (§5.1). */
function profileStep(ask: Ask, place: Place): Extract<Step, { type: 'profile' | 'no-profile' }> {
  for (const name of place.endpoint.profiles) {
    const profile = profileCalled(ask.cluster, name)
    if (profile === null) break
    for (const [rule, one] of profile[place.direction].entries()) {
      const { no, unknown } = outcome(one, ask, place.direction === 'egress')
      if (no !== null || unknown.some((field) => field !== 'http') || one.action === 'Log') continue
      return { type: 'profile', profile: name, rule, action: one.action === 'Allow' ? 'Allow' : 'Deny' }
    }
  }
  return { type: 'no-profile', action: 'Deny' }
}

import type { PolicyRef } from '../model/policy.ts'
import type { Leg, Step } from '../model/trace.ts'
import { type TierSkipped, tierOf, tierSkipped } from '../store/trace-told.ts'

/** What became of a leg in one tier, or after the tiers. */
export interface Outcome {
  /** Null after the tiers. */
  readonly tier: string | null
  readonly result: 'Allow' | 'Deny' | 'Pass' | 'skipped'
  readonly by:
    | { readonly type: 'rule'; readonly policy: PolicyRef; readonly rule: number }
    | { readonly type: 'end-of-tier'; readonly asked: readonly PolicyRef[] }
    | { readonly type: 'skipped'; readonly because: TierSkipped }
    | { readonly type: 'profile'; readonly name: string | null }
    | { readonly type: 'exempt'; readonly because: Extract<Step, { type: 'exempt' }>['because'] }
  /** How many steps of the leg come before it and with it. */
  readonly from: number
  readonly to: number
}

const known = new WeakMap<Leg, readonly Outcome[]>()

/** A leg tier by tier, in order, and last what stands after the tiers. Made once for a leg. */
export function outcomes(leg: Leg): readonly Outcome[] {
  const before = known.get(leg)
  const made = before ?? outcomesOf(leg)
  if (before === undefined) known.set(leg, made)
  return made
}

function outcomesOf(leg: Leg): readonly Outcome[] {
  const found: Outcome[] = []
  let from = 0
  for (let index = 0; index < leg.steps.length; index += 1) {
    const step = leg.steps[index]
    const next = leg.steps[index + 1]
    if (step === undefined) continue
    const isEnd = next === undefined || tierOf(step) === null || tierOf(next) !== tierOf(step)
    if (!isEnd) continue
    found.push({ tier: tierOf(step), ...outcomeOf(leg.steps.slice(from, index + 1)), from, to: index + 1 })
    from = index + 1
  }
  return found
}

function outcomeOf(steps: readonly Step[]): Pick<Outcome, 'result' | 'by'> {
  const asked = steps.flatMap((step) => (step.type === 'policy-missed' ? [step.policy] : []))
  for (const step of steps) {
    switch (step.type) {
      case 'rule-matched':
        return { result: step.action, by: { type: 'rule', policy: step.policy, rule: step.rule } }
      case 'end-of-tier':
        return { result: step.action, by: { type: 'end-of-tier', asked } }
      case 'tier-skipped':
        return { result: 'skipped', by: { type: 'skipped', because: tierSkipped(steps) } }
      case 'profile':
        return { result: step.action, by: { type: 'profile', name: step.profile } }
      case 'no-profile':
        return { result: 'Deny', by: { type: 'profile', name: null } }
      case 'exempt':
        return { result: step.action, by: { type: 'exempt', because: step.because } }
      case 'policy-skipped':
      case 'policy-missed':
      case 'policy-not-reached':
        break
    }
  }
  // Before address translation and connection tracking a tier has no end: what matches nothing goes on.
  if (asked.length > 0) return { result: 'Pass', by: { type: 'end-of-tier', asked } }
  return { result: 'skipped', by: { type: 'skipped', because: tierSkipped(steps) } }
}

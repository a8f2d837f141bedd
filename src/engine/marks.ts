import { policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Leg, PolicySkipped, Step, Trace } from '../model/trace.ts'

/** What a policy looks like on the board while a trace is told. */
export interface Mark {
  readonly type: 'skipped' | 'missed' | 'passed' | 'allowed' | 'denied' | 'not-reached'
  readonly direction: Direction
  /** Why it is skipped, else null. */
  readonly because: PolicySkipped | null
  /** The rule that matched, from 0; null when none did. */
  readonly rule: number | null
  /** True for the policy that the last step shown is about. */
  readonly isCurrent: boolean
}

/** What a tier looks like on the board while a trace is told. `entered`: the walk is in it. */
export interface TierMark {
  readonly type: 'skipped' | 'entered' | 'passed' | 'allowed' | 'denied'
  readonly direction: Direction
  readonly isCurrent: boolean
}

/**
 * What each policy on the board looks like once the first `shown` steps are told, by `policyKey`. Steps count through all legs;
 * only the leg that the last one belongs to is marked, since a policy may say one thing on the way out and another on the way in.
 */
export function marks(trace: Trace, shown: number): ReadonlyMap<string, Mark> {
  const found = new Map<string, Mark>()
  const told = toldOf(trace, shown)
  for (const [at, step] of told.steps.entries()) {
    const mark = markOf(step)
    if (mark === null || !('policy' in step)) continue
    found.set(policyKey(step.policy), {
      ...mark,
      direction: told.direction,
      isCurrent: at === told.steps.length - 1,
    })
  }
  return found
}

/** What each tier on the board looks like once the first `shown` steps are told, by name. */
export function tierMarks(trace: Trace, shown: number): ReadonlyMap<string, TierMark> {
  const found = new Map<string, TierMark>()
  const told = toldOf(trace, shown)
  for (const [at, step] of told.steps.entries()) {
    const tier = tierOf(step)
    if (tier === null) continue
    const type = tierMarkOf(step) ?? found.get(tier)?.type ?? 'entered'
    found.set(tier, { type, direction: told.direction, isCurrent: at === told.steps.length - 1 })
  }
  return found
}

interface Told {
  readonly direction: Direction
  readonly steps: readonly Step[]
}

/** The steps told of the leg that the last one told belongs to. */
function toldOf(trace: Trace, shown: number): Told {
  let left = shown
  let current: Leg | undefined
  for (const leg of trace.legs) {
    current = leg
    if (left <= leg.steps.length) break
    left -= leg.steps.length
  }
  return { direction: current?.direction ?? 'egress', steps: current?.steps.slice(0, Math.max(0, left)) ?? [] }
}

function markOf(step: Step): Pick<Mark, 'type' | 'because' | 'rule'> | null {
  switch (step.type) {
    case 'policy-skipped':
      return { type: 'skipped', because: step.because, rule: null }
    case 'policy-missed':
      return { type: 'missed', because: null, rule: null }
    case 'policy-not-reached':
      return { type: 'not-reached', because: null, rule: null }
    case 'rule-matched':
      return { type: ended[step.action], because: null, rule: step.rule }
    case 'tier-skipped':
    case 'end-of-tier':
    case 'profile':
    case 'no-profile':
    case 'exempt':
      return null
  }
}

const ended = { Allow: 'allowed', Deny: 'denied', Pass: 'passed' } as const

function tierOf(step: Step): string | null {
  if (step.type === 'tier-skipped' || step.type === 'end-of-tier') return step.tier
  return 'policy' in step ? step.policy.tier : null
}

/** What a step says about its tier as a whole, or null. */
function tierMarkOf(step: Step): TierMark['type'] | null {
  if (step.type === 'tier-skipped') return 'skipped'
  return step.type === 'rule-matched' || step.type === 'end-of-tier' ? ended[step.action] : null
}

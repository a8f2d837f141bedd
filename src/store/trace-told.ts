import type { Verdict } from '../model/connection.ts'
import type { PolicyRef } from '../model/policy.ts'
import type { Action } from '../model/rule.ts'
import type { Exemption, Leg, Miss, PolicySkipped, Step, Trace } from '../model/trace.ts'

/** Why a tier is passed over: as the trace says, or since what selects the endpoint applies at another stage of a host's traffic, or
 * is left out by Calico. */
export type TierSkipped = Extract<Step, { type: 'tier-skipped' }>['because'] | 'stage' | 'left-out'

/** What a told step tells, apart from where it stands. */
export type Telling =
  /** Where a walk starts: the answer, before any step. */
  | { readonly type: 'answer' }
  /** A direction begins, at its endpoint. */
  | { readonly type: 'leg' }
  /** A tier is entered. */
  | { readonly type: 'tier' }
  /** A tier is passed over, with those of its policies that were looked at, if any. */
  | {
      readonly type: 'tier-skipped'
      readonly because: TierSkipped
      readonly policies: readonly { readonly policy: PolicyRef; readonly because: PolicySkipped }[]
    }
  | { readonly type: 'policy-skipped'; readonly policy: PolicyRef; readonly because: PolicySkipped }
  /** Many neighbours that are skipped for one reason, told at once. */
  | { readonly type: 'policies-skipped'; readonly policies: readonly PolicyRef[]; readonly because: PolicySkipped }
  /** A policy that governs the direction and has no rule for it. */
  | { readonly type: 'no-rules'; readonly policy: PolicyRef }
  /** One rule that was tried: `outcome` is what came of it, `miss` is null where it matched. `last`: none of the policy's
   * rules matched, and this is the last of them. */
  | {
      readonly type: 'rule'
      readonly policy: PolicyRef
      readonly rule: number
      readonly outcome: 'missed' | Action
      readonly miss: Miss | null
      readonly last: boolean
    }
  /** The tier is left by a rule with the action Pass; `left` are its policies that are not asked any more. */
  | { readonly type: 'pass'; readonly policy: PolicyRef; readonly rule: number; readonly left: readonly PolicyRef[] }
  | {
      readonly type: 'end-of-tier'
      readonly action: 'Deny' | 'Pass'
      readonly first: PolicyRef
      readonly last: PolicyRef
    }
  | { readonly type: 'profile'; readonly profile: string; readonly rule: number; readonly action: Verdict }
  | { readonly type: 'no-profile'; readonly action: 'Deny' }
  | { readonly type: 'exempt'; readonly because: Exemption; readonly action: Verdict }
  /** A direction ends without anything that stops the connection, as only host endpoints have it. */
  | { readonly type: 'leg-passed' }
  /** The end of the walk. */
  | { readonly type: 'verdict' }

/** One step of the walk as a person takes it: finer than a `Step`, since each rule is one, and coarser where nothing happens. */
export interface Told {
  readonly telling: Telling
  /** The leg's place in the trace, null for the answer and the verdict. */
  readonly leg: number | null
  /** Null outside the tiers. */
  readonly tier: string | null
  /** How many steps of the trace, of all legs together, are told when this one is. */
  readonly shown: number
}

/** How far a key moves: to the next rule, the next policy, the next tier, the other direction. */
export type Stride = 'rule' | 'policy' | 'tier' | 'direction'

/** From this many on, neighbours skipped for one reason are told at once. */
const manySkipped = 6

const known = new WeakMap<Trace, readonly Told[]>()

/** The steps a person walks through, the answer first and the verdict last. Made once for a trace. */
export function toldSteps(trace: Trace): readonly Told[] {
  const before = known.get(trace)
  if (before !== undefined) return before
  const told: Told[] = [{ telling: { type: 'answer' }, leg: null, tier: null, shown: 0 }]
  let shown = 0
  for (const [at, leg] of trace.legs.entries()) {
    told.push({ telling: { type: 'leg' }, leg: at, tier: null, shown })
    legSteps(leg, at, shown, told)
    shown += leg.steps.length
  }
  told.push({ telling: { type: 'verdict' }, leg: null, tier: null, shown })
  known.set(trace, told)
  return told
}

/** The tier a step of a trace stands in, null after the tiers. */
export function tierOf(step: Step): string | null {
  switch (step.type) {
    case 'tier-skipped':
    case 'end-of-tier':
      return step.tier
    case 'policy-skipped':
    case 'policy-missed':
    case 'rule-matched':
    case 'policy-not-reached':
      return step.policy.tier
    case 'profile':
    case 'no-profile':
    case 'exempt':
      return null
  }
}

function legSteps(leg: Leg, at: number, before: number, told: Told[]): void {
  let index = 0
  while (index < leg.steps.length) {
    const run = tierRun(leg.steps, index)
    const tier = tierOf(run[0] as Step) // a run has a step at least
    const place = { leg: at, tier }
    const skipped = run.find((step) => step.type === 'tier-skipped')
    if (skipped !== undefined) {
      const policies = run.filter((step) => step.type === 'policy-skipped')
      const telling: Telling = { type: 'tier-skipped', because: tierSkipped(run), policies }
      told.push({ ...place, telling, shown: before + index + run.length })
    } else {
      if (tier !== null) told.push({ ...place, telling: { type: 'tier' }, shown: before + index })
      for (const { telling, done } of runTellings(run, leg)) {
        told.push({ ...place, telling, shown: before + index + done })
      }
    }
    index += run.length
  }
  if (!leg.steps.some(isDecisive)) {
    told.push({ leg: at, tier: null, telling: { type: 'leg-passed' }, shown: before + leg.steps.length })
  }
}

function isDecisive(step: Step): boolean {
  if (step.type === 'rule-matched') return step.action !== 'Pass'
  if (step.type === 'end-of-tier') return step.action === 'Deny'
  return step.type === 'profile' || step.type === 'no-profile' || step.type === 'exempt'
}

/** Why a tier is passed over, from the steps of its run. */
export function tierSkipped(run: readonly Step[]): TierSkipped {
  const said = run.find((step) => step.type === 'tier-skipped')?.because ?? 'selector'
  if (said !== 'selector') return said
  const reasons = run.flatMap((step) => (step.type === 'policy-skipped' ? [step.because] : []))
  if (reasons.includes('stage')) return 'stage'
  return reasons.some((because) => because === 'invalid' || because === 'staged-delete') ? 'left-out' : 'selector'
}

/** The steps of one tier, or a single one after the tiers. */
function tierRun(steps: readonly Step[], from: number): readonly Step[] {
  const tier = tierOf(steps[from] as Step) // the caller stands inside the list
  let to = from + 1
  while (tier !== null && to < steps.length && tierOf(steps[to] as Step) === tier) to += 1
  return steps.slice(from, to)
}

interface RunTelling {
  readonly telling: Telling
  /** How many steps of the run are told with it. */
  readonly done: number
}

function runTellings(run: readonly Step[], leg: Leg): readonly RunTelling[] {
  const all: RunTelling[] = []
  for (let index = 0; index < run.length; index += 1) {
    const step = run[index]
    if (step === undefined || step.type === 'policy-not-reached' || isElsewhere(step, leg)) continue
    const many = skippedRun(run, index)
    if (step.type === 'policy-skipped' && many.length >= manySkipped) {
      index += many.length - 1
      const telling: Telling = { type: 'policies-skipped', policies: many, because: step.because }
      all.push({ telling, done: index + 1 })
      continue
    }
    const isDecided = step.type === 'rule-matched'
    const tellings = tellingsOf(step, isDecided ? notReached(run) : [])
    for (const [nth, telling] of tellings.entries()) {
      const isDone = nth === tellings.length - 1
      all.push({ telling, done: !isDone ? index : isDecided ? run.length : index + 1 })
    }
    // What stands behind the deciding rule was not looked at: it is no step.
    if (isDecided) break
  }
  return all
}

/** True for a policy that is passed over because it stands in another namespace: the tier's step names those, they are no steps. */
export function isElsewhere(step: Step, leg: Leg): boolean {
  if (step.type !== 'policy-skipped' || step.because !== 'selector' || step.policy.namespace === null) return false
  return !leg.endpoint.startsWith(`${step.policy.namespace}/`)
}

function skippedRun(steps: readonly Step[], from: number): readonly PolicyRef[] {
  const first = steps[from]
  const run: PolicyRef[] = []
  if (first?.type !== 'policy-skipped') return run
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index]
    if (step?.type !== 'policy-skipped' || step.because !== first.because) break
    run.push(step.policy)
  }
  return run
}

function tellingsOf(step: Step, left: readonly PolicyRef[]): readonly Telling[] {
  switch (step.type) {
    case 'policy-skipped':
      return [{ type: 'policy-skipped', policy: step.policy, because: step.because }]
    case 'policy-missed':
      return missedTellings(step)
    case 'rule-matched':
      return matchedTellings(step, left)
    case 'policy-not-reached':
    case 'tier-skipped':
      return []
    case 'end-of-tier':
      return [{ type: 'end-of-tier', action: step.action, first: step.first, last: step.last }]
    case 'profile':
      return [{ type: 'profile', profile: step.profile, rule: step.rule, action: step.action }]
    case 'no-profile':
      return [{ type: 'no-profile', action: step.action }]
    case 'exempt':
      return [{ type: 'exempt', because: step.because, action: step.action }]
  }
}

type Tried = Extract<Step, { type: 'policy-missed' | 'rule-matched' }>

/** The rules that were tried and did not decide, misses and logged ones together, in order. */
function triedRules(step: Tried): readonly Telling[] {
  const rules: { readonly rule: number; readonly miss: Miss | null }[] = [
    ...step.misses.map((miss) => ({ rule: miss.rule, miss })),
    ...step.logged.map((rule) => ({ rule, miss: null })),
  ]
  rules.sort((a, b) => a.rule - b.rule)
  return rules.map(({ rule, miss }, at) => ({
    type: 'rule',
    policy: step.policy,
    rule,
    outcome: miss === null ? 'Log' : 'missed',
    miss,
    last: step.type === 'policy-missed' && at === rules.length - 1,
  }))
}

function missedTellings(step: Extract<Step, { type: 'policy-missed' }>): readonly Telling[] {
  const rules = triedRules(step)
  return rules.length === 0 ? [{ type: 'no-rules', policy: step.policy }] : rules
}

function matchedTellings(
  step: Extract<Step, { type: 'rule-matched' }>,
  left: readonly PolicyRef[],
): readonly Telling[] {
  const { policy, rule, action } = step
  const tellings = [
    ...triedRules(step),
    { type: 'rule', policy, rule, outcome: action, miss: null, last: false } as const,
  ]
  if (action !== 'Pass') return tellings
  return [...tellings, { type: 'pass', policy, rule, left }]
}

function notReached(run: readonly Step[]): readonly PolicyRef[] {
  return run.flatMap((step) => (step.type === 'policy-not-reached' ? [step.policy] : []))
}

/** Where a stride forward leads from here: the first step of what comes next, or the last of all. */
export function stepForward(told: readonly Told[], from: number, stride: Stride): number {
  const here = told[from]
  if (here === undefined || from >= told.length - 1) return told.length - 1
  let to = from + 1
  while (to < told.length - 1 && together(here, told[to], stride)) to += 1
  return to
}

/** Where a stride back leads from here: the start of what we are in, or of what came before when we stand there. */
export function stepBack(told: readonly Told[], from: number, stride: Stride): number {
  let to = from - 1
  while (to > 0 && together(told[to], told[to - 1], stride)) to -= 1
  return Math.max(0, to)
}

/** True when a stride does not stop between the two. */
function together(one: Told | undefined, other: Told | undefined, stride: Stride): boolean {
  if (one === undefined || other === undefined || stride === 'rule') return false
  if (one.leg !== other.leg) return false
  if (stride === 'direction') return true
  if (stride === 'tier') return one.tier === other.tier && one.tier !== null
  const policy = policyOf(one)
  return policy !== null && policy === policyOf(other) && one.telling.type === other.telling.type
}

/** The policy a told step is about, or null. */
export function policyOf(told: Told): PolicyRef | null {
  const telling = told.telling
  switch (telling.type) {
    case 'policy-skipped':
    case 'no-rules':
    case 'rule':
    case 'pass':
      return telling.policy
    case 'policies-skipped':
    case 'end-of-tier':
    case 'answer':
    case 'leg':
    case 'tier':
    case 'tier-skipped':
    case 'profile':
    case 'no-profile':
    case 'exempt':
    case 'leg-passed':
    case 'verdict':
      return null
  }
}

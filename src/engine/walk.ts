import type { Scope, Verdict } from '../model/connection.ts'
import { isStaged, type Policy } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Field, Leg, Miss, PolicySkipped, Step } from '../model/trace.ts'
import type { Ask } from './ask.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type PreparedRule, preparedRules, tryRule } from './prepared-rule.ts'
import type { Station } from './route.ts'
import type { IndexedTier } from './tiers.ts'

/** One walk through the tiers for one station, and what it is to find out. */
export interface Walk {
  readonly index: ClusterIndex
  readonly scope: Scope
  readonly station: Station
  readonly ask: Ask
  /** What the connection has in a field, as text, made once. */
  readonly has: (field: Field) => string
  /** A doubt to be decided the other way round, or null. */
  readonly flipped: Doubt | null
  /** Called for each rule and policy that was decided without what it takes to decide. */
  readonly doubt: (doubt: Doubt) => void
}

/** A rule nobody can answer, or a policy that could not be read (`rule` and `field` null), wherever a direction meets it. */
export interface Doubt {
  readonly direction: Direction
  readonly policy: Policy
  readonly rule: number | null
  readonly field: Field | null
  readonly taken: 'met' | 'not met'
}

type TierSkipped = Extract<Step, { type: 'tier-skipped' }>['because']
type Ending = { readonly action: 'Allow' | 'Deny' | 'Pass' }

const nothing: readonly never[] = []

/** Walk the tiers and profiles of one endpoint in one direction. */
export function walkStation(walk: Walk): Leg {
  const { station } = walk
  const steps: Step[] = []
  const verdict = station.exempt === null ? decide(walk, steps) : exempt(station.exempt, steps)
  const isLeftToHost = station.exempt === null && verdict === 'Allow' && station.hostAction !== null
  return {
    direction: station.direction,
    endpoint: station.endpoint.key,
    stage: station.stage,
    steps,
    exempt: isLeftToHost ? 'host-action' : (station.exempt?.because ?? null),
    verdict: isLeftToHost ? exempt({ because: 'host-action', action: station.hostAction }, steps) : verdict,
  }
}

/** True when a policy of the station's stage governs its direction there. */
export function isGoverned({ index, scope, station }: Pick<Walk, 'index' | 'scope' | 'station'>): boolean {
  const selecting = index.selecting(station.endpoint)
  for (const policy of selecting) if (skipReason(policy, selecting, station, scope) === null) return true
  return false
}

function exempt(
  { because, action }: { readonly because: NonNullable<Leg['exempt']>; readonly action: Verdict },
  steps: Step[],
): Verdict {
  steps.push({ type: 'exempt', because, action })
  return action
}

function decide(walk: Walk, steps: Step[]): Verdict {
  const selecting = walk.index.selecting(walk.station.endpoint)
  for (const indexed of walk.index.tiers) {
    const verdict = walkTier(walk, indexed, selecting, steps)
    if (verdict !== null) return verdict
  }
  const { stage } = walk.station
  // Forwarded, untracked and pre-DNAT packets that no tier stopped go on; the profiles speak for the endpoint's own traffic.
  return stage === 'workload' || stage === 'host' ? walkProfiles(walk, steps) : 'Allow'
}

/** The verdict of a tier, or null when the walk goes on behind it. */
function walkTier(walk: Walk, indexed: IndexedTier, selecting: ReadonlySet<Policy>, steps: Step[]): Verdict | null {
  const { station, scope } = walk
  const { tier, policies } = indexed
  const reasons = policies.map((policy) =>
    (isSupposed(walk, policy) ? skipReasonWhenRead : skipReason)(policy, selecting, station, scope),
  )
  const entered = reasons.includes(null)
  if (!entered) steps.push({ type: 'tier-skipped', tier: tier.name, because: tierSkipped(reasons) })
  let decided: Ending | null = null
  for (const [at, policy] of policies.entries()) {
    const because = reasons[at] ?? null
    if (decided !== null) steps.push({ type: 'policy-not-reached', policy: policy.ref })
    else if (because === null) decided = walkPolicy(walk, policy, steps)
    else {
      if (because === 'invalid') doubtInvalid(walk, policy, selecting)
      steps.push({ type: 'policy-skipped', policy: policy.ref, because })
    }
  }
  if (!entered) return null
  decided ??= endTier(walk, indexed, reasons, steps)
  return decided.action === 'Pass' ? null : decided.action
}

/** Why a policy takes no part at a station, or null when it does. */
function skipReason(
  policy: Policy,
  selecting: ReadonlySet<Policy>,
  station: Station,
  scope: Scope,
): PolicySkipped | null {
  return policy.invalid === null ? skipReasonWhenRead(policy, selecting, station, scope) : 'invalid'
}

/** The same for a policy that Calico does not refuse, or is supposed not to. */
function skipReasonWhenRead(
  policy: Policy,
  selecting: ReadonlySet<Policy>,
  station: Station,
  scope: Scope,
): PolicySkipped | null {
  if (!isOfStage(policy, station)) return 'stage'
  if (!selecting.has(policy)) return 'selector'
  if (policy[station.direction] === null) return 'direction'
  if (policy.stagedAction === 'Delete') return 'staged-delete'
  return scope === 'enforced' && isStaged(policy.ref) ? 'staged' : null
}

function isOfStage(policy: Policy, { stage }: Station): boolean {
  switch (stage) {
    case 'workload':
    case 'host':
      return policy.stage === 'normal'
    case 'forward':
      return policy.stage === 'normal' && policy.applyOnForward
    case 'pre-dnat':
    case 'untracked':
      return policy.stage === stage
  }
}

/** Of the reasons of its policies the one that came nearest to entering the tier. */
function tierSkipped(reasons: readonly (PolicySkipped | null)[]): TierSkipped {
  if (reasons.length === 0) return 'empty'
  if (reasons.includes('staged') || reasons.includes('staged-delete')) return 'staged'
  return reasons.includes('direction') ? 'direction' : 'selector'
}

/** True for the policy that is supposed, this once, to be one that Calico does not refuse. */
function isSupposed({ flipped, station }: Walk, policy: Policy): boolean {
  return flipped?.rule === null && flipped.policy === policy && flipped.direction === station.direction
}

/** A policy that could not be read might have governed the endpoint. */
function doubtInvalid(walk: Walk, policy: Policy, selecting: ReadonlySet<Policy>): void {
  const { station, scope } = walk
  if (skipReasonWhenRead(policy, selecting, station, scope) === null) {
    walk.doubt({ direction: station.direction, policy, rule: null, field: null, taken: 'not met' })
  }
}

/** Try the rules of a policy in order; null when none of them ended the walk through the tier. */
function walkPolicy(walk: Walk, policy: Policy, steps: Step[]): Ending | null {
  const misses: Miss[] = []
  const logged: number[] = []
  const rules = preparedRules(policy[walk.station.direction] ?? nothing)
  for (const prepared of rules) {
    if (!isMatched(walk, policy, prepared, misses)) continue
    const { action } = prepared.rule
    if (action === 'Log') {
      logged.push(prepared.at)
      continue
    }
    steps.push({ type: 'rule-matched', policy: policy.ref, rule: prepared.at, action, misses, logged })
    return { action }
  }
  steps.push({ type: 'policy-missed', policy: policy.ref, misses, logged })
  return null
}

/** Whether a rule matches, with what is taken where nobody knows; adds to the misses when it does not. */
function isMatched(walk: Walk, policy: Policy, prepared: PreparedRule, misses: Miss[]): boolean {
  const finding = tryRule(prepared, walk.ask)
  if (finding === null) return true
  const { field, wants } = finding
  if (finding.answer === 'unknown' && isTaken(walk, policy, prepared, field)) return true
  misses.push({ rule: prepared.at, field, wants, has: walk.has(field) })
  return false
}

/** What is taken for a rule that nobody can answer. A Log rule ends nothing, so nobody needs to know. */
function isTaken({ station, flipped, doubt }: Walk, policy: Policy, { at, rule }: PreparedRule, field: Field): boolean {
  // The packet data planes ignore HTTP.
  const isMet = field === 'http'
  if (rule.action === 'Log') return isMet
  const { direction } = station
  doubt({ direction, policy, rule: at, field, taken: isMet ? 'met' : 'not met' })
  const isFlipped = flipped?.rule === at && flipped.policy === policy && flipped.direction === direction
  return isFlipped ? !isMet : isMet
}

/** Nothing matched: the tier ends with its default action, at host endpoints before tracking and translation always with Pass.
 * Source: felix/calc/event_sequencer.go tierInfoToProtoTierInfo (projectcalico/calico). */
function endTier(walk: Walk, indexed: IndexedTier, reasons: readonly (PolicySkipped | null)[], steps: Step[]): Ending {
  const { stage } = walk.station
  const { tier, policies } = indexed
  const action = stage === 'pre-dnat' || stage === 'untracked' ? 'Pass' : tier.defaultAction
  const first = policies[reasons.indexOf(null)]
  const last = policies[reasons.lastIndexOf(null)]
  if (first === undefined || last === undefined) throw new Error(`tier ${tier.name} ends without having been entered`)
  steps.push({ type: 'end-of-tier', tier: tier.name, action, first: first.ref, last: last.ref })
  return { action }
}

/** No tier decided: the first rule that matches in the endpoint's profiles does. Pass denies there.
 * Source: app-policy/checker/check.go checkTiers, felix/bpf/polprog/pol_prog_builder.go writeProfile (projectcalico/calico). */
function walkProfiles({ index, station, ask }: Walk, steps: Step[]): Verdict {
  for (const name of station.endpoint.profiles) {
    const profile = index.profile(name)
    // A profile that is missing denies at once. Source: felix/calc/active_rules_calculator.go DummyDropRules (projectcalico/calico).
    if (profile.origin === 'missing') break
    for (const prepared of preparedRules(profile[station.direction])) {
      if (prepared.rule.action === 'Log' || !isProfileMatched(prepared, ask)) continue
      const action = prepared.rule.action === 'Allow' ? 'Allow' : 'Deny'
      steps.push({ type: 'profile', profile: name, rule: prepared.at, action })
      return action
    }
  }
  steps.push({ type: 'no-profile', action: 'Deny' })
  return 'Deny'
}

function isProfileMatched(prepared: PreparedRule, ask: Ask): boolean {
  const finding = tryRule(prepared, ask)
  return finding === null || (finding.answer === 'unknown' && finding.field === 'http')
}

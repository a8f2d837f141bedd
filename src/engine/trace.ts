import type { Connection, Scope, Verdict } from '../model/connection.ts'
import { policyKey } from '../model/policy.ts'
import type { Assumption, Field, Leg, Trace } from '../model/trace.ts'
import { type Addresses, type Ask, addressesOf, askOf, beforeTranslation } from './ask.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { isBeforeTranslation, routeOf, type Station } from './route.ts'
import { unknownHostAction, unknownRelease, unseenOf } from './unseen.ts'
import { decidingStep } from './verdict.ts'
import { type Doubt, isGoverned, walkStation } from './walk.ts'
import { hasText } from './wants.ts'

/**
 * What policy does to one connection, as one value: every leg, tier, policy and rule on the way, with the reason why each was
 * skipped or missed. Only the first packet is judged; replies follow it.
 */
export function trace(index: ClusterIndex, connection: Connection, scope: Scope): Trace {
  const addresses = addressesOf(index, connection)
  const journey: Journey = {
    index,
    connection,
    scope,
    addresses,
    route: routeOf(index, connection, addresses),
    asks: new Map(),
  }
  const doubts: Doubt[] = []
  const legs = travel(journey, { ...asItIs, doubt: (doubt) => doubts.push(doubt) })
  const verdict = verdictOf(legs)
  const assumptions = assumptionsOf(journey, doubts)
  const unseen = [
    ...(index.cluster.gaps.size === 0
      ? []
      : unseenOf({
          ...journey,
          legs: verdict === 'Allow' ? legs : travel(journey, { ...asItIs, goesOn: true }),
          verdict,
        })),
    ...unknownHostAction(index, legs),
    ...unknownRelease(index, legs, verdict),
  ]
  return {
    connection,
    scope,
    legs,
    verdict,
    assumptions,
    unseen,
    certain: [...assumptions, ...unseen].every(({ otherwise }) => otherwise === verdict),
  }
}

interface Journey {
  readonly index: ClusterIndex
  readonly connection: Connection
  readonly scope: Scope
  readonly addresses: Addresses
  readonly route: readonly Station[]
  /** What rules are asked at a station, made once for all stations that see the same. */
  readonly asks: Map<string, Asked>
}

interface Asked {
  readonly ask: Ask
  readonly has: (field: Field) => string
}

/** How a journey is travelled. */
interface Travelling {
  readonly flipped: Doubt | null
  readonly doubt: (doubt: Doubt) => void
  /** True to go on where the connection is denied. */
  readonly goesOn: boolean
}

const asItIs: Travelling = { flipped: null, doubt: () => {}, goesOn: false }

/** The legs of a journey, one for each station at which policies or an exemption apply, up to the first that denies. */
function travel(journey: Journey, { flipped, doubt, goesOn }: Travelling): readonly Leg[] {
  const { index, scope } = journey
  const legs: Leg[] = []
  const accepted = new Set<string>()
  for (const station of journey.route) {
    const { endpoint, direction, stage } = station
    const interfaceKey = `${endpoint.key} ${direction}`
    const isOptional = stage !== 'workload' && stage !== 'host'
    // What an untracked or pre-DNAT rule allows is done with this host endpoint, though not with the pod behind it.
    // Source: felix/rules/static.go acceptAlreadyAccepted (projectcalico/calico).
    if (accepted.has(interfaceKey) || (isOptional && !isGoverned({ index, scope, station }))) continue
    const leg = walkStation({ index, scope, station, ...askedAt(journey, station), flipped, doubt })
    legs.push(leg)
    if (leg.verdict === 'Deny' && !goesOn) break
    if (isBeforeTranslation(stage) && isAllowedByRule(leg)) accepted.add(interfaceKey)
  }
  return legs
}

function isAllowedByRule(leg: Leg): boolean {
  const step = decidingStep(leg)
  return step.type === 'rule-matched' && step.action === 'Allow'
}

function verdictOf(legs: readonly Leg[]): Verdict {
  return legs.some(({ verdict }) => verdict === 'Deny') ? 'Deny' : 'Allow'
}

function askedAt({ index, connection, addresses, asks }: Journey, { direction, stage }: Station): Asked {
  const isBefore = isBeforeTranslation(stage)
  const key = `${direction} ${isBefore}`
  const known = asks.get(key)
  if (known !== undefined) return known
  const [seen, between] = isBefore ? beforeTranslation(connection, addresses) : [connection, addresses]
  const ask = askOf(index, seen, direction, between)
  const texts = new Map<Field, string>()
  const has = (field: Field) => {
    const known = texts.get(field)
    if (known !== undefined) return known
    const text = hasText(ask, field)
    texts.set(field, text)
    return text
  }
  const asked = { ask, has }
  asks.set(key, asked)
  return asked
}

/** Each doubt once, with the verdict that the other answer would give. */
function assumptionsOf(journey: Journey, doubts: readonly Doubt[]): readonly Assumption[] {
  const assumptions = new Map<string, Assumption>()
  const verdicts = new Map<string, Verdict>()
  for (const doubt of doubts) {
    const { direction, policy, rule, field, taken } = doubt
    const key = `${direction} ${policyKey(policy.ref)} ${rule}`
    if (assumptions.has(key)) continue
    const outcome = outcomeKey(doubt) ?? key
    const otherwise = verdicts.get(outcome) ?? verdictOf(travel(journey, { ...asItIs, flipped: doubt }))
    verdicts.set(outcome, otherwise)
    assumptions.set(key, { direction, policy: policy.ref, rule, field, taken, otherwise })
  }
  return [...assumptions.values()]
}

/**
 * Had a rule matched, its action alone would count, so doubts with one key turn the walk the same way. Null where a direction may
 * meet the policy at several host endpoints, and for what was taken as met.
 */
function outcomeKey({ direction, policy, rule, taken }: Doubt): string | null {
  if (rule === null || taken === 'met' || policy.applyOnForward || policy.stage !== 'normal') return null
  const action = policy[direction]?.[rule]?.action
  return action === 'Pass' ? `${direction} Pass ${policy.ref.tier}` : `${direction} ${action}`
}

import type { PolicyRef } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { CountedHit, FlowTable } from './flow-table.ts'
import { directionOf } from './hit-counts.ts'
import type { IndexedTier } from './tiers.ts'

/** What denied at a tier: a policy, or the end of the tier where null. */
export interface Denier {
  readonly policy: PolicyRef | null
  readonly connections: number
}

/** What becomes of the connections that come as far as a tier. Those that no policy of it selects go on as well. */
export interface TierStop {
  readonly tier: string
  readonly reached: number
  readonly allowed: number
  readonly denied: number
  readonly goesOn: number
  /** The most frequent first. */
  readonly deniedBy: readonly Denier[]
}

/** Where connections stop in one direction, tier by tier. Connections are records where the log does not count them. */
export interface TrafficStops {
  readonly direction: Direction
  readonly total: number
  /** False where the log does not count connections, so that records stand for them. */
  readonly countsConnections: boolean
  /** In evaluation order; tiers that only the log knows come last. */
  readonly tiers: readonly TierStop[]
  /** What no tier decided. */
  readonly profiles: { readonly reached: number; readonly allowed: number; readonly denied: number }
}

/** Where connections stop, as sources (egress) and as destinations (ingress) reported it. The two tell of the same connections, each
 * of its own side, and are never added. */
export function trafficStops(
  table: FlowTable,
  tiers: readonly IndexedTier[],
): Readonly<Record<Direction, TrafficStops>> {
  return { egress: stopsOf(table, tiers, 'egress'), ingress: stopsOf(table, tiers, 'ingress') }
}

function stopsOf({ hits, all }: FlowTable, tiers: readonly IndexedTier[], direction: Direction): TrafficStops {
  // What a node forwards meets the policies of its host endpoints: it is neither end's own decision.
  const own = hits.filter((one) => one.scope === 'enforced' && one.reporter !== 'fwd' && directionOf(one) === direction)
  const stopping = own.filter(({ hit }) => hit.action !== 'Pass')
  const total = connectionsOf(stopping)
  let reached = total
  const stops = tierNames(tiers, own).map((tier): TierStop => {
    const here = stopping.filter(({ hit }) => hit.type !== 'profile' && hit.tier === tier)
    const allowed = connectionsOf(here.filter(({ hit }) => hit.action === 'Allow'))
    const denials = here.filter(({ hit }) => hit.action === 'Deny')
    const denied = connectionsOf(denials)
    const stop = { tier, reached, allowed, denied, goesOn: reached - allowed - denied, deniedBy: deniers(denials) }
    reached = stop.goesOn
    return stop
  })
  const profiles = stopping.filter(({ hit }) => hit.type === 'profile')
  const allowed = connectionsOf(profiles.filter(({ hit }) => hit.action === 'Allow'))
  const countsConnections = all.told.connections
  return {
    direction,
    total,
    countsConnections,
    tiers: stops,
    profiles: { reached, allowed, denied: connectionsOf(profiles) - allowed },
  }
}

function tierNames(tiers: readonly IndexedTier[], hits: readonly CountedHit[]): readonly string[] {
  const logged = hits.flatMap(({ hit }) => (hit.type === 'profile' || hit.tier === null ? [] : [hit.tier]))
  return [...new Set([...tiers.map(({ tier }) => tier.name), ...logged])]
}

function connectionsOf(hits: readonly CountedHit[]): number {
  return hits.reduce((sum, { tally }) => sum + tally.connections, 0)
}

function deniers(denials: readonly CountedHit[]): readonly Denier[] {
  const found = new Map<string, { readonly policy: PolicyRef | null; connections: number }>()
  for (const { hit, tally } of denials) {
    const policy = hit.type === 'end-of-tier' ? null : hit.policy
    const key = policy === null ? '' : `${policy.kind} ${policy.namespace ?? ''}/${policy.name}`
    const known = found.get(key) ?? { policy, connections: 0 }
    known.connections += tally.connections
    found.set(key, known)
  }
  return [...found.values()].sort((left, right) => right.connections - left.connections)
}

import type { FlowHit } from '../model/flow.ts'
import { policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { ClusterIndex } from './cluster-index.ts'
import type { CountedHit, FlowTable } from './flow-table.ts'

/** What flows did at a policy, a rule or the end of a tier, as one reporter saw it. */
export interface HitCount {
  /** In connections; records, where the log does not count connections. */
  readonly allowed: number
  readonly denied: number
  readonly passed: number
  readonly records: number
  /** In both directions of the connection. */
  readonly packets: number
  readonly bytes: number
}

/** Egress is what sources reported, ingress what destinations did. They may tell of the same connections and are never added. */
export type Hits = Readonly<Record<Direction, HitCount>>

/** What was hit in the window of a table. What was not hit is not there. */
export interface HitCounts {
  /** By `policyKey` of the policy as the cluster has it. The end of a tier counts for its tier, not for the policy it names. */
  readonly byPolicy: ReadonlyMap<string, Hits>
  /** By `policyKey`, direction and rule: `KEY ingress 0`. */
  readonly byRule: ReadonlyMap<string, HitCount>
  /** Ends of tiers as they were enforced, by tier. */
  readonly byTier: ReadonlyMap<string, Hits>
  /** Ends of tiers that a staged policy would have brought about, by tier. */
  readonly byStagedTier: ReadonlyMap<string, Hits>
}

export const noHits: HitCount = { allowed: 0, denied: 0, passed: 0, records: 0, packets: 0, bytes: 0 }
const neither: Hits = { ingress: noHits, egress: noHits }

/** Connections in all that were allowed, denied or passed on. */
export function hitTotal({ allowed, denied, passed }: HitCount): number {
  return allowed + denied + passed
}

/** Of the two directions the one that tells more, field by field. */
export function largerOf({ ingress, egress }: Hits): HitCount {
  const larger = (field: keyof HitCount) => Math.max(ingress[field], egress[field])
  return {
    allowed: larger('allowed'),
    denied: larger('denied'),
    passed: larger('passed'),
    records: larger('records'),
    packets: larger('packets'),
    bytes: larger('bytes'),
  }
}

/** Adds up what was hit by policy, rule and tier of a cluster. */
export function hitCounts({ hits }: FlowTable, index: ClusterIndex): HitCounts {
  const byPolicy = new Map<string, Hits>()
  const byRule = new Map<string, HitCount>()
  const [byTier, byStagedTier] = [new Map<string, Hits>(), new Map<string, Hits>()]
  for (const counted of hits) {
    const { hit, scope } = counted
    const count = countOf(counted)
    if (hit.type === 'end-of-tier' && hit.tier !== null) {
      addTo(scope === 'enforced' ? byTier : byStagedTier, hit.tier, directionOf(counted), count)
      continue
    }
    const key = policyOfHit(hit, index)
    if (key === null) continue
    addTo(byPolicy, key, directionOf(counted), count)
    if (hit.rule === null) continue
    const rule = `${key} ${directionOf(counted)} ${hit.rule}`
    byRule.set(rule, plus(byRule.get(rule) ?? noHits, count))
  }
  return { byPolicy, byRule, byTier, byStagedTier }
}

/** The direction whose policies a record tells of: its source is asked by `src`, its destination by `dst`. */
export function directionOf({ reporter }: Pick<CountedHit, 'reporter'>): Direction {
  return reporter === 'src' ? 'egress' : 'ingress'
}

/** The key of the policy of a hit as the cluster has it: logs may write the tier before its name. Null when it is not there. */
export function policyOfHit({ policy }: Pick<FlowHit, 'policy'>, { cluster }: ClusterIndex): string | null {
  if (policy === null) return null
  const names = [policy.name, `${policy.tier}.${policy.name}`, policy.name.replace(`${policy.tier}.`, '')]
  return names.map((name) => policyKey({ ...policy, name })).find((key) => cluster.policies.has(key)) ?? null
}

function countOf({ hit, tally }: CountedHit): HitCount {
  const { connections, records } = tally
  return {
    allowed: hit.action === 'Allow' ? connections : 0,
    denied: hit.action === 'Deny' ? connections : 0,
    passed: hit.action === 'Pass' ? connections : 0,
    records,
    packets: tally.packetsIn + tally.packetsOut,
    bytes: tally.bytesIn + tally.bytesOut,
  }
}

function addTo(counts: Map<string, Hits>, key: string, direction: Direction, count: HitCount): void {
  const known = counts.get(key) ?? neither
  counts.set(key, { ...known, [direction]: plus(known[direction], count) })
}

function plus(left: HitCount, right: HitCount): HitCount {
  return {
    allowed: left.allowed + right.allowed,
    denied: left.denied + right.denied,
    passed: left.passed + right.passed,
    records: left.records + right.records,
    packets: left.packets + right.packets,
    bytes: left.bytes + right.bytes,
  }
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowTable, HitKind } from '../engine/flow-table.ts'
import { hitCounts, policyOfHit } from '../engine/hit-counts.ts'
import { hitSpark } from '../engine/hit-spark.ts'
import type { Judged } from '../engine/never-hit.ts'
import { sparkline } from '../text/sparkline.ts'
import { memoLast } from './memo.ts'
import type { State } from './state.ts'

/** What the flows of the window hit, by the policies of the cluster; null without flows. */
export function judged({ flows, index }: Pick<State, 'flows' | 'index'>): Judged | null {
  return flows === null || index === null ? null : judgedBy(flows, index)
}

const judgedBy = memoLast(
  (table: FlowTable, index: ClusterIndex): Judged => ({ table, index, counts: hitCounts(table, index) }),
)

/** The connections that met a tier over the window, in at most `width` signs. */
export function tierSpark({ flows }: State, tier: string, width: number): string {
  if (flows === null) return ''
  const known = tierSparks(flows)
  const counts = known.get(tier) ?? hitSpark(flows, ({ hit, scope }) => scope === 'enforced' && hit.tier === tier)
  known.set(tier, counts)
  return sparkline(counts, width)
}

const tierSparks = memoLast((_table: FlowTable) => new Map<string, readonly number[]>())

/** The connections that hit a policy over the window. */
export function policySpark({ table, index }: Judged, key: string): readonly number[] {
  const known = policySparks(table, index)
  const isHere = ({ hit }: HitKind) => hit.type !== 'end-of-tier' && policyOfHit(hit, index) === key
  const counts = known.get(key) ?? hitSpark(table, isHere)
  known.set(key, counts)
  return counts
}

const policySparks = memoLast((_table: FlowTable, _index: ClusterIndex) => new Map<string, readonly number[]>())

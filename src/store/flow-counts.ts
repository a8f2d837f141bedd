import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowTable } from '../engine/flow-table.ts'
import { hitCounts } from '../engine/hit-counts.ts'
import type { Judged } from '../engine/never-hit.ts'
import { memoLast } from './memo.ts'
import type { State } from './state.ts'

/** What the flows of the window hit, by the policies of the cluster; null without flows. */
export function judged({ flows, index }: State): Judged | null {
  return flows === null || index === null ? null : judgedBy(flows, index)
}

const judgedBy = memoLast(
  (table: FlowTable, index: ClusterIndex): Judged => ({ table, index, counts: hitCounts(table, index) }),
)

import type { FlowColumns } from '../engine/flow-columns.ts'
import { type GroupSums, groupAt, groupsByNeed } from '../engine/flow-groups.ts'
import { type FlowColumnName, flowCell, type GroupColumnName } from '../text/flow-cells.ts'
import { endWords } from '../text/replay.ts'
import { memoLast } from './memo.ts'

/** By which column a list is sorted. */
export interface Sorting<Column extends string> {
  readonly column: Column
  readonly descending: boolean
}

/** Some rows in an order; equal ones the latest first. */
export const sortedPlaces = memoLast(
  (columns: FlowColumns, places: Int32Array, { column, descending }: Sorting<FlowColumnName>): Int32Array => {
    // The table stands in this order already.
    if (column === 'time' && descending) return places
    const isThere = new Uint8Array(columns.rows.length)
    for (const at of places) isThere[at] = 1
    return wholeOrder(columns, column, descending).filter((at) => isThere[at] === 1)
  },
)

/** All rows in an order: sorted once for a table, whatever is then filtered. */
const wholeOrder = memoLast((columns: FlowColumns, column: FlowColumnName, descending: boolean): Int32Array => {
  const keys = keysOf(columns, column)
  const order = Int32Array.from({ length: columns.rows.length }, (_, at) => at)
  const sign = descending ? -1 : 1
  return order.sort((left, right) => sign * ((keys[left] ?? 0) - (keys[right] ?? 0)) || left - right)
})

/** Numbers that stand in the order of a column. Texts are sorted once for each different one. */
function keysOf(columns: FlowColumns, column: FlowColumnName): Float64Array | Int32Array | Uint8Array {
  const { ends, traces, rows } = columns
  switch (column) {
    case 'time':
      return columns.ended
    case 'source':
      return ranksOf(columns.sources, ends.map(endWords))
    case 'destination':
      return ranksOf(columns.destinations, ends.map(endWords))
    case 'protocol':
      return ranksOf(columns.protocolOf, columns.protocols)
    case 'port':
      return columns.ports
    case 'service':
      return ranksOf(columns.serviceOf, columns.services)
    case 'reporter':
      return columns.reporters
    case 'action':
      return columns.denied
    case 'decided by':
    case 'pending': {
      const like = rows[0]
      const texts = traces.map((flow) => (like === undefined ? '' : String(flowCell({ ...like, flow }, column) ?? '')))
      return ranksOf(columns.traceOf, texts)
    }
    case 'connections':
      return columns.connections
    case 'packets':
      return columns.packets
    case 'bytes':
      return columns.bytes
  }
}

function ranksOf(of: Int32Array, texts: readonly string[]): Int32Array {
  const ranks = new Map([...new Set(texts)].sort().map((text, rank) => [text, rank]))
  const byPlace = texts.map((text) => ranks.get(text) ?? 0)
  return of.map((place) => byPlace[place] ?? 0)
}

/** Groups in an order; equal ones the most denied first, then the most frequent. */
export const sortedGroups = memoLast(
  (sums: GroupSums, { column, descending }: Sorting<GroupColumnName>): Int32Array => {
    const groups = groupsByNeed(sums)
    if (column === 'denied' && descending) return groups
    const keys = groupKeys(sums, groups, column)
    const sign = descending ? -1 : 1
    return groups
      .map((_, at) => at)
      .sort((left, right) => sign * ((keys[left] ?? 0) - (keys[right] ?? 0)) || left - right)
      .map((at) => groups[at] ?? 0)
  },
)

function groupKeys(sums: GroupSums, groups: Int32Array, column: GroupColumnName): Float64Array {
  const { plan } = sums
  const numbers = (values: Float64Array) => Float64Array.from(groups, (group) => values[group] ?? 0)
  const texts = (text: (group: number) => string) => {
    const all = Array.from(groups, text)
    const ranks = new Map([...new Set(all)].sort().map((each, rank) => [each, rank]))
    return Float64Array.from(all, (each) => ranks.get(each) ?? 0)
  }
  switch (column) {
    case 'source':
      return texts((group) => plan.names[plan.sources[group] ?? 0] ?? '')
    case 'destination':
      return texts((group) => plan.names[plan.destinations[group] ?? 0] ?? '')
    case 'ports':
      return texts((group) => groupAt(sums, group).ports.join())
    case 'connections':
    case 'denied':
    case 'packets':
    case 'bytes':
      return numbers(sums[column])
    case 'last seen':
      return numbers(sums.lastSeen)
  }
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { columnsOf } from '../engine/flow-columns.ts'
import type { FlowConnection } from '../engine/flow-connection.ts'
import {
  type Decider,
  decidersOf,
  type FlowGroup,
  type GroupSums,
  groupAt,
  planGroups,
  sumsOf,
} from '../engine/flow-groups.ts'
import type { FlowRow, FlowTable } from '../engine/flow-table.ts'
import { connectionKey, type Preview, type PreviewMode, preview } from '../engine/preview.ts'
import type { Flow } from '../model/flow.ts'
import { type FilteredFlows, filterFlows } from './flow-filter.ts'
import { sortedGroups, sortedPlaces } from './flow-order.ts'
import { memoLast } from './memo.ts'
import { enforcedIndex } from './rehearsed.ts'
import type { Filter, FlowsView, State } from './state.ts'
import type { Question } from './trace-state.ts'

const tableColumns = memoLast(({ rows }: FlowTable) => columnsOf(rows))
const byWorkloads = memoLast((table: FlowTable) => planGroups(tableColumns(table), 'workloads'))
const byNamespaces = memoLast((table: FlowTable) => planGroups(tableColumns(table), 'namespaces'))
const sums = memoLast(sumsOf)

/** Rows of a list that are made when they are asked for: of 200,000 a screen shows fifty. */
export interface Rows<Row> {
  readonly length: number
  at(place: number): Row | undefined
}

const noRows = { length: 0, at: () => undefined } as const

/** What a filter lets through, with what is wrong with it; null without flows. */
export function filteredFlows({ flows }: State, { filter }: { readonly filter: Filter }): FilteredFlows | null {
  return flows === null ? null : filterFlows(tableColumns(flows), filter.entry.text)
}

/** The flows that a view lets through, in the order asked for. */
export function flowsShown(state: State, view: { readonly filter: Filter }): Rows<FlowRow> {
  if (state.flows === null) return noRows
  const { rows } = state.flows
  const { flowSort } = state.explorer
  // As the table stands already: while thousands of flows come in nothing has to be looked at.
  if (view.filter.entry.text === '' && flowSort.column === 'time' && flowSort.descending) {
    return { length: rows.length, at: (place) => rows[place] }
  }
  const found = filteredFlows(state, view)
  if (found === null) return noRows
  const places = sortedPlaces(tableColumns(state.flows), found.places, flowSort)
  return { length: places.length, at: (place) => rows[places[place] ?? -1] }
}

/** Some flows added up by namespaces or workloads; null without flows. */
export function sumsShown(
  state: State,
  view: { readonly filter: Filter; readonly by: FlowsView['by'] },
): GroupSums | null {
  const found = filteredFlows(state, view)
  if (state.flows === null || found === null) return null
  return sums(view.by === 'namespaces' ? byNamespaces(state.flows) : byWorkloads(state.flows), found.places)
}

/** The flows that a view lets through, put together as it says; empty where it shows single flows. */
export function groupsShown(state: State, view: FlowsView): Rows<FlowGroup> {
  const found = view.by === 'flows' ? null : sumsShown(state, view)
  if (found === null) return noRows
  const order = sortedGroups(found, state.explorer.groupSort)
  return {
    length: order.length,
    at: (place) => (place >= 0 && place < order.length ? groupAt(found, order[place] ?? 0) : undefined),
  }
}

/** What decided the flows between two workloads or namespaces, by the flows that a filter lets through. */
export function decidersShown(
  state: State,
  view: { readonly filter: Filter; readonly by: FlowsView['by'] },
  [source, destination]: readonly [string, string],
): readonly Decider[] {
  const found = sumsShown(state, view)
  return found === null ? [] : decidersOf(found, source, destination)
}

/** All rows of a list. */
export function allOf<Row>(rows: Rows<Row>): readonly Row[] {
  return Array.from({ length: rows.length }, (_, at) => rows.at(at)).filter((row) => row !== undefined)
}

/** What enforcing all staged policies would turn, by the recorded flows; null without a cluster or flows. */
export function rehearsal({ index, flows }: State, mode: PreviewMode): Preview | null {
  if (index === null || flows === null) return null
  return mode === 'replace' ? replaced(index, flows) : asLogged(index, flows)
}

const replaced = memoLast((index: ClusterIndex, { rows }: FlowTable) => preview(index, enforcedIndex(index), rows))
const asLogged = memoLast((index: ClusterIndex, { rows }: FlowTable) => preview(index, index, rows, 'as-logged'))

/** The latest record of the connection of a flow by either reporter, the source's first. */
export function recordsOf({ flows }: State, flow: Flow): readonly Flow[] {
  const key = connectionKey(flow)
  const of = (reporter: Flow['reporter']) =>
    flow.reporter === reporter
      ? flow
      : flows?.rows.find((row) => row.flow.reporter === reporter && connectionKey(row.flow) === key)?.flow
  return [of('src'), of('dst')].filter((one) => one !== undefined)
}

/** A recorded connection as a person would ask for it; null when an end has no name to ask by. */
export function questionOfFlow({ connection }: FlowConnection): Question | null {
  const name = (peer: FlowConnection['connection']['source']) =>
    peer.type === 'endpoint' ? peer.key : (peer.domain ?? peer.ip)
  const [from, to] = [
    connection.source.type === 'address' ? connection.source.ip : connection.source.key,
    name(connection.destination),
  ]
  if (from === null || to === null) return null
  return { from, to, protocol: connection.protocol, port: connection.port === null ? '' : String(connection.port) }
}

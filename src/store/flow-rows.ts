import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowConnection } from '../engine/flow-connection.ts'
import { type FlowGroup, groupsIn, planGroups } from '../engine/flow-groups.ts'
import type { FlowRow, FlowTable } from '../engine/flow-table.ts'
import { connectionKey, type Preview, type PreviewMode, preview } from '../engine/preview.ts'
import type { Flow } from '../model/flow.ts'
import { type FilteredFlows, filterFlows } from './flow-filter.ts'
import { memoLast } from './memo.ts'
import { enforcedIndex } from './rehearsed.ts'
import type { FlowsView, State } from './state.ts'
import type { Question } from './trace-state.ts'

/** The flows that a view lets through. */
export function flowsShown(state: State, view: FlowsView): readonly FlowRow[] {
  return filteredFlows(state, view)?.rows ?? []
}

/** The flows that a view lets through, with what is wrong with its filter; null without flows. */
export function filteredFlows({ flows }: State, view: FlowsView): FilteredFlows | null {
  return flows === null ? null : filterFlows(flows, view.filter.entry.text)
}

/** The flows that a view lets through, put together as it says; empty where it shows single flows. */
export function groupsShown(state: State, view: FlowsView): readonly FlowGroup[] {
  const found = filteredFlows(state, view)
  if (view.by === 'flows' || state.flows === null || found === null) return []
  return grouped(view.by === 'workloads' ? byWorkloads(state.flows) : byNamespaces(state.flows), found.places)
}

const byWorkloads = memoLast(({ rows }: FlowTable) => planGroups(rows, 'workloads'))
const byNamespaces = memoLast(({ rows }: FlowTable) => planGroups(rows, 'namespaces'))
const grouped = memoLast(groupsIn)

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

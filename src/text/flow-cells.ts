import type { FlowGroup } from '../engine/flow-groups.ts'
import type { FlowRow } from '../engine/flow-table.ts'
import { recordedVerdict } from '../engine/replay.ts'
import type { Flow, FlowHit } from '../model/flow.ts'
import { visible } from '../model/visible.ts'
import { csvLine } from './csv.ts'
import { escapeJson } from './escape.ts'
import { flowRowJson } from './flow-json.ts'
import { endWords } from './replay.ts'

/** The columns of a list of flows. */
export const flowColumnNames = [
  'time',
  'source',
  'destination',
  'protocol',
  'port',
  'service',
  'reporter',
  'action',
  'decided by',
  'pending',
  'connections',
  'packets',
  'bytes',
] as const

export type FlowColumnName = (typeof flowColumnNames)[number]

/** The columns of a list of pairs of namespaces or workloads. */
export const groupColumnNames = [
  'source',
  'destination',
  'ports',
  'connections',
  'denied',
  'packets',
  'bytes',
  'last seen',
] as const

export type GroupColumnName = (typeof groupColumnNames)[number]

/** A column of a flow as a file has it: times in RFC 3339, numbers as numbers, null for nothing. */
export function flowCell({ flow, connections }: FlowRow, column: FlowColumnName): string | number | null {
  switch (column) {
    case 'time':
      return new Date(flow.end).toISOString()
    case 'source':
      return endWords(flow.source)
    case 'destination':
      return endWords(flow.destination)
    case 'protocol':
      return visible(flow.protocol)
    case 'port':
      return flow.port
    case 'service':
      return flow.service === null ? null : visible(`${flow.service.namespace}/${flow.service.name}`)
    case 'reporter':
      return flow.reporter
    case 'action':
      return flow.action
    case 'decided by':
      return decidedWords(flow.enforced)
    case 'pending':
      return recordedVerdict(flow, 'pending')
    case 'connections':
      return connections
    case 'packets':
      return flow.counts.packetsIn + flow.counts.packetsOut
    case 'bytes':
      return flow.counts.bytesIn + flow.counts.bytesOut
  }
}

/** A column of a pair as a file has it. */
export function groupCell(group: FlowGroup, column: GroupColumnName): string | number {
  switch (column) {
    case 'source':
    case 'destination':
      return visible(group[column])
    case 'ports':
      return visible(group.ports.join(', '))
    case 'connections':
    case 'denied':
    case 'packets':
    case 'bytes':
      return group[column]
    case 'last seen':
      return new Date(group.lastSeen).toISOString()
  }
}

/** What decided in a trace, short: `end of tier platform`, `platform.db #0`, `profile kns.dev`. */
export function decidedWords(hits: readonly FlowHit[]): string {
  const last = hits.at(-1)
  if (last === undefined) return ''
  if (last.type === 'profile') return last.profile === null ? 'no profile allows' : visible(`profile ${last.profile}`)
  if (last.type === 'end-of-tier') return visible(`end of tier ${last.tier}`)
  return visible(`${last.policy?.name ?? ''}${last.rule === null ? '' : ` #${last.rule}`}`)
}

/** Flows or pairs as lines of a file, without their ends. */
export interface ExportedLines {
  readonly csv: () => Iterable<string>
  readonly jsonl: () => Iterable<string>
}

/** Flows for a file: the columns given as CSV, whole flows as JSON. */
export function exportedFlows(rows: readonly FlowRow[], columns: readonly FlowColumnName[]): ExportedLines {
  return {
    csv: () =>
      csvOf(
        columns,
        rows.map((row) => columns.map((column) => flowCell(row, column))),
      ),
    jsonl: () => rows.map((row) => escapeJson(JSON.stringify(flowRowJson(row)))),
  }
}

/** Pairs for a file. */
export function exportedGroups(groups: readonly FlowGroup[]): ExportedLines {
  return {
    csv: () =>
      csvOf(
        groupColumnNames,
        groups.map((group) => groupColumnNames.map((column) => groupCell(group, column))),
      ),
    jsonl: () => groups.map((group) => escapeJson(JSON.stringify(groupJson(group)))),
  }
}

/** A pair as one JSON value. */
export function groupJson(group: FlowGroup): object {
  const { lastSeen, ...rest } = group
  return { ...rest, lastSeen: new Date(lastSeen).toISOString() }
}

function csvOf(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): readonly string[] {
  return [csvLine(columns.map((column) => column.replace(' ', '_'))), ...rows.map(csvLine)]
}

/** True when a flow has a verdict for its staged policies that is not the enforced one. */
export function pendingDiffers(flow: Flow): boolean {
  const pending = recordedVerdict(flow, 'pending')
  return pending !== null && pending !== flow.action
}

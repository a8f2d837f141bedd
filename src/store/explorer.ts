import { type FlowColumnName, flowColumnNames, type GroupColumnName, groupColumnNames } from '../text/flow-cells.ts'
import type { Sorting } from './flow-order.ts'

/** How a person likes to see flows; kept from one run to the next. */
export interface Explorer {
  /** In the order of `flowColumnNames`. */
  readonly columns: readonly FlowColumnName[]
  readonly flowSort: Sorting<FlowColumnName>
  readonly groupSort: Sorting<GroupColumnName>
  /** Filters that were kept, the newest first. */
  readonly filters: readonly string[]
}

export const usualExplorer: Explorer = {
  columns: ['time', 'source', 'destination', 'protocol', 'port', 'reporter', 'action', 'decided by', 'connections'],
  flowSort: { column: 'time', descending: true },
  groupSort: { column: 'denied', descending: true },
  filters: [],
}

const mostFilters = 50

/** The explorer with a filter remembered. */
export function withKeptFilter(explorer: Explorer, text: string): Explorer {
  if (text.trim() === '') return explorer
  const filters = [text, ...explorer.filters.filter((each) => each !== text)].slice(0, mostFilters)
  return { ...explorer, filters }
}

/** The explorer with a column shown or hidden; one always stays. */
export function withColumnToggled(explorer: Explorer, column: FlowColumnName): Explorer {
  const shown = flowColumnNames.filter((each) => explorer.columns.includes(each) !== (each === column))
  return shown.length === 0 ? explorer : { ...explorer, columns: shown }
}

/** Sorted by the next of some columns. Numbers and times begin with the largest. */
export function nextSorting<Column extends string>(
  { column }: Sorting<Column>,
  columns: readonly Column[],
): Sorting<Column> {
  const next = columns[(columns.indexOf(column) + 1) % columns.length] ?? column
  return { column: next, descending: numeric.has(next) }
}

const numeric: ReadonlySet<string> = new Set<FlowColumnName | GroupColumnName>([
  'time',
  'action',
  'connections',
  'denied',
  'packets',
  'bytes',
  'last seen',
])

/** What was kept, with the usual in place of what is missing or not ours. */
export function explorerOf(kept: unknown): Explorer {
  const given: Readonly<Record<keyof Explorer, unknown>> = { ...usualExplorer, ...(isObject(kept) ? kept : {}) }
  const names: readonly unknown[] = Array.isArray(given.columns) ? given.columns : []
  const columns = flowColumnNames.filter((each) => names.includes(each))
  const texts: readonly unknown[] = Array.isArray(given.filters) ? given.filters : []
  const filters = texts.filter((each) => typeof each === 'string')
  return {
    columns: columns.length === 0 ? usualExplorer.columns : columns,
    flowSort: sortingOf(given.flowSort, flowColumnNames) ?? usualExplorer.flowSort,
    groupSort: sortingOf(given.groupSort, groupColumnNames) ?? usualExplorer.groupSort,
    filters: filters.slice(0, mostFilters),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function sortingOf<Column extends string>(kept: unknown, columns: readonly Column[]): Sorting<Column> | null {
  if (!isObject(kept) || !('column' in kept) || !('descending' in kept)) return null
  const column = columns.find((each) => each === kept.column)
  return column === undefined ? null : { column, descending: kept.descending === true }
}

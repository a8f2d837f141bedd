import type { FlowGroup, FlowGrouping } from '../engine/flow-groups.ts'
import type { FlowRow } from '../engine/flow-table.ts'
import { countedNoun } from './counted.ts'
import { type FlowColumnName, flowCell, type GroupColumnName, groupCell, groupColumnNames } from './flow-cells.ts'
import { countOf, grouped } from './list.ts'
import { type Line, roleOf, span } from './styled.ts'
import { type Align, table } from './table.ts'
import { verdictSign } from './words.ts'

const numbers: ReadonlySet<string> = new Set<FlowColumnName | GroupColumnName>([
  'port',
  'connections',
  'denied',
  'packets',
  'bytes',
])

function alignOf(columns: readonly string[]): readonly Align[] {
  return columns.map((column) => (numbers.has(column) ? 'right' : 'left'))
}

/** Flows as a table, a line that says how many they are below it. Columns that are empty throughout are left out. */
export function flowLines(rows: readonly FlowRow[], asked: readonly FlowColumnName[], total: number): readonly Line[] {
  const columns = asked.filter((column) => rows.some((row) => flowCell(row, column) !== null))
  const cells = rows.map((row) => columns.map((column) => flowLine(row, column)))
  const count = `${grouped(rows.length)} of ${countOf(total, 'distinct flow')}`
  return [
    ...table(cells, {
      heading: headed(
        columns,
        rows.some(({ flow }) => flow.connections !== null),
      ),
      align: alignOf(columns),
    }),
    [span(count, 'faint')],
  ]
}

/** The names of columns; the one that counts is called by what is counted. */
function headed(columns: readonly string[], countsConnections: boolean): readonly string[] {
  return columns.map((column) => (column === 'connections' ? `${countedNoun(countsConnections)}s` : column))
}

function flowLine(row: FlowRow, column: FlowColumnName): Line {
  const value = flowCell(row, column)
  if (value === 'Allow' || value === 'Deny') return [span(`${verdictSign(value)} ${value}`, roleOf(value))]
  return [span(value === null ? '' : String(value), column === 'time' ? 'faint' : 'plain')]
}

/** Pairs as a table. */
export function groupLines(
  groups: readonly FlowGroup[],
  by: FlowGrouping,
  countsConnections: boolean,
): readonly Line[] {
  const columns = groupColumnNames.filter((column) => column !== 'ports' || by === 'workloads')
  const cells = groups.map((group) =>
    columns.map((column): Line => {
      const value = groupCell(group, column)
      return [span(column === 'denied' && value === 0 ? '' : String(value), column === 'denied' ? 'deny' : 'plain')]
    }),
  )
  const count = countOf(groups.length, `pair of ${by}`, `pairs of ${by}`)
  return [
    ...table(cells, { heading: headed(columns, countsConnections), align: alignOf(columns) }),
    [span(count, 'faint')],
  ]
}

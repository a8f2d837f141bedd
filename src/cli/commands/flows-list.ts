import { columnsOf } from '../../engine/flow-columns.ts'
import { FlowGatherer } from '../../engine/flow-gatherer.ts'
import { type FlowGroup, type FlowGrouping, groupAt, planGroups, sumsOf } from '../../engine/flow-groups.ts'
import type { FlowRow } from '../../engine/flow-table.ts'
import { visible } from '../../model/visible.ts'
import { filterFlows } from '../../store/flow-filter.ts'
import { sortedGroups, sortedPlaces } from '../../store/flow-order.ts'
import type { QueryProblem } from '../../store/query.ts'
import {
  exportedFlows,
  exportedGroups,
  type FlowColumnName,
  flowColumnNames,
  type GroupColumnName,
  groupColumnNames,
  groupJson,
} from '../../text/flow-cells.ts'
import { flowRowJson } from '../../text/flow-json.ts'
import { flowLines, groupLines } from '../../text/flow-lines.ts'
import { didYouMean } from '../../text/nearest.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { readSomeFlows } from '../read-flows.ts'
import { printResult, type Result } from '../result.ts'
import type { World } from '../world.ts'

/** What is asked for, in the words of the explorer. */
interface Asked {
  readonly filter: string
  readonly by: FlowGrouping
  readonly columns: readonly FlowColumnName[]
  readonly sort: { readonly column: string; readonly descending: boolean } | null
}

/** `calico-tui flows list`: recorded flows, filtered, put together and sorted as in the explorer. */
export const flowsList: CommandRun = async ({ own, global }, world) => {
  const asked = askedOf(own)
  const flows = new FlowGatherer()
  const bad = await readSomeFlows(global, world, (flow) => flows.add(flow))
  const table = flows.table()
  if (table.dropped > 0) await world.stderr.write(`problem: ${table.dropped} older distinct flows were let go\n`)
  const columns = columnsOf(table.rows)
  const { places, problem } = filterFlows(columns, asked.filter)
  if (problem !== null) throw new Failed(filterMistake(asked.filter, problem))
  if (asked.by === 'flows') {
    const sorting = { column: 'time', descending: true, ...asked.sort } as const
    const sorted = sortedPlaces(columns, places, { ...sorting, column: known(sorting.column, flowColumnNames) })
    const rows = Array.from(sorted, (at) => table.rows[at]).filter((row) => row !== undefined)
    await printFlows(rows, asked, { total: table.rows.length, bad }, { global, world })
  } else {
    const sums = sumsOf(planGroups(columns, asked.by), places)
    const sorting = { column: 'denied', descending: true, ...asked.sort } as const
    const order = sortedGroups(sums, { ...sorting, column: known(sorting.column, groupColumnNames) })
    await printGroups(
      Array.from(order, (group) => groupAt(sums, group)),
      { ...asked, countsConnections: table.all.told.connections },
      { global, world },
    )
  }
  return exitCode.done
}

function askedOf(own: Readonly<Record<string, unknown>>): Asked {
  const text = (name: string) => (typeof own[name] === 'string' ? own[name] : '')
  const filter = text('filter')
  // What no flow could make right is wrong usage, told before anything is read.
  const { problem } = filterFlows(columnsOf([]), filter)
  if (problem !== null) throw usage(filterMistake(filter, problem))
  const by = (['flows', 'workloads', 'namespaces'] as const).find((each) => each === text('by')) ?? 'flows'
  const names = text('columns') === '' ? [] : text('columns').split(',')
  const columns = names.map((name) => known(name, flowColumnNames))
  if (by !== 'flows' && columns.length > 0) throw usage('--columns are those of single flows: leave out --by')
  const sort = text('sort')
  const column = sort.replace(/^-/, '')
  if (sort !== '') known(column, by === 'flows' ? flowColumnNames : groupColumnNames)
  return {
    filter,
    by,
    columns: columns.length === 0 ? flowColumnNames : columns,
    sort: sort === '' ? null : { column, descending: sort.startsWith('-') },
  }
}

/** What is wrong with a filter, and with which of its words. */
function filterMistake(filter: string, { start, end, message }: QueryProblem): string {
  return `--filter: \`${visible(filter.slice(start, end))}\`: ${visible(message, 1000)}`
}

/** A column by its name, `-` and `_` for a blank. */
function known<Column extends FlowColumnName | GroupColumnName>(name: string, columns: readonly Column[]): Column {
  // As the column is called where the log does not count connections.
  const asked = name.trim() === 'records' ? 'connections' : name.trim().replace(/[-_]/g, ' ')
  const found = columns.find((column) => column === asked)
  if (found !== undefined) return found
  throw usage(`\`${name}\` is no column; expected ${columns.join(', ')}${didYouMean(name, columns)}`)
}

interface Output {
  readonly global: GlobalOptions
  readonly world: World
}

async function printFlows(
  rows: readonly FlowRow[],
  asked: Asked,
  { total, bad }: { readonly total: number; readonly bad: number },
  output: Output,
): Promise<void> {
  if (await printedLines(exportedFlows(rows, asked.columns), output)) return
  const result: Result = {
    lines: () => flowLines(rows, asked.columns, total),
    json: () => ({
      schema: 'calico-tui/flows/v1',
      filter: asked.filter,
      distinct: total,
      unreadable: bad,
      flows: rows.map(flowRowJson),
    }),
  }
  await printResult(result, output.global, output.world)
}

async function printGroups(
  groups: readonly FlowGroup[],
  { filter, by, countsConnections }: Asked & { readonly countsConnections: boolean },
  output: Output,
): Promise<void> {
  if (await printedLines(exportedGroups(groups), output)) return
  const result: Result = {
    lines: () => groupLines(groups, by, countsConnections),
    json: () => ({ schema: 'calico-tui/flow-groups/v1', filter, by, groups: groups.map(groupJson) }),
  }
  await printResult(result, output.global, output.world)
}

/** Prints line by line where such a form was asked for. */
async function printedLines(lines: ReturnType<typeof exportedGroups>, { global, world }: Output): Promise<boolean> {
  if (global.output !== 'csv' && global.output !== 'jsonl') return false
  for (const line of lines[global.output]()) await world.stdout.write(`${line}\n`)
  return true
}

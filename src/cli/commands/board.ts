import { FlowGatherer } from '../../engine/flow-gatherer.ts'
import { hitCounts } from '../../engine/hit-counts.ts'
import { boardLines } from '../../text/board.ts'
import { boardFlowLines, boardFlowsJson } from '../../text/board-flows.ts'
import { boardJson } from '../../text/board-json.ts'
import { exitCode } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { readFlows } from '../read-flows.ts'
import { printResult, resultForm } from '../result.ts'
import type { World } from '../world.ts'

/** `calico-tui board`. */
export const board: CommandRun = ({ global }, world) => printBoard(global, world)

/** The board of the cluster that the options name, with what flows did where some are given. */
export async function printBoard(global: GlobalOptions, world: World): Promise<number> {
  resultForm(global)
  const index = await loadIndex(global, world)
  if (global.flows.length === 0) {
    await printResult({ lines: (width) => boardLines(index, { width }), json: () => boardJson(index) }, global, world)
    return exitCode.done
  }
  const gatherer = new FlowGatherer()
  gatherer.addBad(await readFlows(global, world, (flow) => gatherer.add(flow)))
  const table = gatherer.table()
  const judged = { table, index, counts: hitCounts(table, index) }
  const lines = (width: number | null) => [...boardLines(index, { width }), ...boardFlowLines(judged, width)]
  const json = () => ({ ...boardJson(index), flows: boardFlowsJson(judged) })
  await printResult({ lines, json }, global, world)
  return exitCode.done
}

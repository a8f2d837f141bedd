import { boardLines } from '../../text/board.ts'
import { boardJson } from '../../text/board-json.ts'
import { exitCode } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { printResult, resultForm } from '../result.ts'
import type { World } from '../world.ts'

/** `calico-tui board`. */
export const board: CommandRun = ({ global }, world) => printBoard(global, world)

/** The board of the cluster that the options name. */
export async function printBoard(global: GlobalOptions, world: World): Promise<number> {
  resultForm(global)
  const index = await loadIndex(global, world)
  await printResult({ lines: (width) => boardLines(index, { width }), json: () => boardJson(index) }, global, world)
  return exitCode.done
}

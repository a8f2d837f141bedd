import { ReplayTable } from '../../engine/replay-table.ts'
import { escapeJson } from '../../text/escape.ts'
import { isUnexplained, replayLines } from '../../text/replay.ts'
import { replayCsv, replayJson, replayRowJson } from '../../text/replay-json.ts'
import { exitCode, usage } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { readSomeFlows } from '../read-flows.ts'
import { printResult } from '../result.ts'
import type { World } from '../world.ts'
import { flowsList } from './flows-list.ts'

/** `calico-tui flows`: `list` shows recorded ones, `watch` follows those of a live cluster, `replay` holds recorded ones against the
 * engine. */
export const flows: CommandRun = async (invocation, world) => {
  const question = invocation.arguments[0] ?? ''
  for (const [name, owner] of Object.entries(owners)) {
    if (invocation.own[name] !== undefined && owner !== question) throw usage(`--${name} is for \`flows ${owner}\``)
  }
  if (question === 'list') return flowsList(invocation, world)
  if (question !== 'watch') return replay(invocation, world)
  const { watchFlows } = await import('./flows-watch.ts')
  return watchFlows(invocation, world)
}

/** To which question an option belongs. */
const owners: Readonly<Record<string, string>> = {
  filter: 'list',
  by: 'list',
  sort: 'list',
  columns: 'list',
  since: 'watch',
}

/** Every recorded flow through the engine, in both scopes. */
const replay: CommandRun = async ({ global }, world) => {
  const replayed = new ReplayTable(await loadIndex({ ...global, flows: [] }, world))
  const bad = await readSomeFlows(global, world, (flow) => replayed.add(flow))
  await print(replayed, bad, global, world)
  return replayed.rows.some(isUnexplained) ? exitCode.denied : exitCode.done
}

async function print(replayed: ReplayTable, bad: number, global: GlobalOptions, world: World): Promise<void> {
  if (global.output === 'jsonl') {
    for (const row of replayed.rows) await world.stdout.write(`${escapeJson(JSON.stringify(replayRowJson(row)))}\n`)
  } else if (global.output === 'csv') {
    for (const line of replayCsv(replayed.rows)) await world.stdout.write(`${line}\n`)
  } else {
    await printResult({ lines: () => replayLines(replayed, bad), json: () => replayJson(replayed, bad) }, global, world)
  }
}

import { ReplayTable } from '../../engine/replay-table.ts'
import { visible } from '../../model/visible.ts'
import { type BadFlow, openFlows } from '../../sources/flow-files.ts'
import { SnapshotError } from '../../sources/snapshot-event.ts'
import { isUnexplained, replayLines } from '../../text/replay.ts'
import { replayCsv, replayJson, replayRowJson } from '../../text/replay-json.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import { loadIndex } from '../load.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { startProgress } from '../progress.ts'
import { printResult } from '../result.ts'
import { snapshotsFolder } from '../root.ts'
import type { World } from '../world.ts'

/** How many records that could not be read are told one by one. */
const MOST_BAD = 10

/** `calico-tui flows replay`: every recorded flow through the engine, in both scopes. */
export const flows: CommandRun = async ({ arguments: [question], global }, world) => {
  if (question !== 'replay') throw usage(`\`${visible(question ?? '')}\` is no question about flows; expected replay`)
  const paths = global.flows.length > 0 ? global.flows : global.snapshots
  if (paths.length === 0) throw usage('--flows is missing')
  const replayed = new ReplayTable(await loadIndex({ ...global, flows: [] }, world))
  const bad = await readInto(replayed, paths, world)
  for (const { file, message } of bad.slice(0, MOST_BAD))
    await world.stderr.write(`problem: ${visible(file)}: ${visible(message)}\n`)
  await print(replayed, bad.length, global, world)
  return replayed.rows.some(isUnexplained) ? exitCode.denied : exitCode.done
}

async function readInto(replayed: ReplayTable, paths: readonly string[], world: World): Promise<readonly BadFlow[]> {
  const bad: BadFlow[] = []
  const progress = startProgress(world)
  try {
    for await (const event of openFlows(paths, { signal: world.signal, bundled: snapshotsFolder() })) {
      if (event.type === 'progress') await progress.show(event)
      else {
        for (const flow of event.flows) replayed.add(flow)
        bad.push(...event.bad)
      }
    }
  } catch (error) {
    if (error instanceof SnapshotError) throw new Failed(error.message)
    throw error
  } finally {
    await progress.end()
  }
  return bad
}

async function print(replayed: ReplayTable, bad: number, global: GlobalOptions, world: World): Promise<void> {
  if (global.output === 'jsonl') {
    for (const row of replayed.rows) await world.stdout.write(`${JSON.stringify(replayRowJson(row))}\n`)
  } else if (global.output === 'csv') {
    for (const line of replayCsv(replayed.rows)) await world.stdout.write(`${line}\n`)
  } else {
    await printResult({ lines: () => replayLines(replayed, bad), json: () => replayJson(replayed, bad) }, global, world)
  }
}

import type { Flow } from '../model/flow.ts'
import { visible } from '../model/visible.ts'
import { openFlows, placeOf } from '../sources/flow-files.ts'
import { wantedFlows } from '../sources/snapshot.ts'
import { SnapshotError } from '../sources/snapshot-event.ts'
import { Failed } from './failed.ts'
import type { GlobalOptions } from './options.ts'
import { startProgress } from './progress.ts'
import { snapshotsFolder } from './root.ts'
import type { World } from './world.ts'

/** How many records that could not be read are told one by one. */
const MOST_BAD = 10

/** Reads the flow logs that the options name, else those inside the snapshots, else what the live cluster keeps of its flows, and gives
 * how many records could not be read. */
export async function readFlows(global: GlobalOptions, world: World, take: (flow: Flow) => void): Promise<number> {
  const paths = global.flows.length > 0 ? global.flows : global.snapshots
  if (paths.length === 0) return readLive(global, world, take)
  let bad = 0
  for await (const batch of batchesOf(paths, world)) {
    for (const flow of batch.flows) take(flow)
    bad += batch.bad
  }
  return bad
}

/** Reads flows as `readFlows` does. Files without any fail: an empty answer would claim that there was no traffic. */
export async function readSomeFlows(global: GlobalOptions, world: World, take: (flow: Flow) => void): Promise<number> {
  let found = 0
  const bad = await readFlows(global, world, (flow) => {
    found += 1
    take(flow)
  })
  const { flows, snapshots } = global
  const paths = flows.length > 0 ? flows : snapshots
  if (found > 0 || paths.length === 0) return bad
  const names = paths.map((path) => (path === '-' ? 'standard input' : `\`${visible(path)}\``)).join(', ')
  const advice = flows.length > 0 ? wantedFlows.form : 'give flow logs with --flows PATH'
  throw new Failed(`${names}: ${bad > 0 ? 'no flow log that can be read' : wantedFlows.none} in it: ${advice}`)
}

async function readLive(global: GlobalOptions, world: World, take: (flow: Flow) => void): Promise<number> {
  // Loaded only here: a snapshot needs nothing of it.
  const { readLiveFlows } = await import('./read-live-flows.ts')
  const bad = await readLiveFlows(global, world, take)
  for (const message of bad.slice(0, MOST_BAD)) await world.stderr.write(`problem: ${visible(message)}\n`)
  return bad.length
}

/** The recorded flows of some files, as they are read; records that are none are told on standard error. */
export async function* flowsOf(paths: readonly string[], world: World): AsyncGenerator<readonly Flow[]> {
  if (paths.length === 0) return
  for await (const { flows } of batchesOf(paths, world)) yield flows
}

interface Batch {
  readonly flows: readonly Flow[]
  /** How many records could not be read. */
  readonly bad: number
}

async function* batchesOf(paths: readonly string[], world: World): AsyncGenerator<Batch> {
  const progress = startProgress(world)
  let bad = 0
  try {
    for await (const event of openFlows(paths, { signal: world.signal, bundled: snapshotsFolder() })) {
      if (event.type === 'progress') await progress.show(event)
      else {
        for (const each of event.bad.slice(0, Math.max(0, MOST_BAD - bad))) {
          await world.stderr.write(`problem: ${visible(placeOf(each))}: ${visible(each.message)}\n`)
        }
        bad += event.bad.length
        yield { flows: event.flows, bad: event.bad.length }
      }
    }
  } catch (error) {
    if (error instanceof SnapshotError) throw new Failed(error.message)
    throw error
  } finally {
    await progress.end()
  }
}

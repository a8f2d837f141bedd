import { Readable } from 'node:stream'
import type { Flow } from '../../model/flow.ts'
import { visible } from '../../model/visible.ts'
import { checkWritable, FileExists, gzippedJsonLines, IsFolder, saveJsonLines } from '../../sources/save-file.ts'
import { grouped } from '../../text/list.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import { loadCluster } from '../load.ts'
import type { CommandRun, GlobalOptions } from '../options.ts'
import { startProgress } from '../progress.ts'
import { flowsOf, readFlows } from '../read-flows.ts'
import { type Saved, snapshotValues } from '../saved-snapshot.ts'
import type { World } from '../world.ts'

/** `calico-tui snapshot save FILE`. */
export const snapshot: CommandRun = async ({ arguments: args, own, global }, world) => {
  const path = args[1] ?? ''
  const force = own.force === true
  if (path === '-' && world.stdout.isTerminal)
    throw usage('standard output is a terminal: send it to a file, or name one')
  if (global.snapshots.includes('-') || global.flows.includes('-'))
    throw usage('a snapshot is saved from files, folders, bundled names or a live cluster, not from standard input')
  if (path !== '-') await orFailed(() => checkWritable(path, force))
  const { cluster, gaps, name } = await loadCluster(global, world)
  const saved: Saved = { objects: 0, flows: 0 }
  const flows = await flowsToSave(global, world)
  const time = new Date()
  const values = snapshotValues({ cluster, name: name, missing: gaps, flows, redact: own.redact === true, time }, saved)
  await write(path, told(values, saved, world), { force, world })
  const where = path === '-' ? 'standard output' : path
  const counts = `${grouped(saved.objects)} objects${saved.flows === 0 ? '' : ` and ${grouped(saved.flows)} flows`}`
  await world.stderr.write(`saved ${counts} to ${visible(where, 1000)}\n`)
  return exitCode.done
}

/** Those of the files, else of a live cluster where the user says from where: a right is needed that a snapshot alone does not take. */
async function flowsToSave(global: GlobalOptions, world: World): Promise<AsyncIterable<readonly Flow[]>> {
  const paths = global.flows.length > 0 ? global.flows : global.snapshots
  if (paths.length > 0 || global.liveFlows === null || global.liveFlows === 'off') return flowsOf(paths, world)
  const kept: Flow[] = []
  await readFlows(global, world, (flow) => kept.push(flow))
  return Readable.from([kept])
}

interface Target {
  readonly force: boolean
  readonly world: World
}

async function write(path: string, values: AsyncIterable<unknown>, { force, world }: Target): Promise<void> {
  if (path === '-') for await (const bytes of gzippedJsonLines(values)) await world.stdout.write(bytes)
  else await orFailed(() => saveJsonLines(path, values, { force, signal: world.signal }))
}

/** The values, with word of how many there were so far. Refuses to end without an object. */
async function* told(values: AsyncIterable<unknown>, saved: Saved, world: World): AsyncGenerator<unknown> {
  const progress = startProgress(world)
  try {
    for await (const value of values) {
      yield value
      await progress.say(`saving: ${grouped(saved.objects)} objects, ${grouped(saved.flows)} flows`)
    }
    if (saved.objects === 0) throw new Failed('nothing could be read, so there is nothing to save')
  } finally {
    await progress.end()
  }
}

async function orFailed(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof FileExists) throw new Failed(`${error.message}; --force replaces it`)
    if (error instanceof IsFolder) throw new Failed(error.message)
    if (error instanceof Failed || !(error instanceof Error) || !('syscall' in error)) throw error
    throw new Failed(error.message)
  }
}

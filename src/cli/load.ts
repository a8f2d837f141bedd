import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { type ClusterIndex, indexCluster } from '../engine/cluster-index.ts'
import type { Cluster } from '../model/cluster.ts'
import { draftCluster, emptyCluster } from '../model/cluster-changes.ts'
import type { Problem } from '../model/problem.ts'
import { visible } from '../model/visible.ts'
import { openSnapshot } from '../sources/snapshot.ts'
import { SnapshotError } from '../sources/snapshot-event.ts'
import { allProblems, problemText } from '../text/problem.ts'
import { Failed } from './failed.ts'
import type { GlobalOptions } from './options.ts'
import { startProgress } from './progress.ts'
import { snapshotsFolder } from './root.ts'
import type { World } from './world.ts'

/** How many Problems are told one by one. */
const MOST_PROBLEMS = 50

/** Reads the cluster that the options name and indexes it. Problems and notes go to standard error. */
export async function loadIndex(global: GlobalOptions, world: World): Promise<ClusterIndex> {
  const index = indexCluster((await loadCluster(global, world)).cluster)
  for (const note of index.notes) await world.stderr.write(`note: ${visible(note, 1000)}\n`)
  return index
}

/** A cluster that was read once. */
export interface LoadedCluster {
  readonly cluster: Cluster
  /** What could not be read, and what that means, one line each. */
  readonly gaps: readonly string[]
  /** The context, or the snapshots. */
  readonly name: string
}

/** Reads the cluster that the options name. Problems and gaps go to standard error. */
export async function loadCluster(global: GlobalOptions, world: World): Promise<LoadedCluster> {
  const loaded = global.snapshots.length > 0 ? await readSnapshots(global, world) : await readLive(global, world)
  for (const gap of loaded.gaps) await world.stderr.write(`note: ${visible(gap, 1000)}\n`)
  await tellProblems(allProblems(loaded.cluster), world)
  return loaded
}

async function readSnapshots(global: GlobalOptions, world: World): Promise<LoadedCluster> {
  const draft = draftCluster(emptyCluster)
  const progress = startProgress(world)
  try {
    const events = openSnapshot(global.snapshots, { signal: world.signal, bundled: snapshotsFolder() })
    for await (const event of events) {
      if (event.type === 'changes') for (const change of event.changes) draft.apply(change)
      else if (event.type === 'progress') await progress.show(event)
    }
  } catch (error) {
    if (error instanceof SnapshotError) throw new Failed(error.message)
    throw error
  } finally {
    await progress.end()
  }
  const name = global.snapshots.map((path) => basename(path)).join(' + ')
  return { cluster: draft.cluster(), gaps: [], name }
}

async function readLive(global: GlobalOptions, world: World): Promise<LoadedCluster> {
  // Loaded only here: a snapshot needs nothing of it.
  const { connectLive, loadLive } = await import('./load-live.ts')
  const connection = await connectLive(global, world)
  if (connection === null) {
    const known = bundledNames().join(', ')
    throw new Failed(
      `no cluster was named and there is no kubeconfig; name a snapshot: --snapshot PATH, \`-\` for standard input, or one of ${known}`,
    )
  }
  return {
    ...(await loadLive({ ...connection, namespace: global.namespace ?? connection.namespace }, world)),
    name: connection.context,
  }
}

/** The names of the bundled snapshots. */
export function bundledNames(): readonly string[] {
  try {
    return readdirSync(snapshotsFolder()).sort()
  } catch {
    // A checkout may lack them; a name that is not there fails when it is opened.
    return []
  }
}

async function tellProblems(problems: readonly Problem[], world: World): Promise<void> {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    const word = problem.severity === 'error' ? 'problem' : 'warning'
    await world.stderr.write(`${word}: ${visible(problemText(problem), 1000)}\n`)
  }
  const more = problems.length - MOST_PROBLEMS
  if (more > 0) await world.stderr.write(`problem: ${more} more; \`calico-tui board -o json\` lists all of them\n`)
}

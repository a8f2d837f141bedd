import { fileURLToPath } from 'node:url'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Problem } from '../../src/model/problem.ts'
import { openSnapshot, type SnapshotEvent } from '../../src/sources/snapshot.ts'

/** The folder of the snapshots that come with the program. */
export const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))

/** A snapshot read to its end. */
export interface ReadSnapshot {
  readonly cluster: Cluster
  readonly flows: readonly unknown[]
  readonly problems: readonly Problem[]
  /** What reading failed with in the end, or null. */
  readonly failure: string | null
  readonly events: readonly SnapshotEvent[]
}

/** Reads a whole snapshot; a failure is a part of the answer. */
export async function readSnapshot(paths: readonly string[], signal: AbortSignal | null = null): Promise<ReadSnapshot> {
  const events: SnapshotEvent[] = []
  let failure: string | null = null
  try {
    for await (const event of openSnapshot(paths, { signal, bundled })) events.push(event)
  } catch (error) {
    failure = String(error)
  }
  const changes = events.flatMap((event) => (event.type === 'changes' ? event.changes : []))
  const cluster = applyChanges(emptyCluster, changes)
  const flows = events.flatMap((event) => (event.type === 'flows' ? event.records.map(({ value }) => value) : []))
  return { cluster, flows, problems: [...cluster.problems.values()].flat(), failure, events }
}

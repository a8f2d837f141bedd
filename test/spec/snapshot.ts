import { fileURLToPath } from 'node:url'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { openSnapshot } from '../../src/sources/snapshot.ts'

/** The folder of the bundled snapshots. */
export const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))

/** A bundled snapshot as a cluster. */
export async function readSnapshot(name: string): Promise<Cluster> {
  let cluster = emptyCluster
  for await (const event of openSnapshot([`${bundled}/${name}`], { signal: null, bundled })) {
    if (event.type === 'changes') cluster = applyChanges(cluster, event.changes)
  }
  return cluster
}

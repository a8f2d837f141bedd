import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { encode } from '../../src/decode/encode.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { openSnapshot } from '../../src/sources/snapshot.ts'

const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))

async function open(name: string): Promise<Cluster> {
  let cluster = emptyCluster
  for await (const event of openSnapshot([name], { signal: null, bundled })) {
    if (event.type === 'changes') cluster = applyChanges(cluster, event.changes)
  }
  return cluster
}

test.each(readdirSync(bundled))(
  '%s is the same cluster after it was written as objects and read back',
  async (name) => {
    const cluster = await open(name)
    const objects: unknown[] = JSON.parse(JSON.stringify([...encode(cluster)]))
    const again = applyChanges(
      emptyCluster,
      objects.flatMap((object) => decode(object, null)),
    )
    const { ignored, problems, shadowed } = cluster
    expect({ ...again, ignored, problems, shadowed }).toEqual(cluster)
  },
)

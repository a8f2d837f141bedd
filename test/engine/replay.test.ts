import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { flowReader } from '../../src/decode/flows/flow-reader.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { replay } from '../../src/engine/replay.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Flow } from '../../src/model/flow.ts'
import { openSnapshot } from '../../src/sources/snapshot.ts'

const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))

async function open(name: string): Promise<Cluster> {
  let cluster = emptyCluster
  for await (const event of openSnapshot([name], { signal: null, bundled })) {
    if (event.type === 'changes') cluster = applyChanges(cluster, event.changes)
  }
  return cluster
}

function flowsIn(path: string): Flow[] {
  const reader = flowReader()
  const lines = readFileSync(path, 'utf8').split('\n')
  return [...lines.flatMap((line) => reader.line(line)), ...reader.end()].map((flow) => {
    if ('line' in flow) throw new Error(flow.message)
    return flow
  })
}

const fixtures = fileURLToPath(new URL('../fixtures/flows/', import.meta.url))

/** What the engine says otherwise, each different one once. */
async function disagreements(name: string, path: string): Promise<string[]> {
  const index = indexCluster(await open(name))
  const found = flowsIn(path).flatMap((flow) => {
    const { enforced, pending } = replay(index, flow)
    const who = `${flow.reporter} ${flow.source.namespace}/${flow.source.name} -> ${flow.destination.namespace}/${flow.destination.name}:${flow.port}`
    return [enforced, pending]
      .filter(({ agrees }) => !agrees)
      .map(({ scope, reason, difference }) => `${who} ${scope} ${reason}: ${difference}`)
  })
  return [...new Set(found)]
}

test.each([
  ['catfacts', `${bundled}/catfacts/flows.jsonl`],
  ['catfacts', `${fixtures}catfacts-flows.goldmane.jsonl`],
  ['catfacts', `${fixtures}catfacts-flows.enterprise.jsonl`],
  ['storefront', `${fixtures}storefront-flows.enterprise.jsonl`],
])('%s: the engine says what was recorded in %s', async (name, path) => {
  expect(await disagreements(name, path)).toEqual([])
})

test.each([
  ['storefront', 2, 'recorded Allow by platform.twilio-integration rule 0'],
  ['storefront-zones', 2, 'recorded Allow by platform.twilio-integration rule 0'],
  ['catfacts-untouched', 1, 'recorded Allow by catfacts/namespace-isolation.catfacts-7qzkd rule 1'],
])(
  '%s: only a rule on a domain is unknown, where Whisker does not send the domain',
  async (name, count, difference) => {
    const found = await disagreements(name, `${bundled}/${name}/flows.jsonl`)
    expect(found).toHaveLength(count)
    for (const text of found) expect(text).toContain(`field-missing: ${difference}`)
  },
)

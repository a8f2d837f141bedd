import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { ReplayTable } from '../../src/engine/replay-table.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { openFlows } from '../../src/sources/flow-files.ts'
import { openSnapshot } from '../../src/sources/snapshot.ts'
import { replayLines } from '../../src/text/replay.ts'
import { replayCsv } from '../../src/text/replay-json.ts'
import { plainText } from '../../src/text/styled.ts'

const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))
const options = { signal: null, bundled }

async function catfacts(): Promise<Cluster> {
  let cluster = emptyCluster
  for await (const event of openSnapshot(['catfacts'], options)) {
    if (event.type === 'changes') cluster = applyChanges(cluster, event.changes)
  }
  return cluster
}

async function replayed(cluster: Cluster): Promise<ReplayTable> {
  const table = new ReplayTable(indexCluster(cluster))
  for await (const event of openFlows(['catfacts'], options)) {
    if (event.type === 'flows') for (const flow of event.flows) table.add(flow)
  }
  return table
}

test('each distinct flow is replayed once and counted as often as it was recorded', async () => {
  const table = await replayed(await catfacts())
  expect(table.agreement('enforced')).toMatchObject({ records: 143, distinct: 29, agreeing: 29, disagreeing: 0 })
  expect(table.rows.reduce((sum, row) => sum + row.count, 0)).toBe(143)
})

test('after one change of a policy exactly the flows it decided differ, and the change is the reason', async () => {
  const cluster = await catfacts()
  const policies = new Map(cluster.policies)
  const [key, policy] = [...policies].find(([, each]) => each.ref.name === 'platform.db') ?? []
  if (key === undefined || policy === undefined) throw new Error('no policy platform.db')
  policies.set(key, { ...policy, ingress: [] })
  const table = await replayed({ ...cluster, policies })
  const differing = table.rows.filter(({ replay }) => !replay.enforced.agrees)
  const decided = table.rows.filter(({ flow }) =>
    flow.enforced.some((hit) => hit.type === 'rule' && hit.policy?.name === 'platform.db'),
  )
  expect(decided.length).toBeGreaterThan(0)
  expect(differing).toEqual(decided)
  expect(new Set(differing.map(({ replay }) => replay.enforced.reason))).toEqual(new Set(['policy-changed']))
  expect(plainText(replayLines(table, 0)[0] ?? [])).toBe(
    `? ${differing.length} of 29 distinct flows differ from the engine, each with a likely reason`,
  )
})

test('a cell of CSV that a spreadsheet would run is made text', async () => {
  const [row] = (await replayed(await catfacts())).rows
  if (row === undefined) throw new Error('no row')
  const hostile = {
    ...row,
    flow: { ...row.flow, source: { ...row.flow.source, namespace: null, name: '=HYPERLINK("x")' } },
  }
  expect(replayCsv([hostile])[1]).toMatch(/^"'=HYPERLINK\(""x""\)",/)
})

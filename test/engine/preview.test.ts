import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { type Preview, type PreviewMode, preview, type SeenFlow } from '../../src/engine/preview.ts'
import { groupTurned, silentWorkloads } from '../../src/engine/preview-groups.ts'
import { hitWords } from '../../src/engine/replay.ts'
import { enforcedTwin, enforceStaged, stagedPolicies } from '../../src/engine/staged.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Flow } from '../../src/model/flow.ts'
import { policyKey } from '../../src/model/policy.ts'
import { openFlows } from '../../src/sources/flow-files.ts'
import { openSnapshot } from '../../src/sources/snapshot.ts'
import { burnDownText } from '../../src/text/burn-down.ts'
import { endWords } from '../../src/text/replay.ts'

const bundled = fileURLToPath(new URL('../../snapshots', import.meta.url))
const options = { signal: null, bundled }

async function open(name: string): Promise<Cluster> {
  let cluster = emptyCluster
  for await (const event of openSnapshot([name], options)) {
    if (event.type === 'changes') cluster = applyChanges(cluster, event.changes)
  }
  return cluster
}

async function flowsOf(name: string): Promise<SeenFlow[]> {
  const flows: SeenFlow[] = []
  for await (const event of openFlows([name], options)) if (event.type === 'flows') flows.push(...event.flows.map(seen))
  return flows
}

function seen(flow: Flow): SeenFlow {
  return { flow, connections: 1, seen: [flow.end] }
}

async function previewed(name: string, mode: PreviewMode = 'replace'): Promise<Preview> {
  const cluster = await open(name)
  const after = indexCluster(enforceStaged(cluster, stagedPolicies(cluster)))
  return preview(indexCluster(cluster), after, await flowsOf(name), mode)
}

const told = (turned: Preview['denied']) =>
  turned.map(
    ({ flow, decidedBy }) =>
      `${endWords(flow.source)} → ${endWords(flow.destination)}: ${decidedBy && hitWords(decidedBy)}`,
  )

test('enforcing what Cat Facts has staged denies the two connections its logs call pending denials', async () => {
  const { denied, allowed, unknown } = await previewed('catfacts')
  expect(told(denied)).toEqual([
    'catfacts/worker-85d7f9c6b4-* → public network: Deny at the end of tier platform (catfacts/platform.worker)',
    'catfacts/db-7f8c6b5d9c-* → public network: Deny at the end of tier default (default.default-deny)',
  ])
  expect([allowed, unknown]).toEqual([[], []])
})

test('a staged policy takes the place of its enforced twin, so that its change is seen where a log does not show it', async () => {
  const { denied, allowed } = await previewed('storefront-zones')
  expect(denied).toEqual([])
  expect(told(allowed)).toEqual([
    'storefront/microservice1-794cf77b9d-* → storefront/logging-684747d7cd-*: Allow by platform.logging rule 0',
    'storefront/microservice2-7bb79d9f4f-* → storefront/logging-684747d7cd-*: Allow by platform.logging rule 0',
  ])
})

test('the two records of one connection are counted once', async () => {
  const { denied, distinct } = await previewed('catfacts')
  expect(distinct).toBe(19)
  expect(denied[0]?.connections).toBe(2)
})

test('a staged deletion takes its enforced twin away', async () => {
  const cluster = await open('catfacts')
  const policies = [...cluster.policies.values()]
  const enforced = policies.find(({ ref }) => ref.name === 'platform.db')
  const like = policies.find(({ ref }) => ref.kind === 'StagedNetworkPolicy')
  if (enforced === undefined || like === undefined) throw new Error('catfacts lacks a policy')
  const deletion = { ...like, ref: { ...like.ref, name: 'platform.db' }, stagedAction: 'Delete' } as const
  expect(enforcedTwin(deletion.ref)).toEqual(enforced.ref)
  const after = enforceStaged(
    { ...cluster, policies: new Map([...cluster.policies, [policyKey(deletion.ref), deletion]]) },
    [deletion],
  )
  expect(after.policies.has(policyKey(enforced.ref))).toBe(false)
  expect(after.policies.has(policyKey(deletion.ref))).toBe(false)
})

test('as Calico logs it the enforced twin comes first, so that the change of the storefront is not seen', async () => {
  const { denied, allowed } = await previewed('storefront-zones', 'as-logged')
  expect([told(denied), told(allowed)]).toEqual([[], []])
})

test('the burn-down tells in which part of the window a connection was seen that would be denied', async () => {
  const { burnDown, denied, from, to } = await previewed('catfacts')
  expect(burnDownText(burnDown)).toMatchInlineSnapshot(`".........1......2......."`)
  expect(Math.max(...burnDown)).toBeLessThanOrEqual(denied.length)
  const last = Math.max(...denied.map(({ lastSeen }) => lastSeen))
  const slice = Math.floor(((last - (from ?? 0)) / ((to ?? 0) - (from ?? 0))) * 24)
  expect(burnDown.findLastIndex((count) => count > 0)).toBe(slice)
})

test('turned connections are put together by workloads and by what decides, the most frequent first', async () => {
  const { denied } = await previewed('catfacts')
  const groups = (by: 'pairs' | 'policies') =>
    groupTurned(denied, by).map(({ name, verdict, connections, turned }) => [name, verdict, connections, turned.length])
  expect(groups('pairs')).toEqual([
    ['catfacts/worker → public network', 'Deny', 2, 1],
    ['catfacts/db → public network', 'Deny', 1, 1],
  ])
  expect(groups('policies')).toEqual([
    ['end of tier platform (catfacts/platform.worker)', 'Deny', 2, 1],
    ['end of tier default (default.default-deny)', 'Deny', 1, 1],
  ])
})

test('what a staged policy would do is told for the window and for its end', async () => {
  const { effects } = await previewed('catfacts')
  expect(effects.map(({ policy, window, now }) => ({ name: policy.name, window, now }))).toEqual([
    {
      name: 'platform.worker',
      window: { allowed: 2, denied: 0, passed: 0, endOfTier: 1 },
      now: { allowed: 2, denied: 0, passed: 0, endOfTier: 0 },
    },
    {
      name: 'default.default-deny',
      window: { allowed: 0, denied: 0, passed: 0, endOfTier: 1 },
      now: { allowed: 0, denied: 0, passed: 0, endOfTier: 0 },
    },
  ])
})

test('workloads that a staged policy applies to and no flow tells of are silent', async () => {
  const index = indexCluster(await open('catfacts'))
  const flows = await flowsOf('catfacts')
  const staged = stagedPolicies(index.cluster)
  const worker = staged.filter(({ ref }) => ref.name === 'platform.worker')
  expect(silentWorkloads(index, worker, flows)).toEqual([])
  expect(silentWorkloads(index, worker, [])).toEqual(['catfacts/worker'])
})

test('a staged policy to be ignored takes no part', async () => {
  const cluster = await open('catfacts')
  const ignored = [...cluster.policies].map(([key, policy]) =>
    policy.stagedAction === null ? ([key, policy] as const) : ([key, { ...policy, stagedAction: 'Ignore' }] as const),
  )
  const index = indexCluster({ ...cluster, policies: new Map(ignored) })
  const after = indexCluster(enforceStaged(index.cluster, stagedPolicies(index.cluster)))
  const { denied, effects } = preview(index, after, await flowsOf('catfacts'))
  expect([denied, effects]).toEqual([[], []])
})

test('flows that go on are judged as if all had come at once', async () => {
  const cluster = await open('catfacts')
  const enforced = () => indexCluster(enforceStaged(cluster, stagedPolicies(cluster)))
  const flows = await flowsOf('catfacts')
  const [before, after] = [indexCluster(cluster), enforced()]
  for (const count of [5, 60, flows.length]) {
    const atOnce = preview(indexCluster(cluster), enforced(), flows.slice(0, count))
    expect(preview(before, after, flows.slice(0, count))).toEqual(atOnce)
  }
})

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { snapshotValues } from '../../src/cli/saved-snapshot.ts'
import { decode } from '../../src/decode/decode.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { hits } from '../../src/engine/hits.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Scope } from '../../src/model/connection.ts'
import type { Trace } from '../../src/model/trace.ts'
import { boardJson } from '../../src/text/board-json.ts'
import { bundled, readSnapshot } from '../spec/snapshot.ts'
import { randomConnection } from './random-connection.ts'

const perSnapshot = 150

/** The cluster after it was saved and read back, with the text of the file. */
async function saved(cluster: Cluster, redact: boolean): Promise<{ readonly cluster: Cluster; readonly text: string }> {
  const lines: string[] = []
  const what = { cluster, name: 'test', missing: [], flows: null, redact, time: new Date(0) }
  for await (const value of snapshotValues(what, { objects: 0, flows: 0 })) lines.push(JSON.stringify(value))
  const changes = lines.slice(1).flatMap((line) => decode(JSON.parse(line), null))
  return { cluster: applyChanges(emptyCluster, changes), text: lines.join('\n') }
}

function decided({ verdict, certain, legs }: Trace, scope: Scope): unknown {
  const told = legs.map((leg) => ({ direction: leg.direction, verdict: leg.verdict, hits: hits(leg, scope) }))
  return { verdict, certain, legs: told }
}

describe.each(readdirSync(bundled))('%s', (name) => {
  test('the board and every trace of the saved file are those of the original', async () => {
    const cluster = await readSnapshot(name)
    const [before, after] = [indexCluster(cluster), indexCluster((await saved(cluster, false)).cluster)]
    expect({ ...boardJson(after), problems: [] }).toEqual({ ...boardJson(before), problems: [] })
    for (const scope of ['enforced', 'pending'] as const) {
      for (let seed = 0; seed < perSnapshot; seed += 1) {
        const connection = randomConnection(cluster, seed)
        expect(trace(after, connection, scope), `seed ${seed}`).toEqual(trace(before, connection, scope))
      }
    }
  })

  test('a redacted file decides every connection inside the cluster as the original does', async () => {
    const cluster = await readSnapshot(name)
    const redacted = await saved(cluster, true)
    const [before, after] = [indexCluster(cluster), indexCluster(redacted.cluster)]
    const counts = (index: typeof before) => [...cluster.policies.values()].map((policy) => index.countOf(policy))
    expect(counts(after)).toEqual(counts(before))
    let traced = 0
    for (let seed = 0; seed < perSnapshot * 3; seed += 1) {
      const connection = randomConnection(cluster, seed)
      if (connection.source.type === 'address' || connection.destination.type === 'address') continue
      traced += 1
      for (const scope of ['enforced', 'pending'] as const) {
        const both = [before, after].map((index) => decided(trace(index, connection, scope), scope))
        expect(both[1], `seed ${seed}`).toEqual(both[0])
      }
    }
    expect(traced).toBeGreaterThan(20)
  })
})

const object = (kind: string, metadata: object, spec: object) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata,
  spec,
})

test('what is redacted is in no line, and what verdicts hang on stays', async () => {
  const objects = [
    object(
      'GlobalNetworkSet',
      { name: 'partners', labels: { kind: 'partner', owner: 'mallory' } },
      { nets: ['8.8.4.0/24'] },
    ),
    object(
      'GlobalNetworkPolicy',
      { name: 'default.out', annotations: { note: 'ask mallory' }, labels: { team: 'mallory' } },
      {
        selector: "app == 'web'",
        egress: [
          { action: 'Allow', destination: { selector: "kind == 'partner'" } },
          { action: 'Deny', destination: { nets: ['8.8.4.4/32', '10.0.0.0/8', '0.0.0.0/0'] } },
        ],
      },
    ),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'a', name: 'web', labels: { app: 'web', owner: 'mallory' } },
      spec: { nodeName: 'n', containers: [] },
      status: { podIPs: [{ ip: '10.1.2.3' }] },
    },
  ]
  const cluster = applyChanges(
    emptyCluster,
    objects.flatMap((one) => decode(one, null)),
  )
  const { text, cluster: after } = await saved(cluster, true)
  expect(text).not.toMatch(/mallory|8\.8\.4/)
  expect(text).toContain('10.1.2.3')
  expect(text).toContain('"10.0.0.0/8","0.0.0.0/0"')
  const [net] = after.networkSets.get('set:partners')?.nets ?? []
  const [rule] = after.policies.get('projectcalico.org/GlobalNetworkPolicy//default.out')?.egress?.slice(1) ?? []
  const [host] = rule?.destination.nets ?? []
  // The address of the rule still lies in the block of the set.
  expect(net?.prefix).toBe(24)
  expect((host?.words[0] ?? 0) >>> 8).toBe((net?.words[0] ?? 1) >>> 8)
})

test('what kubectl and the API server note about a policy is not saved, its name of the v3 API is', async () => {
  const hidden = { name: 'db', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"copy":1}' } }
  const policy = {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'GlobalNetworkPolicy',
    metadata: {
      name: 'default.db',
      managedFields: [{ manager: 'kubectl' }],
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"copy":2}',
        'projectcalico.org/metadata': JSON.stringify(hidden),
        mine: 'kept',
      },
    },
    spec: { selector: 'all()' },
  }
  const { text, cluster } = await saved(applyChanges(emptyCluster, decode(policy, null)), false)
  expect(text).not.toMatch(/copy|managedFields/)
  expect(text).toContain('"mine":"kept"')
  expect([...cluster.policies.keys()]).toEqual(['projectcalico.org/GlobalNetworkPolicy//db'])
})

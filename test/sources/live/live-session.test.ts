import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { decode } from '../../../src/decode/decode.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../../src/model/cluster-changes.ts'
import type { KindStatus } from '../../../src/model/live.ts'
import { ApiClient } from '../../../src/sources/live/api-client.ts'
import type { LiveUpdate } from '../../../src/sources/live/gathered.ts'
import { followCluster } from '../../../src/sources/live/live-session.ts'
import { calico, kubernetes } from '../../fake-apiserver/resources.ts'
import { FakeApiServer } from '../../fake-apiserver/server.ts'
import type { KubeObject } from '../../fake-apiserver/store.ts'

const dump = new URL('../../../snapshots/catfacts/cluster.json', import.meta.url)
const objects: KubeObject[] = JSON.parse(readFileSync(dump, 'utf8')).items

/** A cluster being followed, and a way to wait for what it becomes. */
class Followed {
  cluster: Cluster = emptyCluster
  readonly statuses = new Map<string, KindStatus>()
  readonly #stop = new AbortController()
  #waiting: (() => void)[] = []
  readonly done: Promise<void>

  constructor(server: FakeApiServer) {
    const credentials = {
      identity: async () => ({ headers: {}, tls: { rejectUnauthorized: true } }),
      rejected: () => false,
    }
    const client = new ApiClient({
      server: new URL(server.url),
      credentials,
      userAgent: 'test',
      agent: new Agent({ keepAlive: true }),
    })
    const onUpdate = (update: LiveUpdate) => {
      this.cluster = applyChanges(this.cluster, update.changes)
      for (const [kind, status] of update.statuses) this.statuses.set(kind, status)
      for (const check of this.#waiting) check()
    }
    this.done = followCluster(
      {
        client,
        decode: (object) => decode(object, null),
        namespace: null,
        onUpdate,
        now: Date.now,
        random: Math.random,
      },
      this.#stop.signal,
    ).finally(() => client.close())
  }

  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => this.#waiting.push(() => holds() && resolve()))
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.done
  }
}

function resourceOf(server: FakeApiServer, object: KubeObject): string | undefined {
  return server.resources.find(
    (resource) => resource.kind === object.kind && resource.name.startsWith(`${object.apiVersion}/`),
  )?.name
}

const opened: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.stop()
})

async function follow(): Promise<{ server: FakeApiServer; followed: Followed }> {
  const server = new FakeApiServer({ resources: [...kubernetes, ...calico.aggregated] })
  for (const object of objects) {
    const resource = resourceOf(server, object)
    if (resource !== undefined) server.store.put(resource, object)
  }
  await server.start()
  const followed = new Followed(server)
  opened.push(server, followed)
  await followed.until(() => followed.statuses.get('pods')?.state === 'live')
  return { server, followed }
}

const pods = (cluster: Cluster) => [...cluster.endpoints.values()].reduce((sum, namespace) => sum + namespace.size, 0)

test('a live cluster becomes the same tiers, policies and endpoints as its dump', async () => {
  const { followed } = await follow()
  const whole = applyChanges(
    emptyCluster,
    objects.flatMap((object) => decode(object, null)),
  )
  await followed.until(() => pods(followed.cluster) === pods(whole))
  expect([...followed.cluster.policies.keys()].sort()).toEqual([...whole.policies.keys()].sort())
  expect([...followed.cluster.tiers.keys()].sort()).toEqual([...whole.tiers.keys()].sort())
})

test('a tier that is made, changed and removed is followed', async () => {
  const { server, followed } = await follow()
  const tier = { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name: 'new' }, spec: { order: 5 } }
  server.store.put('projectcalico.org/v3/tiers', tier)
  await followed.until(() => followed.cluster.tiers.get('new')?.order === 5)
  server.store.put('projectcalico.org/v3/tiers', { ...tier, spec: { order: 7 } })
  await followed.until(() => followed.cluster.tiers.get('new')?.order === 7)
  server.store.delete('projectcalico.org/v3/tiers', null, 'new')
  await followed.until(() => !followed.cluster.tiers.has('new'))
})

test('a watch that is too old is replaced by a new list, and what went meanwhile goes', async () => {
  const { server, followed } = await follow()
  const before = followed.cluster.tiers.size
  server.faults.push((_request, path) =>
    path.includes('/tiers?') && path.includes('watch=') ? (response) => response.destroy() : null,
  )
  server.cutWatches()
  server.store.delete('projectcalico.org/v3/tiers', null, 'platform')
  server.store.compact()
  server.faults = []
  await followed.until(() => !followed.cluster.tiers.has('platform'))
  expect(followed.cluster.tiers.size).toBe(before - 1)
})

test('the last state stays while the server is away, and is live again after it returns', async () => {
  const { server, followed } = await follow()
  await server.stop()
  await followed.until(() => followed.statuses.get('pods')?.state === 'stale')
  expect(followed.cluster.tiers.has('platform')).toBe(true)
  await server.start()
  await followed.until(() => followed.statuses.get('pods')?.state === 'live')
})

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { allows } from '../../src/model/access.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { reviewAccess, reviewRules } from '../../src/sources/live/access.ts'
import { ApiError } from '../../src/sources/live/api-error.ts'
import { watchEvent } from '../../src/sources/live/list-and-watch.ts'
import { calico, kubernetes } from '../fake-apiserver/resources.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { Followed, podCount } from './followed.ts'
import { type TestServer, testServers } from './servers.ts'

const dump = new URL('../../snapshots/catfacts/cluster.json', import.meta.url)
const objects: KubeObject[] = JSON.parse(readFileSync(dump, 'utf8')).items
const resources = [...kubernetes, ...calico.native]
const signal = new AbortController().signal

/** The resource an object belongs to, where it is one that the test servers serve. */
function resourceOf(object: KubeObject): string | undefined {
  return resources.find(({ kind, name }) => kind === object.kind && name.startsWith(`${object.apiVersion}/`))?.name
}

async function load(server: TestServer): Promise<void> {
  const order = ['Namespace', 'Tier', 'Node', 'ServiceAccount']
  const rank = (object: KubeObject) => order.indexOf(object.kind) + 1 || 99
  for (const object of [...objects].sort((left, right) => rank(left) - rank(right))) {
    const resource = resourceOf(object)
    if (resource !== undefined) await server.put(resource, object)
  }
}

function same(cause: unknown): unknown {
  return cause
}

/** The error that an event of a watch stands for. */
function watchError(line: string): unknown {
  try {
    return watchEvent(line)
  } catch (error) {
    return error
  }
}

const servers = await testServers()

describe.each(servers)('$name', (server) => {
  const opened: Followed[] = []
  const follow = (user = 'admin') => {
    const followed = new Followed(server.client(user))
    opened.push(followed)
    return followed
  }

  beforeAll(() => load(server), 120_000)
  afterAll(async () => {
    for (const followed of opened) await followed.stop()
    await server.stop()
  })

  test('the cluster becomes the same tiers, policies and pods as its dump', async () => {
    const followed = follow()
    const whole = applyChanges(
      emptyCluster,
      objects.flatMap((object) => decode(object, null)),
    )
    await followed.until(() => podCount(followed.cluster) === podCount(whole))
    await followed.until(() => followed.cluster.policies.size === whole.policies.size)
    expect([...followed.cluster.policies.keys()].sort()).toEqual([...whole.policies.keys()].sort())
    expect([...followed.cluster.tiers.keys()].sort()).toEqual([...whole.tiers.keys()].sort())
    expect(followed.discovered?.flavour).toBe('native')
    for (const [key, endpoint] of whole.endpoints.get('catfacts') ?? []) {
      // A real server labels pods with the zone of their node.
      expect(followed.cluster.endpoints.get('catfacts')?.get(key)).toMatchObject({ ...endpoint })
    }
  })

  test('a list comes in pages, each knowing how many are left, and ends', async () => {
    const client = server.client('admin')
    const names: string[] = []
    let next: string | undefined
    do {
      const query: Record<string, string> = { limit: '7', ...(next !== undefined && { continue: next }) }
      // The shape of a list of the Kubernetes API.
      const page = (await client.json('/api/v1/pods', { query, signal })) as {
        metadata: { continue?: string; remainingItemCount?: number }
        items: KubeObject[]
      }
      names.push(...page.items.map((item) => item.metadata.name))
      next = page.metadata.continue || undefined
      if (next !== undefined) expect(page.metadata.remainingItemCount).toBe(29 - names.length)
    } while (next !== undefined)
    expect(new Set(names).size).toBe(29)
    client.close()
  })

  test('an object that is made, changed and removed is followed', async () => {
    const followed = follow()
    const tier = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name: 'followed' },
      spec: { order: 5 },
    }
    await followed.until(() => followed.statuses.get('tiers')?.state === 'live')
    await server.put('projectcalico.org/v3/tiers', tier)
    await followed.until(() => followed.cluster.tiers.get('followed')?.order === 5)
    await server.put('projectcalico.org/v3/tiers', { ...tier, spec: { order: 7 } })
    await followed.until(() => followed.cluster.tiers.get('followed')?.order === 7)
    await server.remove('projectcalico.org/v3/tiers', null, 'followed')
    await followed.until(() => !followed.cluster.tiers.has('followed'))
  })

  test('what is not served is not found, and says so as Kubernetes does', async () => {
    const client = server.client('admin')
    const error = await client.json('/apis/projectcalico.org/v3/nothings', { signal }).then(
      () => null,
      (cause: unknown) => cause,
    )
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ kind: 'not-found', status: 404 })
    client.close()
  })

  test('a watch from before the versions that are kept is refused as expired', async () => {
    const client = server.client('admin')
    for (const order of [1, 2]) {
      const spec = { order }
      const apiVersion = 'projectcalico.org/v3'
      await server.put(`${apiVersion}/tiers`, { apiVersion, kind: 'Tier', metadata: { name: 'later' }, spec })
    }
    await server.expire()
    const lines: string[] = []
    const sink = { open: () => {}, line: (line: string) => void lines.push(line) }
    const query = { watch: 'true', resourceVersion: '1', timeoutSeconds: '5' }
    const watched = client.lines('/apis/projectcalico.org/v3/tiers', { query, signal }, sink)
    expect(await watched.then(() => watchError(lines[0] ?? ''), same)).toMatchObject({ kind: 'expired', status: 410 })
    await server.remove('projectcalico.org/v3/tiers', null, 'later')
    client.close()
  })

  test('a user without rights is told which verb is missing, kind by kind', async () => {
    const followed = follow('nobody')
    await followed.until(() => followed.statuses.get('pods')?.state === 'forbidden')
    expect(followed.statuses.get('pods')).toMatchObject({
      reason: expect.stringContaining('cannot list resource "pods"'),
    })
    expect(followed.cluster.policies.size).toBe(0)
  })

  test('the last state stays over a restart of the server, which is live again afterwards', async () => {
    const followed = follow()
    await followed.until(() => followed.statuses.get('pods')?.state === 'live' && podCount(followed.cluster) > 0)
    const pods = podCount(followed.cluster)
    await server.restart()
    await server.put('projectcalico.org/v3/tiers', {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name: 'after-restart' },
      spec: { order: 6 },
    })
    await followed.until(() => followed.cluster.tiers.has('after-restart'))
    expect(podCount(followed.cluster)).toBe(pods)
    await server.remove('projectcalico.org/v3/tiers', null, 'after-restart')
  })

  test('an administrator may do everything, one without a role reads no tier', async () => {
    const [admin, nobody] = [server.client('admin'), server.client('nobody')]
    const { rules, isComplete } = await reviewRules(admin, 'default', signal)
    expect(isComplete).toBe(true)
    const request = { verb: 'list', group: 'projectcalico.org', resource: 'tiers', name: null }
    expect(allows(rules, request)).toBe(true)
    expect(allows((await reviewRules(nobody, 'default', signal)).rules, request)).toBe(false)
    expect(await reviewAccess(admin, request, signal)).toBe(true)
    expect(await reviewAccess(nobody, request, signal)).toBe(false)
    admin.close()
    nobody.close()
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import type { Flow } from '../../src/model/flow.ts'
import type { LiveFlowsSource } from '../../src/model/live-flows.ts'
import { dataObject, serviceWithPod } from '../fake-whisker/cluster-objects.ts'
import { FakeGoldmane } from '../fake-whisker/fake-goldmane.ts'
import { FollowedFlows, multiset } from '../fake-whisker/followed-flows.ts'
import { GoldmaneMemory, windowSeconds } from '../fake-whisker/goldmane-memory.ts'
import { keptFlow } from '../fake-whisker/kept-flows.ts'
import { FakeWhisker, whiskerRecord } from '../fake-whisker/server.ts'
import { Authority } from '../sources/live/certificates.ts'
import { type TestServer, testServers } from './servers.ts'

const servers = await testServers()

const authority = new Authority('tigera-operator-signer')
afterAll(() => authority.close())

const pod = 'calico-system/whisker-7d9f'

describe.each(servers)('flows through $name', (server: TestServer) => {
  let memory = new GoldmaneMemory(Date.now())
  let whisker: FakeWhisker
  const opened: FollowedFlows[] = []

  const follow = (
    user = 'admin',
    sinceMs: number | null = null,
    source: LiveFlowsSource = 'whisker',
  ): FollowedFlows => {
    const followed = new FollowedFlows(server.client(user), source, sinceMs)
    opened.push(followed)
    return followed
  }

  const serve = async (): Promise<void> => {
    memory = new GoldmaneMemory(Date.now())
    whisker = new FakeWhisker({ memory, base: '/whisker-backend' })
    server.forwarding.targets.set(`${pod}:8081`, await whisker.start())
  }

  beforeAll(async () => {
    for (const [resource, object] of serviceWithPod('whisker', 8081)) await server.put(resource, object)
    await serve()
  }, 120_000)
  afterEach(async () => {
    for (const followed of opened.splice(0)) await followed.stop()
    await whisker.stop()
    await serve()
  })
  afterAll(async () => {
    await whisker.stop()
    await server.stop()
  })

  test('what was recorded comes first, one record for each flow, then every new one', async () => {
    memory.remember(3, [keptFlow(1), keptFlow(2)])
    memory.remember(1, [keptFlow(1)])
    const followed = follow()
    await followed.until(() => followed.state === 'streaming')
    expect(followed.states).toEqual(['connecting', 'history', 'streaming'])
    const start = memory.next
    const before = followed.flows.map((flow) => [(start - flow.start / 1000) / windowSeconds, flow.source.name])
    expect(before.sort()).toEqual([
      [3, 'worker-1-*'],
      [3, 'worker-2-*'],
    ])
    const sent = memory.publish([keptFlow(1), keptFlow(3)])
    await followed.until(() => followed.flows.length === 4)
    expect(multiset(followed.flows.slice(2))).toEqual(multiset(sent.flatMap((flow) => decoded(whiskerRecord(flow)))))
  })

  test('a connection that breaks is opened again, and nothing is lost or doubled', async () => {
    const followed = follow()
    await followed.until(() => followed.state === 'streaming')
    memory.publish([keptFlow(1), keptFlow(1, 'db'), keptFlow(2)])
    await followed.until(() => followed.flows.length === 3)
    server.forwarding.cut()
    memory.publish([keptFlow(1), keptFlow(4)])
    await followed.until(() => followed.flows.length === 5)
    expect(multiset(followed.flows)).toEqual([...new Set(multiset(followed.flows)), multiset(followed.flows)[0]].sort())
  })

  test('from Goldmane itself, by its own certificate, over breaks as well', async () => {
    const names = ['DNS:goldmane.calico-system.svc']
    const pair = authority.sign({ name: 'goldmane', alternatives: names, from: null, to: null })
    for (const [resource, object] of serviceWithPod('goldmane', 7443)) await server.put(resource, object)
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const [bundle, secret] = [
      { 'tigera-ca-bundle.crt': authority.cert },
      { 'tls.crt': base64(pair.cert), 'tls.key': base64(pair.key) },
    ]
    await server.put('v1/configmaps', dataObject('ConfigMap', 'goldmane-ca-bundle', bundle))
    await server.put('v1/secrets', dataObject('Secret', 'goldmane-key-pair', secret))
    const goldmane = new FakeGoldmane(memory)
    server.forwarding.targets.set('calico-system/goldmane-7d9f:7443', await goldmane.start(authority.cert, pair))
    memory.remember(1, [keptFlow(1, 'db')])
    const followed = follow('admin', null, 'goldmane')
    await followed.until(() => followed.state === 'streaming')
    server.forwarding.cut()
    memory.publish([keptFlow(2)])
    await followed.until(() => followed.flows.length === 2)
    expect(followed.flows).toMatchObject([
      { format: 'goldmane', service: { name: 'db' }, connections: { started: 2 } },
      { format: 'goldmane', source: { type: 'wep' } },
    ])
    await followed.stop()
    goldmane.stop()
  })

  test('a user without the right to forward is told which one is missing', async () => {
    const read = ['services', 'pods', 'configmaps']
    await server.grant('viewer', [{ apiGroups: [''], resources: read, verbs: ['get', 'list'] }])
    const followed = follow('viewer')
    await followed.until(() => followed.state === 'forbidden')
    expect(followed.told.at(-1)?.status).toMatchObject({
      reason: expect.stringContaining('pods/portforward'),
      hint: expect.stringMatching(/^you lack `get` on `pods\/portforward` in calico-system/),
    })
    await server.grant('viewer', [
      { apiGroups: [''], resources: read, verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] },
    ])
    const again = follow('viewer')
    await again.until(() => again.state === 'forbidden')
    expect(again.told.at(-1)?.status).toMatchObject({ hint: expect.stringMatching(/^you lack `create` on `pods/) })
  })

  test('over TLS, checked by the authority of the cluster', async () => {
    const names = ['DNS:whisker.calico-system.svc', 'DNS:localhost']
    const pair = authority.sign({ name: 'whisker', alternatives: names, from: null, to: null })
    const secure = new FakeWhisker({ memory, base: '/whisker-backend', tls: pair })
    server.forwarding.targets.set(`${pod}:8443`, await secure.start())
    const [service] = serviceWithPod('whisker', 8443).filter(([resource]) => resource === 'v1/services')
    if (service !== undefined) await server.put(...service)
    const bundle = { 'ca.crt': authority.cert }
    await server.put('v1/configmaps', dataObject('ConfigMap', 'whisker-ca-bundle', bundle))
    const followed = follow()
    await followed.until(() => followed.state === 'streaming')
    expect(followed.told.at(-1)?.isTlsVerified).toBe(true)
    await followed.stop()
    await secure.stop()
  })
})

function decoded(record: unknown): readonly Flow[] {
  return decodeFlows(record).filter((flow): flow is Flow => typeof flow !== 'string')
}

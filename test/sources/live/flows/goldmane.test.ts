import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { dataObject, serviceWithPod } from '../../../fake-whisker/cluster-objects.ts'
import { FakeGoldmane } from '../../../fake-whisker/fake-goldmane.ts'
import { FollowedFlows } from '../../../fake-whisker/followed-flows.ts'
import { keptFlow } from '../../../fake-whisker/kept-flows.ts'
import { WhiskerCluster } from '../../../fake-whisker/whisker-cluster.ts'
import { Authority, type KeyPair } from '../certificates.ts'

const authority = new Authority('tigera-operator-signer')
const names = ['DNS:goldmane.calico-system.svc']
const pair = authority.sign({ name: 'goldmane', alternatives: names, from: null, to: null })
const stranger = new Authority('stranger')
const strange = stranger.sign({ name: 'goldmane', alternatives: names, from: null, to: null })
afterAll(() => {
  authority.close()
  stranger.close()
})

let cluster: WhiskerCluster
let goldmane: FakeGoldmane
const opened: FollowedFlows[] = []

beforeEach(async () => {
  cluster = new WhiskerCluster()
  await cluster.start()
  for (const [resource, object] of serviceWithPod('goldmane', 7443)) cluster.server.store.put(resource, object)
  goldmane = new FakeGoldmane(cluster.memory)
  cluster.forwarding.targets.set('calico-system/goldmane-7d9f:7443', await goldmane.start(authority.cert, pair))
  trust(authority.cert)
  give(pair)
})
afterEach(async () => {
  for (const followed of opened.splice(0)) await followed.stop()
  goldmane.stop()
  await cluster.stop()
})

const base64 = (text: string) => Buffer.from(text).toString('base64')
const trust = (cert: string) =>
  cluster.server.store.put(
    'v1/configmaps',
    dataObject('ConfigMap', 'goldmane-ca-bundle', { 'tigera-ca-bundle.crt': cert }),
  )
const give = ({ key, cert }: KeyPair) =>
  cluster.server.store.put(
    'v1/secrets',
    dataObject('Secret', 'goldmane-key-pair', { 'tls.crt': base64(cert), 'tls.key': base64(key) }),
  )

function follow(source: 'goldmane' | 'whisker' = 'goldmane'): FollowedFlows {
  const followed = new FollowedFlows(cluster.client(), source)
  opened.push(followed)
  return followed
}

test('flows come with the types of their ends, the Service and connections, those of before first', async () => {
  cluster.memory.remember(1, [keptFlow(5, 'db')])
  const followed = follow()
  await followed.until(() => followed.state === 'streaming')
  expect(followed.states).toEqual(['connecting', 'history', 'streaming'])
  expect(followed.told.at(-1)).toMatchObject({ source: 'goldmane', isTlsVerified: true })
  expect(followed.flows).toMatchObject([
    {
      format: 'goldmane',
      source: { type: 'wep', namespace: 'catfacts', name: 'worker-5-*', labels: { app: 'worker', note: 'größer' } },
      destination: { type: 'net', namespace: null, name: 'pub' },
      protocol: 'tcp',
      port: 3306,
      service: { namespace: 'catfacts', name: 'db', port: 3306 },
      reporter: 'dst',
      action: 'Allow',
      enforced: [{ type: 'rule', policy: { kind: 'NetworkPolicy', name: 'platform.db' }, action: 'Allow', rule: 2 }],
      counts: { packetsIn: 5, packetsOut: 1, bytesIn: 100, bytesOut: 200 },
      connections: { started: 2, completed: 0, live: 0 },
    },
  ])
  cluster.memory.publish([keptFlow(1)])
  await followed.until(() => followed.flows.length === 2)
})

test('a connection that breaks is opened again, and nothing is lost or doubled', async () => {
  const followed = follow()
  await followed.until(() => followed.state === 'streaming')
  cluster.memory.publish([keptFlow(1), keptFlow(1, 'db'), keptFlow(2)])
  await followed.until(() => followed.flows.length === 3)
  cluster.forwarding.cut()
  cluster.memory.publish([keptFlow(1), keptFlow(4)])
  await followed.until(() => followed.flows.length >= 5 && followed.state === 'streaming')
  cluster.memory.publish([keptFlow(6)])
  await followed.until(() => followed.flows.some(({ source }) => source.name === 'worker-6-*'))
  expect(followed.flows).toHaveLength(6)
})

test('a reader of flows that is slow is waited for, and then gets all', async () => {
  const followed = follow()
  await followed.until(() => followed.state === 'streaming')
  let free = () => {}
  followed.busy = new Promise((resolve) => {
    free = resolve
  })
  const flows = Array.from({ length: 2000 }, (_, number) => keptFlow(number))
  for (let window = 0; window < 5; window += 1) cluster.memory.publish(flows)
  await followed.until(() => followed.flows.length > 0)
  for (let turns = 0; turns < 300; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(followed.flows.length).toBeLessThan(9_000)
  followed.busy = null
  free()
  await followed.until(() => followed.flows.length === 10_000)
})

test('following ends at once whenever it is stopped', async () => {
  for (let turns = 0; turns < 160; turns += 5) {
    const followed = new FollowedFlows(cluster.client(), 'goldmane')
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    await followed.stop()
  }
  for (const state of ['connecting', 'history', 'streaming']) {
    const followed = new FollowedFlows(cluster.client(), 'goldmane')
    await followed.until(() => followed.state === state)
    await followed.stop()
  }
})

test('whoever asks Whisker never reads the Secret', async () => {
  await cluster.whisker(8081)
  const followed = follow('whisker')
  await followed.until(() => followed.state === 'streaming')
  expect(cluster.server.asked.filter((path) => path.includes('secrets'))).toEqual([])
})

test('only the one Secret is read, by its name', async () => {
  const followed = follow()
  await followed.until(() => followed.state === 'streaming')
  expect(cluster.server.asked.filter((path) => path.includes('secrets'))).toEqual([
    '/api/v1/namespaces/calico-system/secrets/goldmane-key-pair',
  ])
})

const reasons: readonly (readonly [string, () => void, string, RegExp])[] = [
  ['an authority that did not sign its certificate', () => trust(stranger.cert), 'lost', /^no trust between Goldmane/],
  ['a certificate of ours that it does not take', () => give(strange), 'lost', /Goldmane/],
  [
    'a Secret without a key',
    () => give({ ...pair, key: '' }),
    'lost',
    /^the Secret goldmane-key-pair in calico-system holds no certificate and key$/,
  ],
  [
    'a key that is none',
    () => give({ ...pair, key: '-----BEGIN PRIVATE KEY-----\ncAnArY\n-----END PRIVATE KEY-----\n' }),
    'lost',
    /^the certificates and keys of Goldmane cannot be used$/,
  ],
  [
    'a cluster without Goldmane',
    () => void cluster.server.store.delete('v1/services', 'calico-system', 'goldmane'),
    'absent',
    /^this cluster has no Goldmane in calico-system$/,
  ],
  [
    'a port that nothing answers at',
    () => void cluster.forwarding.targets.clear(),
    'lost',
    /^port 7443 of pod goldmane-7d9f cannot be reached: error forwarding port 7443 .*refused$/,
  ],
]
test.each(reasons)('%s is told', async (_what, spoil, state, reason) => {
  spoil()
  const followed = follow()
  await followed.until(() => followed.state === state)
  expect(followed.told.at(-1)?.status).toMatchObject({ reason: expect.stringMatching(reason) })
})

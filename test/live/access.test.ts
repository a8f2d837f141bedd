import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingRole, type RoleRule } from '../../src/model/access-table.ts'
import { discover } from '../../src/sources/live/discovery.ts'
import { readAccess } from '../../src/sources/live/read-access.ts'
import { type TestServer, testServers } from './servers.ts'

const signal = new AbortController().signal
const servers = await testServers()

async function accessOf(server: TestServer, user: string, aggregated = false) {
  const client = server.client(user)
  const admin = server.client('admin')
  try {
    const discovered = await discover(admin, signal)
    // Reviews are the same whoever serves the policies; what they mean is not.
    const flavour = aggregated ? 'aggregated' : discovered.flavour
    return await readAccess({ client, discovered: { ...discovered, flavour }, namespace: 'shop' }, signal)
  } finally {
    client.close()
    admin.close()
  }
}

const calicoGroup = { apiGroups: ['projectcalico.org'] }
const read = ['get', 'list', 'watch']
const onlyPlatform: readonly RoleRule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
  { ...calicoGroup, resources: ['tiers', 'networkpolicies', 'globalnetworkpolicies'], verbs: read },
  { ...calicoGroup, resources: ['networkpolicies'], verbs: ['create'] },
  {
    ...calicoGroup,
    resources: ['tier.networkpolicies', 'tier.globalnetworkpolicies'],
    resourceNames: ['platform.*'],
    verbs: [...read, 'create'],
  },
]

describe.each(servers)('$name', (server) => {
  beforeAll(async () => {
    for (const [name, order] of [
      ['platform', 100],
      ['security', 50],
    ] as const) {
      const tier = { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name }, spec: { order } }
      await server.put('projectcalico.org/v3/tiers', tier)
    }
    await server.grant('viewer', onlyPlatform)
  }, 120_000)
  afterAll(() => server.stop())

  test('an administrator misses nothing', async () => {
    const access = await accessOf(server, 'admin', true)
    expect(missingRole(access)).toBeNull()
    expect(access).toMatchObject({ user: 'admin', namespace: 'shop' })
    expect(access.tiers.map(({ tier }) => tier)).toEqual(['security', 'platform'])
    expect(access.tiers.every(({ locked }) => locked === null)).toBe(true)
  })

  test('where the API server of Calico filters, a tier without rights is locked, with the kinds one does not see', async () => {
    const { tiers } = await accessOf(server, 'viewer', true)
    const [security, platform] = tiers
    expect(security?.locked).toContain('networkpolicies, globalnetworkpolicies')
    expect(platform?.verbs.get('networkpolicies')).toEqual([...read, 'create'])
    expect(platform?.verbs.get('globalnetworkpolicies')).toEqual(read)
    expect(platform?.verbs.get('stagednetworkpolicies')).toEqual([])
    expect(security?.verbs.get('networkpolicies')).toEqual([])
  })

  test('as custom resources policies are read by plain rights, and only writing is asked of the tier', async () => {
    const { tiers, isFiltered } = await accessOf(server, 'viewer')
    const [security, platform] = tiers
    expect(isFiltered).toBe(false)
    expect(security?.verbs.get('networkpolicies')).toEqual(read)
    expect(platform?.verbs.get('networkpolicies')).toEqual([...read, 'create'])
  })

  test('the ClusterRole that is missing names every kind that cannot be read, and once granted nothing is missing', async () => {
    const before = await accessOf(server, 'nobody', true)
    const role = missingRole(before)
    expect(role?.rules.find(({ apiGroups }) => apiGroups[0] === '')?.resources).toContain('pods')
    expect(JSON.stringify(role)).not.toContain('secrets')
    await server.grant('nobody', role?.rules ?? [])
    // Now the tiers can be listed, and are all that is missing.
    const second = missingRole(await accessOf(server, 'nobody', true))
    expect(second?.rules.flatMap(({ resources }) => resources)).toEqual(
      expect.arrayContaining(['tiers', 'tier.networkpolicies']),
    )
    await server.grant('nobody', [...(role?.rules ?? []), ...(second?.rules ?? [])])
    expect(missingRole(await accessOf(server, 'nobody', true))).toBeNull()
  })
})

test('a server that cannot list all rules is asked one by one', async () => {
  const { FakeApiServer } = await import('../fake-apiserver/server.ts')
  const { calico, kubernetes } = await import('../fake-apiserver/resources.ts')
  const { ApiClient } = await import('../../src/sources/live/api-client.ts')
  const { Agent } = await import('node:http')
  const fake = new FakeApiServer({
    resources: [...kubernetes, ...calico.aggregated],
    rulesOf: () => onlyPlatform.map((rule) => ({ resourceNames: [], ...rule })),
    listsAllRules: false,
  })
  await fake.start()
  const client = new ApiClient({
    server: new URL(fake.url),
    credentials: { identity: async () => ({ headers: {}, tls: { rejectUnauthorized: true } }), rejected: () => false },
    userAgent: 'test',
    agent: new Agent({ keepAlive: true }),
  })
  for (const name of ['platform', 'security']) {
    fake.store.put('projectcalico.org/v3/tiers', {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name },
    })
  }
  const discovered = await discover(client, signal)
  const { tiers, kinds } = await readAccess({ client, discovered, namespace: null }, signal)
  expect(tiers.find(({ tier }) => tier === 'platform')?.verbs.get('networkpolicies')).toEqual([...read, 'create'])
  expect(tiers.find(({ tier }) => tier === 'security')?.verbs.get('networkpolicies')).toEqual([])
  expect(kinds.find(({ name }) => name === 'pods')?.everywhere).toEqual([])
  client.close()
  await fake.stop()
})

import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { calico, type Resource } from '../fake-apiserver/resources.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { LiveScreen, type Wanted } from '../sources/live/live-screen.ts'
import { type TestServer, testServers } from './servers.ts'
import { policy, tier } from './small-cluster.ts'

const servers = await testServers([])

const [v3, v1] = ['projectcalico.org/v3', 'crd.projectcalico.org/v1'] as const
const migrations: Resource = {
  name: 'migration.projectcalico.org/v1beta1/datastoremigrations',
  kind: 'DatastoreMigration',
  namespaced: false,
}

function migration(phase: string): KubeObject {
  const apiVersion = 'migration.projectcalico.org/v1beta1'
  return { apiVersion, kind: 'DatastoreMigration', metadata: { name: 'default' }, status: { phase } }
}

describe.each(servers)('on $name', (server: TestServer) => {
  const opened: LiveScreen[] = []
  afterEach(() => {
    for (const program of opened.splice(0)) program.stop()
  })
  afterAll(() => server.stop())

  const open = (): LiveScreen => {
    const program = new LiveScreen(server.entries('admin'))
    opened.push(program)
    return program
  }

  /** Asks again for what is missing, as often as it takes: nothing tells the user either that a kind was added. */
  const until = async (program: LiveScreen, wanted: Wanted): Promise<string> => {
    const asking = setInterval(() => program.press('r'), 1000)
    try {
      return await program.until(wanted, 100_000)
    } finally {
      clearInterval(asking)
    }
  }

  const kindsOf = async (program: LiveScreen, wanted: RegExp): Promise<string> => {
    program.press('L')
    const text = await until(program, wanted)
    program.press('esc')
    return text.replace(/\s+/g, ' ')
  }

  test('fault 21: the storage form is read as soon as its kinds are added, and is absent again once they are deleted', async () => {
    const program = open()
    await program.until('! no Calico on this cluster')
    await kindsOf(program, /globalnetworkpolicies +not on this cluster/)
    await server.serve(calico['crd-v1'])
    await server.put(`${v1}/tiers`, tier('platform', 100, v1))
    await server.put(`${v1}/globalnetworkpolicies`, policy('stored', v1))
    expect(await until(program, /G .*\bstored\b/)).not.toContain('no Calico')
    expect(await kindsOf(program, /globalnetworkpolicies +live/)).toContain('Calico without an API server')
    await server.unserve(calico['crd-v1'])
    const text = await until(program, '! no Calico on this cluster')
    expect(text).not.toMatch(/\bstored\b/)
    await kindsOf(program, /globalnetworkpolicies +not on this cluster/)
    await server.serve(calico['crd-v1'])
    await server.put(`${v1}/tiers`, tier('platform', 100, v1))
    await server.put(`${v1}/globalnetworkpolicies`, policy('stored', v1))
    await until(program, /G .*\bstored\b/)
  })

  test('fault 22: while Calico’s API server is down its stored objects are read, the board is never empty, and it comes back', async () => {
    const program = open()
    await program.until(/G .*\bstored\b/)
    const api = await server.aggregate()
    api.put(`${v3}/tiers`, tier('platform', 100, v3))
    api.put(`${v3}/globalnetworkpolicies`, policy('served', v3))
    await until(program, /G .*\bserved\b/)
    expect(await kindsOf(program, /globalnetworkpolicies +live/)).toContain('Calico with its API server')
    const from = program.seen.length
    await api.stop()
    await until(program, '! Calico’s API server is down')
    await program.until(/G .*\bstored\b/)
    expect(await kindsOf(program, /globalnetworkpolicies +live/)).toContain('the API server of Calico does not answer')
    await api.start()
    await until(program, /G .*\bserved\b/)
    await program.until((text) => !text.includes('API server is down'))
    expect(program.seen.slice(from).filter((text) => /\b0 policies|\b0 tiers/.test(text))).toEqual([])
    await api.remove()
    await until(program, /G .*\bstored\b/)
  }, 240_000)

  test('fault 23: a migration of the datastore is told with its phase, and the new objects are read once it has converged', async () => {
    const program = open()
    await program.until(/G .*\bstored\b/)
    await server.serve([migrations])
    await server.put(migrations.name, migration('Migrating'))
    await server.serve(calico.native)
    await server.put(`${v3}/tiers`, tier('platform', 100, v3))
    await server.put(`${v3}/globalnetworkpolicies`, policy('moved', v3))
    const during = await until(program, '! datastore migration Migrating')
    expect(during).toMatch(/G .*\bstored\b/)
    expect(during).not.toMatch(/\bmoved\b/)
    await server.put(migrations.name, migration('Converged'))
    await until(program, /G .*\bmoved\b/)
    await until(program, '! datastore migration Converged')
    await server.unserve([...calico['crd-v1'], migrations])
    await until(program, (text) => !text.includes('datastore migration'))
    expect(await kindsOf(program, /globalnetworkpolicies +live/)).toContain('Calico with native custom resources')
    expect(program.text()).toMatch(/G .*\bmoved\b/)
  })
})

import { afterEach, expect, test } from 'vitest'
import { calico } from '../../fake-apiserver/resources.ts'
import { type FakeApiServer, sendStatus } from '../../fake-apiserver/server.ts'
import { catfacts, LiveScreen, load, on, type ScreenOptions } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function open(server: FakeApiServer, options: Partial<ScreenOptions> = {}): LiveScreen {
  const program = new LiveScreen({ cluster: { server: server.url }, ...options })
  closing.push(() => program.stop())
  return program
}

async function serve(...args: Parameters<typeof catfacts>): Promise<FakeApiServer> {
  const server = await catfacts(...args)
  closing.push(() => server.stop())
  return server
}

const tier = (name: string) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: { name },
  spec: { order: 1 },
})

test('fault 19: a kind that may not be listed is told with the missing verb, and the rest is there', async () => {
  const server = await serve({ may: (_user, _verb, resource) => resource !== 'v1/pods' })
  const program = open(server)
  await program.until('allow-kube-dns')
  program.press('L', 'G')
  const text = await program.until(/pods +forbidden/)
  const pane = text.split('\n').map((line) => line.split('┃│')[1] ?? '')
  expect(pane.join(' ').replace(/[\s│]+/g, ' ')).toContain('cannot list resource "pods"')
})

test('fault 19: when all is forbidden nothing is claimed to be empty', async () => {
  const server = await serve({ may: () => false })
  const program = open(server)
  await program.until('forbidden')
  program.press('L')
  await program.until(/tiers +forbidden/)
})

test('fault 19: a discovery that is refused is made up for by asking for tiers', async () => {
  const server = await serve()
  server.faults.push(on(/^\/(api|apis|version)$/, (response) => sendStatus(response, 403, 'Forbidden', 'forbidden')))
  await open(server).until('allow-kube-dns')
})

test('fault 20: what is forbidden in all namespaces is read in the context’s own, and said to be only that', async () => {
  const server = await serve({
    may: (_user, _verb, resource, { namespace }) => resource !== 'v1/pods' || namespace === 'facts',
  })
  const program = open(server, { namespace: 'facts' })
  await program.until('● live')
  program.press('L', 'G')
  await program.until(/pods +live since [\d:]+, facts only/)
})

test('fault 20: rights taken away and given back show within a minute, by the watches that end', async () => {
  let granted = true
  const server = await serve({ may: (_user, _verb, resource) => granted || !resource.endsWith('/tiers') })
  const program = open(server)
  await program.until('allow-kube-dns')
  program.press('L')
  await program.until(/tiers +live/)
  granted = false
  // A watch is open for 45 seconds at most; here it ends now.
  server.cutWatches()
  const text = await program.until(/tiers +forbidden/)
  expect(text).toContain('13 policies')
  const watches = server.asked.filter((path) => path.includes('watch=true'))
  for (const path of watches) expect(Number(/timeoutSeconds=(\d+)/.exec(path)?.[1])).toBeLessThanOrEqual(45)
})

test('fault 21: a kind that the server does not have is absent, and nothing else suffers', async () => {
  const server = await serve(
    {},
    calico.aggregated.filter(({ name }) => !/staged|tiers/.test(name)),
  )
  const program = open(server)
  await program.until('default')
  program.press('L')
  await program.until(/tiers +not on this cluster/)
})

test('fault 21: a kind that is deleted is absent, its objects go, and it appears again by itself', async () => {
  const server = await serve()
  const program = open(server)
  await program.until('platform')
  const all = server.resources
  server.resources = all.filter(({ name }) => !name.endsWith('/globalnetworksets'))
  program.press('L')
  server.cutWatches()
  await program.until(/globalnetworksets +not on this cluster/)
  expect(program.text()).toContain('4 tiers')
})

test('fault 22: Calico’s API server down from the start: its stored objects are read, and the screen says so', async () => {
  const server = await serve({}, [...calico.aggregated, ...calico['crd-v1']])
  server.resources = server.resources.filter(({ name }) => !name.startsWith('projectcalico.org/'))
  load(server)
  server.stale.add('projectcalico.org')
  const program = open(server)
  const text = await program.until('! Calico’s API server is down')
  expect(text).toContain('allow-kube-dns')
})

test('fault 22: that Calico’s API server is down, or that there is no Calico, stands in the first row at 80 columns too', async () => {
  const server = await serve({}, calico['crd-v1'])
  load(server)
  server.stale.add('projectcalico.org')
  const first = (text: string) => text.split('\n')[0] ?? ''
  const down = await open(server, { columns: 80 }).until('● live')
  expect(first(down)).toContain('! Calico’s API server is down')
  const none = await open(await serve({}, []), { columns: 80 }).until('● live')
  expect(first(none)).toContain('! no Calico on this cluster')
})

test('fault 22: Calico’s API server fails while running: the board stays and changes over to the stored objects', async () => {
  const server = await serve({}, calico.aggregated)
  const program = open(server)
  await program.until('allow-kube-dns')
  await program.until('● live')
  const before = program.seen.length
  const down = on(/^\/apis\/projectcalico/, (response) =>
    sendStatus(response, 503, 'ServiceUnavailable', 'the server is currently unable to handle the request'),
  )
  server.faults.push(down)
  server.resources = [
    ...server.resources.filter(({ name }) => !name.startsWith('projectcalico.org/')),
    ...calico['crd-v1'],
  ]
  server.stale.add('projectcalico.org')
  load(server)
  server.cutWatches()
  await program.until('! Calico’s API server is down')
  program.press('L')
  await program.until(/ tiers +live/)
  program.press('esc')
  expect(program.seen.slice(before).every((text) => text.includes('13 policies'))).toBe(true)
})

test('fault 23: a migration of Calico’s datastore under way is told with its phase, and the old objects are read', async () => {
  const server = await serve({}, calico['crd-v1'])
  const migrations = {
    name: 'migration.projectcalico.org/v1beta1/datastoremigrations',
    kind: 'DatastoreMigration',
    namespaced: false,
  }
  server.resources = [...server.resources, ...calico.native, migrations]
  server.store.put(migrations.name, {
    apiVersion: 'migration.projectcalico.org/v1beta1',
    kind: 'DatastoreMigration',
    metadata: { name: 'default' },
    status: { phase: 'Migrating' },
  })
  const program = open(server)
  const text = await program.until('! datastore migration Migrating')
  expect(text).toContain('allow-kube-dns')
  expect(server.asked.some((path) => path.startsWith('/apis/projectcalico.org/v3/tiers'))).toBe(false)
})

test('fault 31: another cluster behind the same name is read anew, and said to be another', async () => {
  const server = await serve()
  const kubeSystem = (uid: string) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system', uid },
  })
  server.store.delete('v1/namespaces', null, 'kube-system')
  server.store.put('v1/namespaces', kubeSystem('first'))
  const program = open(server)
  await program.until('platform')
  await program.until('● live')
  await server.stop()
  await program.until('● stale since')
  server.store.delete('v1/namespaces', null, 'kube-system')
  server.store.put('v1/namespaces', kubeSystem('second'))
  server.store.put('projectcalico.org/v3/tiers', tier('marker'))
  // Versions of the other cluster are behind those of the first: its watches would be silent.
  server.store.rewind(50)
  await server.start()
  await program.until('! cluster changed')
  await program.until('marker')
})

test('fault 31: a cluster restored from a backup is read anew when its versions go backwards', async () => {
  const server = await serve()
  const program = open(server)
  await program.until('platform')
  await program.until('● live')
  await server.stop()
  await program.until('● stale since')
  server.store.put('projectcalico.org/v3/tiers', tier('marker'))
  server.store.rewind(50)
  await server.start()
  await program.until('marker')
})

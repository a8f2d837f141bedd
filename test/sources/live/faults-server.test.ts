import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type FakeApiServer, sendJson, sendStatus } from '../../fake-apiserver/server.ts'
import { catfacts, LiveScreen, on, type ScreenOptions } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(options: Partial<ScreenOptions> = {}): Promise<{ server: FakeApiServer; program: LiveScreen }> {
  const server = await catfacts()
  const program = new LiveScreen({ cluster: { server: server.url }, ...options })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  await program.until('allow-kube-dns')
  await program.until('● live')
  return { server, program }
}

const tiers = 'projectcalico.org/v3/tiers'
const tier = (name: string) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: { name },
  spec: { order: 1 },
})

/** How often the server was asked for what matches, from now on. */
function counter(server: FakeApiServer, path: RegExp): () => number {
  const from = server.asked.length
  return () => server.asked.slice(from).filter((asked) => path.test(asked)).length
}

test('fault 6: a token that ends while watching is renewed once for all, and the screen does not change', async () => {
  const server = await catfacts()
  let valid = 'one'
  server.faults.push((request) =>
    request.headers.authorization === `Bearer ${valid}`
      ? null
      : (response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'),
  )
  const script = `
    const fs = require('node:fs'), [file, runs] = process.argv.slice(1)
    fs.appendFileSync(runs, 'x')
    console.log(JSON.stringify({ status: { token: fs.readFileSync(file, 'utf8') } }))`
  const folder = new LiveScreen({ cluster: {} })
  closing.push(
    () => server.stop(),
    () => folder.stop(),
  )
  const [token, runs] = [join(folder.folder, 'token'), join(folder.folder, 'runs')]
  writeFileSync(token, 'one')
  const exec = { command: process.execPath, args: ['-e', script, token, runs] }
  const program = new LiveScreen({ cluster: { server: server.url }, user: { exec } })
  closing.push(() => program.stop())
  await program.until('allow-kube-dns')
  await program.until('● live')
  const before = program.seen.length
  valid = 'two'
  writeFileSync(token, 'two')
  server.cutWatches()
  server.store.put(tiers, tier('renewed'))
  await program.until('renewed')
  expect(program.seen.slice(before).filter((text) => text.includes('Unauthorized'))).toEqual([])
  expect((await import('node:fs')).readFileSync(runs, 'utf8')).toBe('xx')
})

test('fault 6: credentials that stay refused are told with what to do, and what is known stays', async () => {
  const { server, program } = await open({ user: { token: 'canary' } })
  server.faults.push(on(/./, (response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized')))
  server.cutWatches()
  const text = await program.until('● stale since')
  expect(text).toContain('allow-kube-dns')
  program.press('L')
  const kinds = await program.until('does not take your credentials')
  expect(kinds).toContain('sign in again')
  expect(kinds).not.toContain('canary')
})

test('fault 13: over a restart of the server the board stays, and nothing is listed again', async () => {
  const { server, program } = await open()
  const lists = counter(server, /tiers\?limit/)
  await server.stop()
  expect(await program.until('● stale since')).toContain('allow-kube-dns')
  const gone = program.seen.length
  await server.start()
  await program.until('● live')
  server.store.put(tiers, tier('again'))
  await program.until('again')
  expect(lists()).toBe(0)
  expect(program.seen.slice(gone).every((text) => text.includes('allow-kube-dns'))).toBe(true)
})

test('fault 13: a server that has just started and lists no custom resources yet takes nothing off the board', async () => {
  const { server, program } = await open()
  const from = program.seen.length
  const all = server.resources
  const words = 'the request has been made before all known HTTP paths have been installed, please try again'
  await server.stop()
  server.resources = all.filter(({ name }) => !name.startsWith('projectcalico.org/'))
  server.faults.push(
    on(/projectcalico/, (response) => {
      response.setHeader('retry-after', '5')
      sendStatus(response, 503, 'ServiceUnavailable', words)
    }),
  )
  await server.start()
  program.press('L')
  const asked = counter(server, /^\/apis$/)
  await program.until(/the API server is starting/)
  program.press('r')
  await program.until(() => asked() > 1)
  program.press('esc')
  server.faults = []
  server.resources = all
  await program.until('● live')
  for (const text of program.seen.slice(from)) {
    expect(text).not.toContain('no Calico')
    expect(text).toMatch(/4 tiers · 13 policies/)
  }
})

test('fault 13: a cluster that is opened while its server starts is not taken for one without Calico', async () => {
  const server = await catfacts()
  const all = server.resources
  server.resources = all.filter(({ name }) => !name.startsWith('projectcalico.org/'))
  server.faults.push(
    on(/projectcalico/, (response) => sendStatus(response, 429, 'TooManyRequests', 'storage is (re)initializing')),
  )
  const program = new LiveScreen({ cluster: { server: server.url } })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  expect(await program.until('cannot be opened yet')).toContain('the API server is starting: storage is')
  server.faults = []
  server.resources = all
  await program.until('allow-kube-dns')
})

test('fault 16: a watch that is answered with HTTP 410 is listed again in silence', async () => {
  const { server, program } = await open()
  const before = program.seen.length
  let refused = 0
  server.faults.push((_request, path) =>
    path.includes('/tiers?') && path.includes('watch=') && refused++ < 1
      ? (response) => sendStatus(response, 410, 'Gone', 'too old')
      : null,
  )
  server.store.delete(tiers, null, 'platform')
  server.cutWatches()
  server.store.put(tiers, tier('later'))
  await program.until('later')
  await program.until('● live')
  const stale = program.seen.slice(before).filter((text) => /too old|0 policies/.test(text))
  expect(stale).toEqual([])
})

test('fault 16: a version that is too old by an event of a watch is listed again in silence', async () => {
  const { server, program } = await open()
  const before = program.seen.length
  await server.stop()
  server.store.put(tiers, tier('meanwhile'))
  server.store.compact()
  await server.start()
  await program.until('meanwhile')
  expect(program.seen.slice(before).some((text) => text.includes('too old'))).toBe(false)
})

test('fault 16: a list that grows too old between two pages starts again, and at last comes in one piece', async () => {
  const server = await catfacts()
  // Not tiers: those are also listed to find out what the user may see.
  const sets = 'globalnetworksets'
  for (let at = 0; at < 600; at += 1) {
    const set = { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkSet', metadata: { name: `s${at}` } }
    server.store.put(`projectcalico.org/v3/${sets}`, set)
  }
  server.faults.push(
    on(/globalnetworksets\?.*continue=/, (response) => sendStatus(response, 410, 'Expired', 'too old')),
  )
  const program = new LiveScreen({ cluster: { server: server.url } })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  await program.until('● live')
  program.press('L')
  await program.until(/globalnetworksets +live since/)
  const lists = server.asked.filter((path) => /globalnetworksets(\?|$)/.test(path) && !path.includes('watch='))
  expect(lists.map((path) => (path.includes('continue') ? 'next' : path.includes('limit') ? 'page' : 'whole'))).toEqual(
    ['page', 'next', 'page', 'next', 'whole'],
  )
})

test('fault 17: a throttled list waits as long as the server asks for, and says so', async () => {
  const server = await catfacts()
  let refused = 0
  server.faults.push((_request, path) =>
    path.includes('/tiers?') && refused++ < 1
      ? (response) => {
          response.setHeader('retry-after', '2')
          sendStatus(response, 429, 'TooManyRequests', 'too many requests')
        }
      : null,
  )
  const program = new LiveScreen({ cluster: { server: server.url } })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  await program.until('platform')
  await program.until('● live')
  const seen = program.seen.join('\n')
  expect(seen).toMatch(/next try in [12] s/)
})

test('fault 17: a watch that is throttled without a word on when to come back is tried again with a countdown, and keeps', async () => {
  const { server, program } = await open()
  server.faults.push(on(/watch=true/, (response) => sendStatus(response, 429, 'TooManyRequests', 'too many requests')))
  server.cutWatches()
  expect(await program.until(/● stale since [\d:]+, next try in \d+ s/)).toContain('allow-kube-dns')
  program.press('L')
  await program.until('throttled: too many requests')
  server.faults = []
  await program.until('● live')
})

test('fault 17: an overloaded server at the start is told as throttling, with the time of the next try', async () => {
  const server = await catfacts()
  const refuse = on(/./, (response) => {
    response.setHeader('retry-after', '1')
    sendStatus(response, 503, 'ServiceUnavailable', 'overloaded')
  })
  server.faults.push(refuse)
  const program = new LiveScreen({ cluster: { server: server.url } })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  const text = await program.until('cannot be opened yet')
  expect(text).toContain('throttled: overloaded')
  server.faults = []
  await program.until('● live')
})

for (const [status, reason, message] of [
  [500, 'InternalError', 'etcdserver: leader changed'],
  [503, 'ServiceUnavailable', 'the server is currently unable to handle the request'],
  [504, 'Timeout', 'Timeout: Too large resource version'],
] as const) {
  test(`fault 18: ${status} leaves what is known, says why, and is live again`, async () => {
    const { server, program } = await open()
    const fault = on(/watch=true/, (response) => sendStatus(response, status, reason, message))
    server.faults.push(fault)
    server.cutWatches()
    expect(await program.until('● stale since')).toContain('allow-kube-dns')
    program.press('L')
    await program.until(message)
    server.faults = []
    await program.until('● live')
  })
}

test('fault 29: events that come twice, for nothing and out of order change nothing', async () => {
  const { server, program } = await open()
  const object = { ...tier('once'), metadata: { name: 'once', resourceVersion: '5', uid: 'u' } }
  const events = [
    { type: 'ADDED', object },
    { type: 'ADDED', object },
    { type: 'DELETED', object: tier('never-there') },
    { type: 'MODIFIED', object: { ...object, metadata: { ...object.metadata, resourceVersion: '4' } } },
    { type: 'SOMETHING', object: null },
  ]
  let told = 0
  server.faults.push((_request, path) =>
    path.includes('/tiers?') && path.includes('watch=') && told++ < 1
      ? (response) => {
          response.writeHead(200, { 'content-type': 'application/json' })
          for (const event of events) response.write(`${JSON.stringify(event)}\n`)
        }
      : null,
  )
  server.cutWatches()
  const text = await program.until('once')
  expect(text).not.toContain('never-there')
  expect(text.match(/ once\b/g)?.length).toBe(1)
  expect(text).toContain('allow-kube-dns')
})

test('fault 30: a watch that ends at once again and again is opened at most once a second', async () => {
  const { server, program } = await open()
  const opened = counter(server, /tiers\?.*watch=/)
  server.faults.push(on(/tiers\?.*watch=/, (response) => sendJson(response, 200, { type: 'BOOKMARK', object: {} })))
  server.cutWatches()
  const began = Date.now()
  await new Promise<void>((resolve) => {
    const check = setInterval(() => {
      if (opened() < 4) return
      clearInterval(check)
      resolve()
    }, 20)
  })
  expect((Date.now() - began) / 1000).toBeGreaterThanOrEqual(opened() - 1.5)
  expect(program.text()).toContain('● live')
})

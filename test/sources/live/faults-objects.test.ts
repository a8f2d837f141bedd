import { afterEach, expect, test } from 'vitest'
import type { FakeApiServer } from '../../fake-apiserver/server.ts'
import type { KubeObject } from '../../fake-apiserver/store.ts'
import { catfacts, LiveScreen } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(columns = 200): Promise<{ server: FakeApiServer; program: LiveScreen }> {
  const server = await catfacts()
  const program = new LiveScreen({ cluster: { server: server.url }, columns })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  await program.until('allow-kube-dns')
  await program.until('● live')
  return { server, program }
}

const gnps = 'projectcalico.org/v3/globalnetworkpolicies'

function policy(name: string, spec: unknown): KubeObject {
  return { apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: { name }, spec }
}

test('fault 27: a policy whose selector does not parse is on the board, marked, and the others are as they were', async () => {
  const { server, program } = await open()
  const before = program.text().split('\n').length
  server.store.put(gnps, policy('platform.bad', { tier: 'platform', selector: 'has((', types: ['Ingress'] }))
  const text = await program.until(/14 policies.*1 problem/)
  expect(text).toMatch(/!G .*\bbad\b/)
  expect(text).toContain('allow-kube-dns')
  expect(text.split('\n').length).toBe(before)
})

for (const [what, object] of [
  ['without a spec', policy('platform.odd', undefined)],
  ['with an order that is no number', policy('platform.odd', { tier: 'platform', order: 'first' })],
  ['with an order of null and unknown fields', policy('platform.odd', { tier: 'platform', order: null, what: [{}] })],
  ['with a broken order', policy('platform.odd', { tier: 'platform', order: 1.5 })],
  ['with rules that are none', policy('platform.odd', { tier: 'platform', ingress: 'all', egress: [null, 7, []] })],
] as const) {
  test(`fault 27: an object ${what} harms nothing else`, async () => {
    const { server, program } = await open()
    server.store.put(gnps, object)
    server.store.put(gnps, policy('platform.fine', { tier: 'platform', selector: 'all()', types: ['Ingress'] }))
    const text = await program.until('fine')
    expect(text).toContain('allow-kube-dns')
    expect(text).toContain('● live')
  })
}

test('fault 27: an event without metadata is a problem of its own', async () => {
  const { server, program } = await open()
  let told = 0
  server.faults.push((_request, path) =>
    path.includes('/globalnetworkpolicies?') && path.includes('watch=') && told++ < 1
      ? (response) => {
          const odd = [{ kind: 'GlobalNetworkPolicy', apiVersion: 'projectcalico.org/v3' }, null, 'text', [1]]
          response.writeHead(200)
          for (const object of odd) response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`)
          const last = policy('platform.fine', { tier: 'platform', selector: 'all()', types: ['Ingress'] })
          response.write(`${JSON.stringify({ type: 'ADDED', object: last })}\n`)
        }
      : null,
  )
  server.cutWatches()
  expect(await program.until('fine')).toContain('allow-kube-dns')
})

test('fault 28: control characters and endless names in what the server says are harmless on screen', async () => {
  const { server, program } = await open()
  const evil = `platform.\u001b]0;owned\u0007\u202eevil${'x'.repeat(100_000)}`
  server.store.put(gnps, {
    ...policy(evil, { tier: 'platform', selector: 'all()', types: ['Ingress'] }),
    metadata: { name: evil, labels: { 'a\u001b[2J': '\u0000' }, annotations: { note: '\u009b31m' } },
  })
  const text = await program.until(/14 policies|1 problem/)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(400)
  expect(text).toContain('allow-kube-dns')
})

test('fault 28: control characters in the message of a refusal are harmless on screen', async () => {
  const { server, program } = await open()
  server.faults.push((_request, path) =>
    path.includes('watch=')
      ? (response) => {
          response.writeHead(500)
          response.end(JSON.stringify({ kind: 'Status', message: `\u001b[2J\u202ebad\r\nluck ${'y'.repeat(100_000)}` }))
        }
      : null,
  )
  server.cutWatches()
  await program.until('● stale')
  program.press('L')
  const text = await program.until('bad luck')
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
})

test('fault 32: a pod without an address, one on the host’s network and an address used twice are told apart', async () => {
  const { server, program } = await open()
  const pod = (name: string, spec: Record<string, unknown>, podIPs: readonly string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'dev' },
    spec: { nodeName: 'n', containers: [], ...spec },
    status: { phase: 'Running', podIPs: podIPs.map((ip) => ({ ip })) },
  })
  server.store.put('v1/pods', pod('no-address', {}, []))
  server.store.put('v1/pods', pod('on-the-host', { hostNetwork: true }, ['10.224.0.4']))
  server.store.put('v1/pods', pod('twin-one', {}, ['10.99.0.9']))
  server.store.put('v1/pods', pod('twin-two', {}, ['10.99.0.9']))
  program.press('ctrl-o')
  for (const letter of 'twin-') program.press(letter)
  await program.until('twin-two')
  expect(program.text()).toContain('twin-one')
})

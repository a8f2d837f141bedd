import { afterEach, describe, expect, test } from 'vitest'
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

describe('fault 32', () => {
  const pod = (name: string, spec: Record<string, unknown>, podIPs: readonly string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'dev', labels: { app: 'odd' } },
    spec: { nodeName: 'n', containers: [], ...spec },
    status: { phase: podIPs.length === 0 ? 'Pending' : 'Running', podIPs: podIPs.map((ip) => ({ ip })) },
  })

  /** Fills the picker of a connection to port 80. */
  const ask = async (program: LiveScreen, from: string, to: string): Promise<void> => {
    program.press('t', 'ctrl-r', ...from)
    await program.until(new RegExp(`from +${from.replaceAll('.', '\\.')}`))
    program.press('tab', ...to)
    await program.until(new RegExp(`to +${to.replaceAll('.', '\\.')}`))
    program.press('tab', 'tab', '8', '0', 'enter')
  }

  test('a pod without an address is told to have none, and can be traced as soon as it has one', async () => {
    const { server, program } = await open()
    server.store.put('v1/pods', pod('starting', {}, []))
    program.press('t', ...'dev/starting')
    await program.until(/dev\/starting +has no address yet/)
    program.press('esc', 'esc')
    await ask(program, 'dev/netshoot', 'dev/starting')
    await program.until('pod `dev/starting` has no address yet: no policy applies to it before it has one')
    server.store.put('v1/pods', pod('starting', {}, ['10.244.9.9']))
    await program.until(/INGRESS at dev\/starting/)
  })

  test('a pod on the network of its node is traced as the node’s address, and no policy of pods applies to it', async () => {
    const { server, program } = await open()
    server.store.put('v1/pods', pod('on-the-host', { hostNetwork: true }, ['10.224.0.4']))
    program.press('t', ...'dev/on-the-host')
    await program.until(/dev\/on-the-host +on the network of n\b/)
    program.press('esc', 'esc')
    await ask(program, 'dev/netshoot', 'dev/on-the-host')
    const text = await program.until(/Allowed on egress at dev\/netshoot/)
    expect(text).toContain('10.224.0.4')
    expect(text).not.toMatch(/ingress at/)
  })

  test('an address that two pods have stands for neither: both are named, and each says that it shares', async () => {
    const { server, program } = await open()
    for (const name of ['twin-one', 'twin-two']) server.store.put('v1/pods', pod(name, {}, ['10.99.0.9']))
    await ask(program, 'dev/netshoot', '10.99.0.9')
    await program.until('`10.99.0.9` is the address of dev/twin-one and dev/twin-two: name one of them')
    program.press('esc', 'ctrl-o', ...'twin-one', 'enter')
    await program.until('10.99.0.9, also of dev/twin-two')
  })
})

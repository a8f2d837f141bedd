import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { Authority } from './certificates.ts'
import { catfacts, LiveScreen, type ScreenOptions } from './live-screen.ts'
import { type SocksOptions, SocksServer } from './socks-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function screen(options: ScreenOptions): LiveScreen {
  const opened = new LiveScreen(options)
  closing.push(() => opened.stop())
  return opened
}

async function server(options: Parameters<typeof catfacts>[0] = {}) {
  const started = await catfacts(options)
  closing.push(() => started.stop())
  return started
}

async function socks(options: Partial<SocksOptions> = {}): Promise<SocksServer> {
  const started = await new SocksServer(options).start()
  closing.push(() => started.stop())
  return started
}

const login = { user: 'jané', password: 'se:sa me' }
const userinfo = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`

describe('a SOCKS5 proxy', () => {
  test.each(['socks5', 'socks5h'])('of the kubeconfig (%s) leads to the server, watches and all', async (scheme) => {
    const [fake, proxy] = [await server(), await socks()]
    const program = screen({ cluster: { server: fake.url, 'proxy-url': `${scheme}://${proxy.host}` } })
    await program.until('● live')
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(fake.url).host]))
    fake.store.put('projectcalico.org/v3/tiers', {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name: 'afterwards' },
      spec: { order: 1 },
    })
    await program.until('afterwards')
  })

  test('of HTTPS_PROXY or HTTP_PROXY is used, unless NO_PROXY names the server', async () => {
    const [fake, proxy] = [await server(), await socks()]
    const env = { HTTP_PROXY: `socks5://${proxy.host}` }
    await screen({ cluster: { server: fake.url }, env: { ...env, NO_PROXY: '127.0.0.1' } }).until('● live')
    expect(proxy.asked).toEqual([])
    await screen({ cluster: { server: fake.url }, env }).until('● live')
    expect(proxy.asked).not.toEqual([])
  })

  test('resolves the name of the server, which this machine need not know', async () => {
    const fake = await server()
    const proxy = await socks({ names: { 'api.inside.invalid': '127.0.0.1' } })
    const { port } = new URL(fake.url)
    const cluster = { server: `http://api.inside.invalid:${port}`, 'proxy-url': `socks5://${proxy.host}` }
    await screen({ cluster }).until('● live')
    expect(proxy.asked[0]).toBe(`api.inside.invalid:${port}`)
  })

  test('reaches a server with an IPv6 address', async () => {
    const [fake, proxy] = [await server({ host: '::1' }), await socks()]
    await screen({ cluster: { server: fake.url, 'proxy-url': `socks5://${proxy.host}` } }).until('● live')
    expect(proxy.asked[0]).toBe(`0:0:0:0:0:0:0:1:${new URL(fake.url).port}`)
  })

  test('that wants a user and a password gets those of its URL, and neither stands on the screen', async () => {
    const [fake, proxy] = [await server(), await socks({ login })]
    const program = screen({ cluster: { server: fake.url, 'proxy-url': `socks5://${userinfo}@${proxy.host}` } })
    await program.until('● live')
    for (const secret of [login.password, encodeURIComponent(login.password)])
      expect(program.seen.join()).not.toContain(secret)
  })

  test('that wants them and was given none, or others, is named', async () => {
    const proxy = await socks({ login })
    const cluster = (info: string) => ({ server: 'https://127.0.0.1:1', 'proxy-url': `socks5://${info}${proxy.host}` })
    const wanting = `the proxy ${proxy.host} wants a user name and password`
    await screen({ cluster: cluster('') }).until(wanting)
    const text = await screen({ cluster: cluster('jane:sesame@') }).until(`${wanting}, and does not take those`)
    expect(text).not.toContain('sesame')
  })

  test.each([
    [2, 'its rules forbid it'],
    [4, 'the host cannot be reached'],
    [5, 'the connection is refused'],
    [99, 'it fails'],
  ])('that refuses with %i is named with the reason', async (reply, why) => {
    const proxy = await socks({ reply })
    const cluster = { server: 'https://10.9.9.9:6443', 'proxy-url': `socks5://${proxy.host}` }
    await screen({ cluster }).until(`the proxy ${proxy.host} cannot connect to 10.9.9.9:6443: ${why}`)
  })

  test('that is down, and one that speaks something else, is named', async () => {
    const proxy = await socks()
    const { host: down } = proxy
    proxy.stop()
    const web = createServer()
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    closing.push(() => web.close())
    const { port } = web.address() as AddressInfo
    const open = (host: string) =>
      screen({ cluster: { server: 'https://127.0.0.1:1', 'proxy-url': `socks5://${host}` } })
    await open(down).until(`the proxy ${down} cannot be reached: connect ECONNREFUSED`)
    await open(`127.0.0.1:${port}`).until(`the proxy 127.0.0.1:${port} does not speak SOCKS5`)
  })
})

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
const authority = hasOpenssl ? new Authority('The Test Authority') : null
afterAll(() => authority?.close())

test.skipIf(authority === null)(
  'through a SOCKS5 proxy the server’s certificate is verified as without one',
  async () => {
    const name = { name: 'apiserver', alternatives: ['DNS:api.inside.invalid'], from: null, to: null }
    const tls = authority?.sign(name)
    const fake = await server(tls === undefined ? {} : { tls })
    const proxy = await socks({ names: { 'api.inside.invalid': '127.0.0.1' } })
    const trusted = { 'certificate-authority-data': Buffer.from(authority?.cert ?? '').toString('base64') }
    const cluster = {
      server: `https://api.inside.invalid:${new URL(fake.url).port}`,
      'proxy-url': `socks5://${proxy.host}`,
    }
    await screen({ cluster: { ...cluster, ...trusted } }).until('● live')
    const text = await screen({ cluster }).until('cannot be opened yet')
    expect(text).toMatch(/certificate/)
  },
)

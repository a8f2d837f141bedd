import dns from 'node:dns'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FakeApiServer } from '../../fake-apiserver/server.ts'
import { type ConnectProxy, connectProxy } from './connect-proxy.ts'
import { catfacts, LiveScreen, on, type ScreenOptions } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function screen(options: ScreenOptions): LiveScreen {
  const opened = new LiveScreen(options)
  closing.push(() => opened.stop())
  return opened
}

async function server(options: Parameters<typeof catfacts>[0] = {}): Promise<FakeApiServer> {
  const started = await catfacts(options)
  closing.push(() => started.stop())
  return started
}

/** A port of this machine where nothing listens. */
async function closedPort(): Promise<number> {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  await new Promise((resolve) => listener.close(resolve))
  return port
}

/** A proxy that ends with the test. */
async function proxy(status: number, asked: string[]): Promise<ConnectProxy> {
  const made = await connectProxy(status, asked)
  closing.push(() => made.close())
  return made
}

test('fault 1: an unknown context is told with near names', async () => {
  const text = await screen({ cluster: { server: 'https://127.0.0.1:1' }, context: 'aksx' }).until(
    'aksx cannot be opened',
  )
  expect(text).toContain('there is no context `aksx`')
  expect(text).toContain('did you mean aks?')
})

test('fault 10: a name that cannot be resolved is named, with a word on private clusters', async () => {
  const host = 'none.privatelink.invalid'
  const text = await screen({ cluster: { server: `https://${host}:443` } }).until('cannot be opened yet')
  expect(text).toContain(`the name ${host} cannot be resolved`)
  expect(text).toContain('private cluster: connect from inside its network or over its VPN')
  expect(text).toMatch(/next try in \d+ s|trying again/)
})

test('fault 11: a server that refuses is tried again with a countdown, and opens once it is there', async () => {
  const fake = await server()
  await fake.stop()
  const program = screen({ cluster: { server: fake.url } })
  const text = await program.until('cannot be opened yet')
  expect(text).toContain('cannot be reached: connect ECONNREFUSED')
  expect(text).toMatch(/next try in \d+ s|trying again/)
  await fake.start()
  await program.until('● live')
  await program.until('allow-kube-dns')
})

describe('fault 11: a proxy', () => {
  test('that is down is named', async () => {
    const port = await closedPort()
    const cluster = { server: 'https://127.0.0.1:1', 'proxy-url': `http://127.0.0.1:${port}` }
    expect(await screen({ cluster }).until('cannot be opened yet')).toContain(
      `the proxy 127.0.0.1:${port} cannot be reached`,
    )
  })

  test('that wants a password says so', async () => {
    const { port } = await proxy(407, [])
    const cluster = { server: 'https://127.0.0.1:1', 'proxy-url': `http://127.0.0.1:${port}` }
    expect(await screen({ cluster }).until('cannot be opened yet')).toContain(
      `the proxy 127.0.0.1:${port} answers 407: it wants a user name and password`,
    )
  })

  test('gets its user and password, and neither stands on the screen when the server behind it is down', async () => {
    const asked: string[] = []
    const { port } = await proxy(502, asked)
    const cluster = { server: 'https://127.0.0.1:1', 'proxy-url': `http://me:sesame@127.0.0.1:${port}` }
    const text = await screen({ cluster }).until('answers 502')
    expect(asked[0]).toBe(`127.0.0.1:1 Basic ${Buffer.from('me:sesame').toString('base64')}`)
    expect(text).not.toContain('sesame')
  })

  test('of a kind that is not known is refused, not gone around', async () => {
    const cluster = { server: 'https://127.0.0.1:1', 'proxy-url': 'socks4://127.0.0.1:1' }
    expect(await screen({ cluster }).until('socks4')).toContain('use an http, https or socks5 proxy, or a VPN')
  })

  test('of the environment is used, unless NO_PROXY names the server', async () => {
    const [fake, port] = [await server(), await closedPort()]
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}` }
    await screen({ cluster: { server: fake.url }, env }).until(`the proxy 127.0.0.1:${port}`)
    await screen({ cluster: { server: fake.url }, env: { ...env, NO_PROXY: '10.0.0.0/8,127.0.0.0/8' } }).until('● live')
  })
})

describe('fault 12', () => {
  test('a server that has an IPv6 address only is opened by its address in brackets', async () => {
    const fake = await server({ host: '::1' })
    const program = screen({ cluster: { server: fake.url } })
    const text = await program.until('● live')
    expect(text).toContain('allow-kube-dns')
    program.press('L')
    await program.until((shown) => /server +http:\/\/\[::1\]:\d+/.test(shown))
  })

  test('one that refuses there is told with its brackets', async () => {
    const fake = await server({ host: '::1' })
    await fake.stop()
    const text = await screen({ cluster: { server: fake.url } }).until('cannot be opened yet')
    expect(text).toContain(`${new URL(fake.url).host} cannot be reached: connect ECONNREFUSED ::1:`)
  })

  for (const [family, host] of [
    ['IPv4', '127.0.0.1'],
    ['IPv6', '::1'],
  ] as const) {
    test(`a name with addresses of both families is opened where only the ${family} one answers`, async () => {
      const fake = await server({ host })
      const named = new URL(fake.url)
      named.hostname = 'both.example'
      resolveAs('both.example', ['::1', '127.0.0.1'])
      await screen({ cluster: { server: named.href } }).until('● live')
    })
  }

  test('a name of which no address answers is told with all of them', async () => {
    const port = await closedPort()
    resolveAs('both.example', ['::1', '127.0.0.1'])
    const text = await screen({ cluster: { server: `http://both.example:${port}` } }).until('cannot be opened yet')
    expect(text).toContain(`both.example:${port} cannot be reached: `)
    expect(text).toContain(`connect ECONNREFUSED ::1:${port}`)
    expect(text).toContain(`connect ECONNREFUSED 127.0.0.1:${port}`)
  })
})

/** Lets the resolver of this process know a name, until the test ends. */
function resolveAs(name: string, addresses: readonly string[]): void {
  const lookup = vi.spyOn(dns, 'lookup')
  closing.push(() => lookup.mockRestore())
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  lookup.mockImplementation(((host: string, _options: object, done: (...told: unknown[]) => void) => {
    if (host === name) done(null, found)
    else done(Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' }))
    // The form that the network uses: all addresses are asked for.
  }) as unknown as typeof dns.lookup)
}

describe('fault 26: what is no Kubernetes API', () => {
  for (const [what, body, said] of [
    ['an HTML login page', '<!DOCTYPE html><title>Sign\u001b[2J in</title>', 'not a Kubernetes API: <!DOCTYPE html>'],
    ['truncated JSON', '{"major":"1","mi', 'not a Kubernetes API: {"major":"1","mi'],
  ] as const) {
    test(`${what} with 200 is told by its first characters, and tried again`, async () => {
      const fake = await server()
      fake.faults.push(on(/./, (response) => response.writeHead(200).end(body)))
      const program = screen({ cluster: { server: fake.url } })
      const text = await program.until('cannot be opened yet')
      expect(text).toContain(said)
      expect(text).not.toContain('\u001b')
      fake.faults = []
      await program.until('● live')
    })
  }

  test('a page that is not found, of a server that is none, is told', async () => {
    const fake = await server()
    fake.faults.push(on(/./, (response) => response.writeHead(404).end('404 page not found\n')))
    const text = await screen({ cluster: { server: fake.url } }).until('cannot be opened yet')
    expect(text).toContain('not a Kubernetes API: the server answered 404: 404 page not found')
  })

  test('a page that is not found, by who stands before a server that is away, takes no kind off the board', async () => {
    const fake = await server()
    const program = screen({ cluster: { server: fake.url } })
    await program.until('allow-kube-dns')
    await program.until('● live')
    fake.faults.push(on(/watch=true/, (response) => response.writeHead(404).end('<html>404 no backend</html>')))
    fake.cutWatches()
    expect(await program.until('● stale since')).toContain('allow-kube-dns')
    program.press('L')
    const text = await program.until('not a Kubernetes API: the server answered 404: <html>404')
    expect(text).not.toMatch(/tiers +not on this cluster/)
  })

  test('a server that speaks no TLS where https is asked for is told as that', async () => {
    const fake = await server()
    const text = await screen({ cluster: { server: fake.url.replace('http:', 'https:') } }).until(
      'cannot be opened yet',
    )
    expect(text).toContain(`${new URL(fake.url).host} does not speak TLS`)
    expect(text).toContain('check the `server` in the kubeconfig')
  })

  test('a login page in the place of a watch leaves what is known', async () => {
    const fake = await server()
    const program = screen({ cluster: { server: fake.url } })
    await program.until('allow-kube-dns')
    fake.faults.push(on(/watch=true/, (response) => response.writeHead(200).end('<html>sign in</html>\n')))
    fake.cutWatches()
    const text = await program.until('● stale since')
    expect(text).toContain('allow-kube-dns')
    program.press('L')
    await program.until('not a Kubernetes API: <html>')
  })
})

test.each([
  [{}, ['gzip', 'identity']],
  [{ 'disable-compression': true }, ['identity']],
])('a cluster that the kubeconfig describes by %j is asked with the encodings %j', async (more, encodings) => {
  const fake = await server()
  const asked = new Set<string>()
  fake.faults.push((request) => {
    asked.add(String(request.headers['accept-encoding']))
    return null
  })
  await screen({ cluster: { server: fake.url, ...more } }).until('● live')
  expect([...asked].sort()).toEqual(encodings)
})

import { once } from 'node:events'
import { Agent } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiClient } from '../../../src/sources/live/api-client.ts'
import type { Credentials, Identity } from '../../../src/sources/live/credentials.ts'
import { forwardPort } from '../../../src/sources/live/port-forward.ts'
import { agentFor } from '../../../src/sources/live/proxy.ts'
import { FakeApiServer } from '../../fake-apiserver/server.ts'
import { WhiskerCluster } from '../../fake-whisker/whisker-cluster.ts'
import { Authority } from './certificates.ts'
import { connectProxy } from './connect-proxy.ts'

const pod = { namespace: 'calico-system', pod: 'whisker-7d9f' }
let cluster: WhiskerCluster
let echo: Server
let client: ApiClient
let stop: AbortController
let onEcho: (socket: Socket) => void

beforeEach(async () => {
  cluster = new WhiskerCluster()
  await cluster.start()
  onEcho = (socket) => socket.pipe(socket)
  echo = createServer((socket) => onEcho(socket))
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  cluster.forwarding.targets.set('calico-system/whisker-7d9f:7', (echo.address() as AddressInfo).port)
  client = cluster.client()
  stop = new AbortController()
})
afterEach(async () => {
  vi.useRealTimers()
  stop.abort()
  client.close()
  await cluster.stop()
  echo.close()
})

const open = (port = 7) => forwardPort(client, { ...pod, port }, stop.signal)

test('what is written comes back whole, however slowly it is read', async () => {
  const connection = await open()
  const sent = Buffer.alloc(5_000_000, 'some bytes, ')
  connection.write(sent)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of connection) {
    chunks.push(chunk)
    size += chunk.length
    // Others run between two chunks, so that the reader is behind.
    await new Promise((resolve) => setImmediate(resolve))
    if (size >= sent.length) break
  }
  expect(Buffer.concat(chunks).equals(sent)).toBe(true)
})

test('what nobody reads is not gathered', async () => {
  onEcho = (socket) => {
    const piece = Buffer.alloc(1 << 16)
    const more = () => {
      while (socket.write(piece));
    }
    socket.on('drain', more).on('error', () => {})
    more()
  }
  const connection = await open()
  await once(connection, 'readable')
  for (let turns = 0; turns < 500; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(connection.readableLength).toBeLessThan(1 << 20)
  connection.destroy()
})

test('the end of the other side is the end', async () => {
  onEcho = (socket) => socket.end('bye')
  const connection = await open()
  const chunks: Buffer[] = []
  for await (const chunk of connection) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe('bye')
})

test('a connection that breaks off is an error, and so is one that was cancelled', async () => {
  const broken = await open()
  cluster.forwarding.cut()
  const [cause] = await once(broken, 'error')
  expect(cause).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('port 7 of pod whisker-7d9f') })
  const cancelled = await open()
  stop.abort()
  const [why] = await once(cancelled, 'error')
  expect(why).toMatchObject({ kind: 'aborted' })
})

test('a port that nothing listens on is told in the words of the node', async () => {
  const connection = await open(8)
  const [cause] = await once(connection.resume(), 'error')
  expect(cause.message).toMatch(/^port 8 of pod whisker-7d9f cannot be reached: error forwarding port 8 .*refused$/)
})

test('a name of a pod cannot lead elsewhere', async () => {
  const connection = await forwardPort(client, { namespace: 'x', pod: '../../nodes', port: 7 }, stop.signal)
  expect(cluster.server.asked.at(-1)).toBe('/api/v1/namespaces/x/pods/..%2F..%2Fnodes/portforward?ports=7')
  connection.destroy()
})

test('a connection without a sign of life is given up', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const connection = await open()
  const failed = once(connection, 'error')
  vi.advanceTimersByTime(20_000)
  cluster.forwarding.freeze()
  vi.advanceTimersByTime(20_000)
  vi.advanceTimersByTime(20_000)
  const [cause] = await failed
  expect(cause).toMatchObject({ kind: 'timeout', message: 'port 7 of pod whisker-7d9f does not answer' })
})

test('through a proxy, with a certificate that is checked', async () => {
  const authority = new Authority('The Test Authority')
  const pair = authority.sign({ name: 'api', alternatives: ['IP:127.0.0.1'], from: null, to: null })
  authority.close()
  const secure = new FakeApiServer({ resources: [], forwarding: cluster.forwarding, tls: pair })
  await secure.start()
  const asked: string[] = []
  const proxy = await connectProxy(200, asked)
  const server = new URL(secure.url)
  const agent = agentFor(server, new URL(`http://me:sesame@127.0.0.1:${proxy.port}`))
  const reach = (ca: string) =>
    forwardPort(
      new ApiClient({ server, agent, userAgent: 'test', proxied: true, credentials: bearer('me', { ca }) }),
      { ...pod, port: 7 },
      stop.signal,
    )
  const connection = await reach(authority.cert)
  connection.write('hello')
  const [answer] = await once(connection, 'data')
  expect(String(answer)).toBe('hello')
  expect(asked).toEqual([`${server.host} Basic ${Buffer.from('me:sesame').toString('base64')}`])
  const other = new Authority('another')
  other.close()
  await expect(reach(other.cert)).rejects.toMatchObject({ kind: 'tls' })
  agent.destroy()
  proxy.close()
  await secure.stop()
})

test('as who one impersonates, and with credentials that are renewed once they are refused', async () => {
  const rules = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [] }
  const server = new FakeApiServer({
    resources: [],
    forwarding: cluster.forwarding,
    rulesOf: (user) => (user === 'token-of-me' ? [rules] : []),
  })
  server.expired.add('token-of-old')
  await server.start()
  const as = (credentials: Credentials) => {
    const agent = new Agent({ keepAlive: true })
    const options = { server: new URL(server.url), agent, userAgent: 'test', credentials }
    return forwardPort(new ApiClient(options), { ...pod, port: 7 }, stop.signal)
  }
  const impersonating = { 'Impersonate-User': 'somebody', 'Impersonate-Group': ['one', 'two'] }
  await expect(as(bearer('token-of-me', {}, impersonating))).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('User "somebody" cannot get resource "pods/portforward"'),
  })
  let token = 'token-of-old'
  const renewing: Credentials = {
    identity: () => bearer(token).identity(null),
    rejected: () => {
      token = 'token-of-me'
      return true
    },
  }
  const connection = await as(renewing)
  connection.write('hello')
  expect(String((await once(connection, 'data'))[0])).toBe('hello')
  token = 'token-of-old'
  await expect(as(bearer('token-of-old'))).rejects.toMatchObject({ kind: 'unauthorized', status: 401 })
  await server.stop()
})

function bearer(token: string, tls: object = {}, headers: Identity['headers'] = {}): Credentials {
  const identity = {
    headers: { authorization: `Bearer ${token}`, ...headers },
    tls: { rejectUnauthorized: true, ...tls },
  }
  return { identity: async () => identity, rejected: () => false }
}

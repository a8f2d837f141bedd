import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ApiClient } from '../../../src/sources/live/api-client.ts'
import { forwardPort } from '../../../src/sources/live/port-forward.ts'
import { WhiskerCluster } from '../../fake-whisker/whisker-cluster.ts'

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

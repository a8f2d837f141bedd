import { once } from 'node:events'
import { connect } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ApiError } from '../../../../src/sources/live/api-error.ts'
import { openTunnel } from '../../../../src/sources/live/flows/tunnel.ts'

const to = (address: string) => connect({ host: '127.0.0.1', port: Number(address.split(':')[1]) })
/** Resolves when it is closed, with an error or without. */
const closing = (stream: Duplex) =>
  new Promise<void>((resolve) => stream.on('error', () => {}).on('close', () => resolve()))

test('a tunnel leads there and back, on this machine alone, until it is closed', async () => {
  const forwarded = new PassThrough()
  const tunnel = await openTunnel(async () => forwarded)
  expect(tunnel.address).toMatch(/^127\.0\.0\.1:\d+$/)
  const socket = to(tunnel.address)
  socket.write('hello')
  expect(String((await once(socket, 'data'))[0])).toBe('hello')
  const [closed, ended] = [closing(socket), closing(forwarded)]
  tunnel.close()
  await Promise.all([closed, ended])
  await expect(once(to(tunnel.address), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('what the way there is broken by is remembered', async () => {
  const refused = new ApiError('forbidden', 'you may not')
  const closed = await openTunnel(async () => Promise.reject(refused))
  await closing(to(closed.address))
  expect(closed.failure()).toBe(refused)
  closed.close()
  const broken = new ApiError('unreachable', 'it broke')
  const forwarded = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
  const tunnel = await openTunnel(async () => forwarded)
  const socket = to(tunnel.address)
  await once(socket, 'connect')
  const gone = closing(socket)
  socket.resume().write('x')
  setImmediate(() => forwarded.destroy(broken))
  await gone
  expect(tunnel.failure()).toBe(broken)
  tunnel.close()
})

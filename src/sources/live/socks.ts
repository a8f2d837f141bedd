import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parseAddress } from '../../model/address.ts'
import { ApiError, safeText } from './api-error.ts'

/** Where a proxy is to connect to. */
export interface Target {
  readonly host: string
  readonly port: number
}

const timeoutMs = 10_000
const usualPort = 1080
const [version, noAuthentication, byPassword, nothingGood] = [5, 0, 2, 0xff] as const

/**
 * A connection to a server through a SOCKS5 proxy, as if there were none. Names are resolved by the proxy, as kubectl leaves it to do,
 * whether it is called `socks5` or `socks5h`. Throws an ApiError that names the proxy.
 * Source: RFC 1928 and RFC 1929; for names golang.org/x/net/internal/socks.
 */
export async function connectBySocks(proxy: URL, to: Target): Promise<Socket> {
  const port = proxy.port === '' ? usualPort : Number(proxy.port)
  const socket = connect({ host: proxy.hostname.replace(/^\[|\]$/g, ''), port })
  const limit = setTimeout(() => socket.destroy(new Error('it does not answer')), timeoutMs)
  const name = `${proxy.hostname}:${port}`
  try {
    await once(socket, 'connect')
    socket.on('error', ignore)
    await greet(socket, proxy, name)
    await ask(socket, to, name)
    socket.off('error', ignore)
    return socket
  } catch (cause) {
    socket.destroy()
    if (cause instanceof ApiError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ApiError('proxy', `the proxy ${name} cannot be reached: ${safeText(why)}`)
  } finally {
    clearTimeout(limit)
  }
}

async function greet(socket: Socket, { username, password }: URL, name: string): Promise<void> {
  const user = Buffer.from(decodeURIComponent(username))
  const secret = Buffer.from(decodeURIComponent(password))
  const methods = user.length === 0 ? [noAuthentication] : [noAuthentication, byPassword]
  socket.write(Buffer.from([version, methods.length, ...methods]))
  const [spoken, method = nothingGood] = await read(socket, 2)
  if (spoken !== version) throw new ApiError('proxy', `the proxy ${name} does not speak SOCKS5`)
  if (method === noAuthentication) return
  const wanting = `the proxy ${name} wants a user name and password`
  if (method !== byPassword || user.length === 0) throw new ApiError('proxy', wanting)
  socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([secret.length]), secret]))
  const [, status] = await read(socket, 2)
  if (status !== 0) throw new ApiError('proxy', `${wanting}, and does not take those it was given`)
}

async function ask(socket: Socket, { host, port }: Target, name: string): Promise<void> {
  const end = [port >> 8, port & 0xff]
  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), destination(host), Buffer.from(end)]))
  const [, reply = 1, , bound] = await read(socket, 4)
  if (reply !== 0) {
    const why = refusals[reply] ?? 'it fails'
    throw new ApiError('proxy', `the proxy ${name} cannot connect to ${safeText(host)}:${port}: ${why}`)
  }
  const length = bound === 1 ? 4 : bound === 4 ? 16 : ((await read(socket, 1))[0] ?? 0)
  await read(socket, length + 2)
}

/** A host as a request names it: what it is, then its bytes. */
function destination(host: string): Buffer {
  const address = parseAddress(host)
  if (address === null) return Buffer.concat([Buffer.from([3, Buffer.byteLength(host)]), Buffer.from(host)])
  const bytes = address.words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff))
  return Buffer.from([address.version === 4 ? 1 : 4, ...bytes])
}

/** By the number of the reply. */
const refusals: Readonly<Record<number, string>> = {
  2: 'its rules forbid it',
  3: 'the network cannot be reached',
  4: 'the host cannot be reached',
  5: 'the connection is refused',
  6: 'it took too long',
  7: 'it cannot connect for others',
  8: 'it does not know this kind of address',
}

/** So many bytes; what follows them stays in the socket. */
async function read(socket: Socket, length: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0)
  for (;;) {
    // All there is: what is left in the socket would be announced again and again.
    const chunk: Buffer | null = socket.read()
    if (chunk !== null) bytes = Buffer.concat([bytes, chunk])
    if (bytes.length >= length) {
      if (bytes.length > length) socket.unshift(bytes.subarray(length))
      return bytes.subarray(0, length)
    }
    if (socket.readableEnded || socket.destroyed) throw socket.errored ?? new Error('it ends the connection')
    if (chunk === null) await somethingNew(socket)
  }
}

function somethingNew(socket: Socket): Promise<void> {
  const events = ['readable', 'end', 'close'] as const
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) socket.off(event, done)
      resolve()
    }
    for (const event of events) socket.on(event, done)
  })
}

/** What goes wrong ends the connection, which is what is looked at. */
function ignore(): void {}

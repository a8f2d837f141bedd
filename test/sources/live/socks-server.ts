import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SocksOptions {
  /** Asks for this user and password; null for nobody. */
  readonly login: { readonly user: string; readonly password: string } | null
  /** The number to answer a request with; 0 connects. */
  readonly reply: number
  /** What a name stands for, as the proxy resolves it. */
  readonly names: Readonly<Record<string, string>>
}

/** A SOCKS5 proxy of a test. It sends each byte by itself, as a network may. */
export class SocksServer {
  /** The targets that were asked for, `HOST:PORT`. */
  readonly asked: string[] = []
  readonly #options: SocksOptions
  readonly #server = createServer((socket) => void this.#serve(socket).catch(() => socket.destroy()))
  readonly #sockets = new Set<Socket>()

  constructor(options: Partial<SocksOptions> = {}) {
    this.#options = { login: null, reply: 0, names: {}, ...options }
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get host(): string {
    // It listens on a port.
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
    const { login, reply } = this.#options
    const [, count = 0] = await take(socket, 2)
    const methods = await take(socket, count)
    const method = login === null ? 0 : methods.includes(2) ? 2 : 0xff
    await send(socket, [5, method])
    if (method === 0xff) return void socket.end()
    if (login !== null && !(await this.#logsIn(socket, login))) return void socket.end()
    const [, , , kind] = await take(socket, 4)
    const target = { host: await hostOf(socket, kind ?? 0), port: (await take(socket, 2)).readUInt16BE() }
    this.asked.push(`${target.host}:${target.port}`)
    if (reply !== 0) return void (await send(socket, [5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
    const onward = connect(target.port, this.#options.names[target.host] ?? target.host)
    await new Promise<void>((resolve, reject) => onward.once('connect', resolve).once('error', reject))
    this.#sockets.add(onward)
    onward.on('error', () => socket.destroy())
    // The name of where it connects from, of any length.
    await send(socket, [5, 0, 0, 3, 4, ...Buffer.from('here'), 0, 80])
    onward.pipe(socket).pipe(onward)
  }

  async #logsIn(socket: Socket, { user, password }: NonNullable<SocksOptions['login']>): Promise<boolean> {
    const [, length = 0] = await take(socket, 2)
    const given = (await take(socket, length)).toString()
    const secret = (await take(socket, (await take(socket, 1))[0] ?? 0)).toString()
    const isGood = given === user && secret === password
    await send(socket, [1, isGood ? 0 : 1])
    return isGood
  }
}

async function hostOf(socket: Socket, kind: number): Promise<string> {
  if (kind === 1) return [...(await take(socket, 4))].join('.')
  if (kind === 3) return (await take(socket, (await take(socket, 1))[0] ?? 0)).toString()
  const bytes = await take(socket, 16)
  return Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':')
}

async function take(socket: Socket, length: number): Promise<Buffer> {
  const taken: number[] = []
  while (taken.length < length) {
    const byte: Buffer | null = socket.read(1)
    if (byte !== null) taken.push(...byte)
    else await new Promise((resolve) => socket.once('readable', resolve))
  }
  return Buffer.from(taken)
}

async function send(socket: Socket, bytes: readonly number[]): Promise<void> {
  for (const byte of bytes) await new Promise<void>((resolve) => socket.write(Buffer.from([byte]), () => resolve()))
}

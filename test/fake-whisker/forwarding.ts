import type { IncomingMessage } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

const protocol = 'v4.channel.k8s.io'

/** Where connections to a port of a pod really go, and how they break: what a kubelet does for `kubectl port-forward`. */
export class Forwarding {
  /** By `NAMESPACE/POD:PORT`, the port on this machine. */
  readonly targets = new Map<string, number>()
  /** After how many bytes to the client the next connection breaks off, in the middle of whatever is sent; null for never. */
  breakAfter: () => number | null = () => null
  /** Text that is told on the error channel in place of a connection. */
  refusal: string | null = null
  readonly #open = new Set<Duplex>()
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => offered.has(protocol) && protocol,
  })

  /** Break off every connection that is open. */
  cut(): void {
    for (const socket of this.#open) socket.destroy()
  }

  /** Nothing more is read from any connection, pings included, as over one that is half open. */
  freeze(): void {
    for (const socket of this.#open) socket.pause()
  }

  /** Serve an upgrade to the port of a pod. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, place: { pod: string; port: number }): void {
    this.#open.add(socket)
    socket.on('close', () => this.#open.delete(socket))
    socket.on('error', () => {})
    this.#server.handleUpgrade(request, socket, head, (client) => this.#serve(client, socket, place))
  }

  #serve(client: WebSocket, socket: Duplex, { pod, port }: { pod: string; port: number }): void {
    const header = Buffer.from([port & 255, port >> 8])
    const send = (channel: number, bytes: Uint8Array, done = () => {}) =>
      client.send(Buffer.concat([Buffer.of(channel), bytes]), done)
    send(0, header)
    send(1, header)
    const local = this.targets.get(`${pod}:${port}`)
    if (this.refusal !== null || local === undefined) {
      send(1, Buffer.from(this.refusal ?? `error forwarding port ${port} to pod ${pod}: connection refused`))
      client.close()
      return
    }
    const target = createConnection({ host: '127.0.0.1', port: local })
    client.on('message', (message) => {
      if (message[0] === 0) target.write(message.subarray(1))
    })
    client.on('close', () => target.destroy())
    client.on('error', () => target.destroy())
    target.on('error', () => client.close())
    target.on('close', () => client.close())
    this.#pipe(target, (bytes, done) => send(0, bytes, done), socket)
  }

  #pipe(target: Socket, send: (bytes: Buffer, done: () => void) => void, socket: Duplex): void {
    let left = this.breakAfter()
    target.on('data', (bytes: Buffer) => {
      target.pause()
      send(left === null ? bytes : bytes.subarray(0, left), () => target.resume())
      if (left === null) return
      left -= bytes.length
      // What was sent goes out first, then the connection is gone without a word.
      if (left <= 0) socket.end(() => socket.destroy())
    })
  }
}

import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { ApiClient } from './api-client.ts'
import { ApiError, safeText } from './api-error.ts'

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string
  readonly pod: string
  readonly port: number
}

const protocol = 'v4.channel.k8s.io'
const dataChannel = 0
const errorChannel = 1
/** A connection without a sign of life for so long is asked for one, and given up when there is none until it is asked again. */
const pingMs = 20_000
/** The largest piece that is sent at once. */
const largestPiece = 64 * 1024

/**
 * Connect to a port of a pod through the API server, as `kubectl port-forward` does: one connection, to use as a socket. It ends at
 * once when the signal is aborted. Throws an ApiError; what goes wrong later is one too.
 * Source: k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go (kubernetes/kubernetes).
 */
export async function forwardPort(client: ApiClient, to: PodPort, signal: AbortSignal): Promise<Duplex> {
  const path = `/api/v1/namespaces/${encodeURIComponent(to.namespace)}/pods/${encodeURIComponent(to.pod)}/portforward`
  const socket = await client.webSocket(path, protocol, { signal, query: { ports: String(to.port) } })
  return new ForwardedConnection(socket, to, signal)
}

/** Bytes over one forwarded port. The messages of both channels begin with their channel; the first of each holds the port alone. */
class ForwardedConnection extends Duplex {
  readonly #socket: WebSocket
  readonly #place: string
  readonly #signal: AbortSignal
  readonly #stop = () => this.destroy(new ApiError('aborted', 'cancelled'))
  readonly #begun = new Set<number>()
  readonly #timer: NodeJS.Timeout
  #isPaused = false
  /** True when there was a sign of life since the last ping. */
  #isAlive = true

  constructor(socket: WebSocket, to: PodPort, signal: AbortSignal) {
    super()
    this.#socket = socket
    this.#place = `port ${to.port} of pod ${safeText(to.pod)}`
    this.#signal = signal
    socket.on('message', (message) => this.#take(message))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.on('error', (cause) => this.destroy(this.#broken(cause.message)))
    socket.on('close', (code) => this.#closed(code))
    this.#timer = setInterval(() => this.#beat(), pingMs)
    signal.addEventListener('abort', this.#stop)
    // Whoever uses the connection hears of an error; between two users there may be nobody.
    this.on('error', () => {})
    if (signal.aborted) this.#stop()
    socket.resume()
  }

  override _read(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#isAlive = true
    this.#socket.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const piece = chunk.subarray(0, largestPiece)
    this.#socket.send(Buffer.concat([Buffer.of(dataChannel), piece]), (cause) => {
      if (cause) done(this.#broken(cause.message))
      else if (piece.length === chunk.length) done()
      else this._write(chunk.subarray(piece.length), encoding, done)
    })
  }

  /** There is no half of a connection to close. */
  override _final(done: () => void): void {
    this.#socket.close()
    done()
  }

  override _destroy(cause: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#timer)
    this.#signal.removeEventListener('abort', this.#stop)
    this.#socket.terminate()
    done(cause)
  }

  #take(message: Buffer): void {
    this.#isAlive = true
    const channel = message[0] ?? dataChannel
    const isFirst = !this.#begun.has(channel)
    this.#begun.add(channel)
    const bytes = message.subarray(isFirst ? 3 : 1)
    if (bytes.length === 0) return
    if (channel === errorChannel) {
      this.destroy(new ApiError('unreachable', `${this.#place} cannot be reached: ${safeText(bytes.toString('utf8'))}`))
    } else if (channel === dataChannel && !this.push(bytes)) {
      this.#isPaused = true
      this.#socket.pause()
    }
  }

  #closed(code: number): void {
    // A connection that breaks off has no close frame.
    if (code === 1006) this.destroy(this.#broken('the connection was broken off'))
    else this.push(null)
  }

  #beat(): void {
    // Nothing is read while the reader is slow, no pong either.
    if (this.#isPaused) return
    if (!this.#isAlive) {
      this.destroy(new ApiError('timeout', `${this.#place} does not answer`))
      return
    }
    this.#isAlive = false
    this.#socket.ping()
  }

  #broken(why: string): ApiError {
    return new ApiError('unreachable', `the connection to ${this.#place} broke: ${safeText(why)}`)
  }
}

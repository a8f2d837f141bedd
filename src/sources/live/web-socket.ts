import type { ClientRequest, IncomingMessage, Agent as PlainAgent } from 'node:http'
import type { Agent } from 'node:https'
import type { WebSocket } from 'ws'
import type { Identity } from './credentials.ts'

/** How to open a WebSocket. */
export interface Handshake {
  /** Of the scheme http or https. */
  readonly url: URL
  readonly protocol: string
  readonly agent: Agent | PlainAgent
  readonly identity: Identity
  readonly userAgent: string
  readonly signal: AbortSignal
}

/** The server's answer to a handshake; without a socket when it is a refusal. */
export interface Opened {
  readonly answer: IncomingMessage
  readonly socket: WebSocket | null
}

const handshakeTimeoutMs = 20_000
/** Kubelets send pieces of 32 KB. */
const largestMessage = 16 * 1024 * 1024

/** Open a WebSocket. Rejects with the error of the connection when there is no answer; `onRequest` is told the request that is sent. */
export async function openWebSocket(how: Handshake, onRequest: (request: ClientRequest) => void): Promise<Opened> {
  // Loaded when it is first needed: few sessions look at flows.
  const { WebSocket } = await import('ws')
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(how.url, how.protocol, {
      ...how.identity.tls,
      agent: how.agent,
      headers: { ...how.identity.headers, 'user-agent': how.userAgent },
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: largestMessage,
      perMessageDeflate: false,
      finishRequest(request) {
        onRequest(request)
        request.end()
      },
    })
    const stop = () => socket.terminate()
    const settle = () => how.signal.removeEventListener('abort', stop)
    how.signal.addEventListener('abort', stop)
    let upgraded: IncomingMessage | null = null
    socket.on('upgrade', (answer) => {
      upgraded = answer
    })
    socket.on('open', () => {
      settle()
      // What follows at once must wait for a reader.
      socket.pause()
      if (upgraded !== null) resolve({ answer: upgraded, socket })
    })
    socket.on('unexpected-response', (_request, answer) => {
      settle()
      resolve({ answer, socket: null })
    })
    socket.on('error', (cause) => {
      settle()
      reject(cause)
    })
  })
}

/** What is used of the package `ws`. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events'
  import type { ClientRequest, IncomingMessage, Agent as PlainAgent } from 'node:http'
  import type { Agent } from 'node:https'
  import type { SecureContextOptions } from 'node:tls'

  export interface ClientOptions extends SecureContextOptions {
    readonly agent: Agent | PlainAgent
    readonly rejectUnauthorized: boolean
    readonly servername?: string
    readonly headers: Readonly<Record<string, string | readonly string[]>>
    readonly handshakeTimeout: number
    readonly maxPayload: number
    readonly perMessageDeflate: false
    readonly finishRequest: (request: ClientRequest) => void
  }

  interface Events {
    open: []
    upgrade: [answer: IncomingMessage]
    'unexpected-response': [request: ClientRequest, answer: IncomingMessage]
    message: [data: Buffer, isBinary: boolean]
    pong: []
    error: [cause: Error]
    close: [code: number, reason: Buffer]
  }

  export class WebSocket extends EventEmitter<Events> {
    constructor(url: URL, protocol: string, options: ClientOptions)
    send(data: Uint8Array, done: (cause?: Error | null) => void): void
    ping(): void
    pause(): void
    resume(): void
    close(): void
    terminate(): void
  }
}

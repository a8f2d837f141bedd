/** What tests use of the package `ws` beside the program. */
declare module 'ws' {
  import type { IncomingMessage } from 'node:http'
  import type { Duplex } from 'node:stream'

  export class WebSocketServer {
    constructor(options: {
      readonly noServer: true
      readonly handleProtocols: (offered: Set<string>) => string | false
    })
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: WebSocket) => void): void
  }
}

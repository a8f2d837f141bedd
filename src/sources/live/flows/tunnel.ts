import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import { ApiError } from '../api-error.ts'

/** A port of this machine that leads to a port of a pod, for what can only be told an address. */
export interface Tunnel {
  /** `127.0.0.1:PORT` */
  readonly address: string
  /** Why the last connection could not be opened or broke, or null. */
  readonly failure: () => ApiError | null
  close(): void
}

/** Listen on this machine alone, for as long as it is not closed; each connection is forwarded by one of its own. */
export async function openTunnel(connect: () => Promise<Duplex>): Promise<Tunnel> {
  const sockets = new Set<Socket>()
  let failure: ApiError | null = null
  const failed = (cause: unknown) => {
    if (cause instanceof ApiError) failure = cause
  }
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Its end is told to whoever waits for an answer.
    socket.on('error', () => {})
    connect().then(
      (forwarded) => {
        forwarded.on('error', failed)
        pipeline(forwarded, socket, () => socket.destroy())
        pipeline(socket, forwarded, () => forwarded.destroy())
      },
      (cause: unknown) => {
        failed(cause)
        socket.destroy()
      },
    )
  })
  await listening(server)
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    failure: () => failure,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new ApiError('unreachable', `no port of this machine: ${cause.message}`)))
    server.listen(0, '127.0.0.1', resolve)
  })
}

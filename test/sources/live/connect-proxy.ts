import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** An HTTP proxy for CONNECT on this machine. */
export interface ConnectProxy {
  readonly port: number
  close(): void
}

/** `status` other than 200 refuses; `asked` gets the target and the credentials of each request. */
export async function connectProxy(status: number, asked: string[]): Promise<ConnectProxy> {
  const listener: Server = createServer()
  listener.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const [host, port] = (request.url ?? '').split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    // A listening TCP server has an address with a port.
    port: (listener.address() as AddressInfo).port,
    close() {
      listener.closeAllConnections()
      listener.close()
    },
  }
}

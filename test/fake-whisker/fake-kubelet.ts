import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { Authority } from '../sources/live/certificates.ts'
import type { Forwarding } from './forwarding.ts'

/** The part of a kubelet that a kube-apiserver asks for a port-forward. */
export class FakeKubelet {
  readonly #forwarding: Forwarding
  #server: Server | null = null
  readonly #sockets = new Set<Duplex>()

  constructor(forwarding: Forwarding) {
    this.#forwarding = forwarding
  }

  /** Gives the port. */
  async start(): Promise<number> {
    const authority = new Authority('kubelet')
    const server = createServer(authority.sign({ name: 'node', alternatives: ['IP:127.0.0.1'], from: null, to: null }))
    authority.close()
    this.#server = server
    server.on('connection', (socket) => this.#sockets.add(socket))
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'https://kubelet')
      const [, namespace, pod] = /^\/portForward\/([^/]+)\/([^/]+)/.exec(url.pathname) ?? []
      const port = Number(url.searchParams.get('port'))
      this.#forwarding.upgrade(request, socket, head, { pod: `${namespace}/${pod}`, port })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A listening TCP server has an address with a port.
    return (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

/** The node of a kubelet on this machine. */
export function kubeletNode(name: string, port: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    },
  }
}

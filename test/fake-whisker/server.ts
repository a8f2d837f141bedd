import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { GoldmaneMemory, WindowedFlow } from './goldmane-memory.ts'

/** What is done to a request in place of the answer; false lets it pass. */
export type WhiskerFault = (url: URL, response: ServerResponse, request: IncomingMessage) => boolean

export interface FakeWhiskerOptions {
  readonly memory: GoldmaneMemory
  /** The path before that of whisker-backend: the web server before it has one. */
  readonly base: '/whisker-backend' | ''
  /** Serve over TLS with these, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** whisker-backend, with the web server before it or without.
 * Source: whisker-backend/pkg/handlers/v1/flows.go, lib/httpmachinery/pkg/apiutil (projectcalico/calico). */
export class FakeWhisker {
  fault: WhiskerFault = () => false
  /** The queries that were asked, in order. */
  readonly asked: string[] = []
  readonly streams = new Set<ServerResponse>()
  readonly #options: FakeWhiskerOptions
  readonly #server: Server

  constructor(options: FakeWhiskerOptions) {
    this.#options = options
    const serve = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response)
    this.#server = options.tls === undefined ? createServer(serve) : createSecureServer(options.tls, serve)
  }

  /** Gives the port. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    // A listening TCP server has an address with a port.
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** Write to every stream as it is. */
  write(text: string): void {
    for (const response of this.streams) response.write(text)
  }

  /** End every stream as whisker-backend does when Goldmane is gone. */
  end(): void {
    for (const response of this.streams) response.end()
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://whisker')
    if (url.pathname !== `${this.#options.base}/flows`) {
      // The web server answers every other path with the page of Whisker.
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Calico Whisker</title>')
      return
    }
    this.asked.push(url.search)
    if (this.fault(url, response, request)) return
    const startGte = Number(url.searchParams.get('startTimeGte') ?? 0)
    if (url.searchParams.get('watch') === 'true') {
      this.#stream(startGte, response)
      return
    }
    const flows = this.#options.memory.list(startGte, Number(url.searchParams.get('startTimeLt') ?? 0))
    const items = flows.length === 0 ? null : flows.map(whiskerRecord)
    response.writeHead(200).end(`${JSON.stringify({ total: { totalPages: 1 }, items })}\n`)
  }

  #stream(startGte: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    response.flushHeaders()
    this.streams.add(response)
    const stop = this.#options.memory.stream(startGte, (flows) => {
      for (const flow of flows) response.write(`data: ${JSON.stringify(whiskerRecord(flow))}\n\n`)
    })
    response.on('close', () => {
      stop()
      this.streams.delete(response)
    })
  }
}

/** A record as whisker-backend writes it. */
export function whiskerRecord({ fields, start, end }: WindowedFlow): Record<string, unknown> {
  return { start_time: rfc3339(start), end_time: rfc3339(end), ...fields }
}

function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

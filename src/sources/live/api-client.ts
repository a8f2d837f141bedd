import type { ClientRequest, IncomingMessage, Agent as PlainAgent } from 'node:http'
import { request as plainRequest } from 'node:http'
import { type Agent, request as secureRequest } from 'node:https'
import { createGunzip } from 'node:zlib'
import { ApiError, errorOfAnswer, errorOfConnection, safeText } from './api-error.ts'
import type { Credentials, Identity } from './credentials.ts'
import { lineSplitter } from './line-splitter.ts'

/** The parts of a request beside its path. */
export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  readonly signal: AbortSignal
  /** How long until the first byte of the answer, and between two of them. */
  readonly timeoutMs?: number
  /** A JSON value to POST; absent for GET. */
  readonly post?: unknown
}

export interface ApiClientOptions {
  /** With a path, where the server stands behind one. */
  readonly server: URL
  readonly credentials: Credentials
  readonly userAgent: string
  /** Keeps connections open and knows the proxy; of the server's scheme. */
  readonly agent: Agent | PlainAgent
}

const connectTimeoutMs = 10_000
const defaultTimeoutMs = 30_000
/** A watch event is one object; nothing that Kubernetes stores is larger than about 3 MB. */
const longestEvent = 16 * 1024 * 1024

/** Speaks to one API server over kept-alive connections. Reads only, but for reviews of one's own access. */
export class ApiClient {
  readonly server: URL
  readonly #options: ApiClientOptions

  constructor(options: ApiClientOptions) {
    this.server = options.server
    this.#options = options
  }

  /** GET (or POST) one JSON value. Throws an ApiError. A refused identity is renewed once. */
  async json(path: string, options: RequestOptions): Promise<unknown> {
    const answer = await this.#answer(path, options, true)
    const text = await bodyText(answer, options)
    try {
      return JSON.parse(text)
    } catch {
      throw new ApiError('not-kubernetes', `not a Kubernetes API: ${safeText(text, 80)}`)
    }
  }

  /** GET a stream of JSON lines (a watch). Resolves when the server ends it, throws an ApiError when it breaks. */
  async lines(path: string, options: RequestOptions, onLine: (line: string) => void): Promise<void> {
    const answer = await this.#answer(path, options, false)
    const splitter = lineSplitter()
    try {
      for await (const chunk of answer) {
        for (const line of splitter.push(chunk)) onLine(line)
        if (splitter.pendingBytes > longestEvent) {
          throw new ApiError('not-kubernetes', 'not a Kubernetes API: a watch event without an end')
        }
      }
    } catch (cause) {
      answer.destroy()
      throw cause instanceof ApiError ? cause : errorOfConnection(cause, this.server.host, options.signal)
    }
  }

  /** Close the connections that are kept open. */
  close(): void {
    this.#options.agent.destroy()
  }

  async #answer(path: string, options: RequestOptions, compressed: boolean): Promise<IncomingMessage> {
    const answer = await this.#send(path, options, compressed)
    const status = answer.statusCode ?? 0
    if (status < 300) return answer
    const body = await bodyText(answer, options)
    if (status === 401 && this.#options.credentials.rejected()) {
      const again = await this.#send(path, options, compressed)
      if ((again.statusCode ?? 0) < 300) return again
      throw errorOfAnswer(again.statusCode ?? 0, await bodyText(again, options), null)
    }
    const retryAfter = answer.headers['retry-after'] ?? null
    if (status >= 400) throw errorOfAnswer(status, body, retryAfter)
    throw new ApiError('not-kubernetes', `not a Kubernetes API: it answers ${status} and sends elsewhere`)
  }

  async #send(path: string, options: RequestOptions, compressed: boolean): Promise<IncomingMessage> {
    const identity = await this.#options.credentials.identity(options.signal)
    if (options.signal.aborted) throw new ApiError('aborted', 'cancelled')
    return new Promise((resolve, reject) => {
      const request = this.#open(path, options, identity, compressed)
      const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
      const connect = setTimeout(() => {
        if (request.socket?.connecting ?? true) request.destroy(timedOut())
      }, connectTimeoutMs)
      request.setTimeout(timeoutMs, () => request.destroy(timedOut()))
      request.on('error', (cause) => reject(errorOfConnection(cause, this.server.host, options.signal)))
      request.on('close', () => clearTimeout(connect))
      request.on('response', (answer) => {
        clearTimeout(connect)
        resolve(answer)
      })
      request.end(options.post === undefined ? undefined : JSON.stringify(options.post))
    })
  }

  #open(path: string, options: RequestOptions, identity: Identity, compressed: boolean): ClientRequest {
    const query = new URLSearchParams(options.query).toString()
    const base = this.server.pathname.replace(/\/$/, '')
    const send = this.server.protocol === 'http:' ? plainRequest : secureRequest
    return send({
      host: this.server.hostname.replace(/^\[|\]$/g, ''),
      port: this.server.port === '' ? (this.server.protocol === 'http:' ? 80 : 443) : Number(this.server.port),
      path: `${base}${path}${query === '' ? '' : `?${query}`}`,
      method: options.post === undefined ? 'GET' : 'POST',
      agent: this.#options.agent,
      signal: options.signal,
      ...identity.tls,
      headers: {
        ...identity.headers,
        accept: options.accept ?? 'application/json',
        'user-agent': this.#options.userAgent,
        'accept-encoding': compressed ? 'gzip' : 'identity',
        ...(options.post === undefined ? {} : { 'content-type': 'application/json' }),
      },
    })
  }
}

function timedOut(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
}

async function bodyText(answer: IncomingMessage, options: RequestOptions): Promise<string> {
  const stream = answer.headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip()) : answer
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
  } catch (cause) {
    throw errorOfConnection(cause, String(answer.socket?.remoteAddress ?? 'the server'), options.signal)
  }
  return Buffer.concat(chunks).toString('utf8')
}

import type { ClientRequest, IncomingMessage, Agent as PlainAgent } from 'node:http'
import { request as plainRequest } from 'node:http'
import { type Agent, request as secureRequest } from 'node:https'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { WebSocket } from 'ws'
import { ApiError, errorOfAnswer, errorOfConnection, isTlsCode, safeText } from './api-error.ts'
import { errorOfCertificate } from './certificate.ts'
import type { Credentials, Identity } from './credentials.ts'
import { lineSplitter } from './line-splitter.ts'
import { utcTime } from './utc-time.ts'
import { type Opened, openWebSocket } from './web-socket.ts'

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
  /** False to ask for answers as they are: the kubeconfig may say that compressing costs more than it saves. */
  readonly compresses?: boolean
  /** True when a proxy stands between: its connections cannot be looked into. */
  readonly proxied?: boolean
  readonly now?: () => number
  /** The longest that an answer may take, but for watches; absent for the usual. */
  readonly timeoutMs?: number
}

/** What a stream of lines tells. */
export interface LineSink {
  /** The server has answered; lines follow when there are any. */
  open(): void
  line(line: string): void
}

const connectTimeoutMs = 10_000
const defaultTimeoutMs = 30_000
/** Clocks that differ by more are worth a word. */
export const largestSkewMs = 60_000
/** A watch event is one object; nothing that Kubernetes stores is larger than about 3 MB. */
const longestEvent = 16 * 1024 * 1024

/** Speaks to one API server over kept-alive connections. Reads only, but for reviews of one's own access. */
export class ApiClient {
  readonly server: URL
  readonly #options: ApiClientOptions
  readonly #now: () => number
  #skewMs = 0

  constructor(options: ApiClientOptions) {
    this.server = options.server
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** How far this machine's clock is ahead of the server's, as of the last answer. */
  get skewMs(): number {
    return this.#skewMs
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
  async lines(path: string, options: RequestOptions, sink: LineSink): Promise<void> {
    const answer = await this.#answer(path, options, false)
    sink.open()
    const splitter = lineSplitter()
    try {
      for await (const chunk of answer) {
        for (const line of splitter.push(chunk)) sink.line(line)
        if (splitter.pendingBytes > longestEvent) {
          throw new ApiError('not-kubernetes', 'not a Kubernetes API: a watch event without an end')
        }
      }
    } catch (cause) {
      answer.destroy()
      throw cause instanceof ApiError ? cause : errorOfConnection(cause, this.server.host, options.signal)
    }
  }

  /** Open a WebSocket in a subprotocol of Kubernetes. It is paused: resume it once it is listened to. Throws an ApiError. */
  async webSocket(path: string, protocol: string, options: RequestOptions): Promise<WebSocket> {
    const { socket } = await this.#asked(options, (identity) => {
      const url = new URL(this.#path(path, options), this.server)
      const { agent, userAgent } = this.#options
      const how = { url, protocol, agent, identity, userAgent, signal: options.signal }
      return this.#tried(options, identity, () => upgraded(how))
    })
    // Only an answer that switches protocols has a status below 300 here, and it comes with a socket.
    if (socket === null) throw new ApiError('not-kubernetes', 'the server does not speak WebSocket')
    return socket
  }

  /** Close the connections that are kept open. */
  close(): void {
    this.#options.agent.destroy()
  }

  async #answer(path: string, options: RequestOptions, compressed: boolean): Promise<IncomingMessage> {
    const { answer } = await this.#asked(options, async (identity) => ({
      answer: await this.#tried(options, identity, () => this.#sendOnce(path, options, { identity, compressed })),
    }))
    return answer
  }

  /** Ask as who the credentials say; once more when they are renewed. Throws an ApiError for a refusal. */
  async #asked<Answered extends { readonly answer: IncomingMessage }>(
    options: RequestOptions,
    ask: (identity: Identity) => Promise<Answered>,
  ): Promise<Answered> {
    const { credentials } = this.#options
    for (let isLast = false; ; isLast = true) {
      const identity = await credentials.identity(options.signal)
      const answered = await ask(identity)
      const { answer } = answered
      const status = answer.statusCode ?? 0
      this.#readClock(answer)
      if (status < 300) return answered
      const body = withoutSecrets(await bodyText(answer, options), identity)
      if (status === 401 && credentials.rejected(identity) && !isLast) continue
      if (status === 401) throw this.#refused(body)
      if (status >= 400) throw errorOfAnswer(status, body, answer.headers['retry-after'] ?? null)
      throw new ApiError('not-kubernetes', `not a Kubernetes API: it answers ${status} and sends elsewhere`)
    }
  }

  #refused(body: string): ApiError {
    const error = errorOfAnswer(401, body, null)
    const complaint = this.#options.credentials.complaint?.() ?? null
    const why = complaint ?? (Math.abs(this.#skewMs) > largestSkewMs ? skewWords(this.#skewMs, this.#now()) : null)
    return why === null ? error : new ApiError('unauthorized', error.message, { status: 401, hint: why })
  }

  #readClock(answer: IncomingMessage): void {
    const date = Date.parse(answer.headers.date ?? '')
    if (!Number.isNaN(date)) this.#skewMs = this.#now() - date
  }

  async #tried<Answer>(options: RequestOptions, identity: Identity, send: () => Promise<Answer>): Promise<Answer> {
    if (options.signal.aborted) throw new ApiError('aborted', 'cancelled')
    try {
      return await send()
    } catch (cause) {
      // The server had closed a connection that was kept open, as it may at any time; a new one may do.
      if (cause instanceof StaleConnection && !options.signal.aborted) return this.#tried(options, identity, send)
      throw await this.#errorOf(cause, options, identity)
    }
  }

  #sendOnce(path: string, options: RequestOptions, how: Sending): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = this.#open(path, options, how)
      const connect = setTimeout(() => request.destroy(timedOut()), connectTimeoutMs)
      // A watch is never compressed, and may be silent for as long as was asked for.
      const limit = how.compressed ? this.#options.timeoutMs : undefined
      request.setTimeout(limit ?? options.timeoutMs ?? defaultTimeoutMs, () => request.destroy(timedOut()))
      request.on('socket', (socket) => {
        const isPlain = this.server.protocol === 'http:'
        // One that a proxy opened is connected already.
        if (request.reusedSocket || (isPlain && !socket.connecting)) clearTimeout(connect)
        else socket.once(isPlain ? 'connect' : 'secureConnect', () => clearTimeout(connect))
      })
      request.on('error', (cause) => reject(isStale(request, cause) ? new StaleConnection() : cause))
      request.on('close', () => clearTimeout(connect))
      request.on('response', (answer) => {
        clearTimeout(connect)
        resolve(answer)
      })
      request.end(options.post === undefined ? undefined : JSON.stringify(options.post))
    })
  }

  async #errorOf(cause: unknown, options: RequestOptions, identity: Identity): Promise<ApiError> {
    const error = errorOfConnection(cause, this.server.host, options.signal)
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (error.kind !== 'tls' || !isTlsCode(code)) return error
    const complaint = this.#options.credentials.complaint?.() ?? null
    if (complaint !== null) return new ApiError('tls', error.message, { hint: complaint })
    if (this.#options.proxied === true) return error
    const servername = identity.tls.servername ?? null
    return errorOfCertificate({ server: this.server, servername, code, now: this.#now() }, error)
  }

  /** A path behind that of the server, with the query. */
  #path(path: string, options: RequestOptions): string {
    const query = new URLSearchParams(options.query).toString()
    return `${this.server.pathname.replace(/\/$/, '')}${path}${query === '' ? '' : `?${query}`}`
  }

  #open(path: string, options: RequestOptions, { identity, compressed }: Sending): ClientRequest {
    const send = this.server.protocol === 'http:' ? plainRequest : secureRequest
    return send({
      host: this.server.hostname.replace(/^\[|\]$/g, ''),
      port: this.server.port === '' ? (this.server.protocol === 'http:' ? 80 : 443) : Number(this.server.port),
      path: this.#path(path, options),
      method: options.post === undefined ? 'GET' : 'POST',
      agent: this.#options.agent,
      signal: options.signal,
      ...identity.tls,
      headers: {
        ...identity.headers,
        accept: options.accept ?? 'application/json',
        'user-agent': this.#options.userAgent,
        'accept-encoding': compressed && this.#options.compresses !== false ? 'gzip' : 'identity',
        ...(options.post === undefined ? {} : { 'content-type': 'application/json' }),
      },
    })
  }
}

interface Sending {
  readonly identity: Identity
  readonly compressed: boolean
}

/** A connection that was kept open turned out to be closed. */
class StaleConnection extends Error {}

function isStale(request: ClientRequest | null, cause: unknown): boolean {
  return request?.reusedSocket === true && cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET'
}

async function upgraded(how: Parameters<typeof openWebSocket>[0]): Promise<Opened> {
  let sent: ClientRequest | null = null
  try {
    return await openWebSocket(how, (request) => {
      sent = request
    })
  } catch (cause) {
    throw isStale(sent, cause) ? new StaleConnection() : cause
  }
}

/** What to say of a clock that differs from the server's. */
export function skewWords(skewMs: number, now: number): string {
  return `clocks differ: this machine’s says ${utcTime(now)}, the server’s ${utcTime(now - skewMs)}`
}

/** What a server or a proxy says, should it say back what it was sent. */
function withoutSecrets(said: string, { headers }: Identity): string {
  const { authorization } = headers
  const secret = typeof authorization === 'string' ? authorization.replace(/^\w+ /, '') : ''
  return secret === '' ? said : said.replaceAll(secret, '(hidden)')
}

function timedOut(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
}

async function bodyText(answer: IncomingMessage, options: RequestOptions): Promise<string> {
  const isZipped = answer.headers['content-encoding'] === 'gzip'
  // A pipeline, unlike a pipe, hands an error of the connection on to who reads.
  const stream = isZipped ? pipeline(answer, createGunzip(), () => {}) : answer
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
  } catch (cause) {
    throw errorOfConnection(cause, String(answer.socket?.remoteAddress ?? 'the server'), options.signal)
  }
  return Buffer.concat(chunks).toString('utf8')
}

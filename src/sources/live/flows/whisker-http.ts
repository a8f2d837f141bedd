import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import { ApiError, errorOfConnection, safeText } from '../api-error.ts'
import { record, text } from '../record.ts'

/** One of the ways to whisker-backend. */
export interface WhiskerWay {
  /** The port of the pod. */
  readonly port: number
  readonly isSecure: boolean
  /** The path before that of whisker-backend. */
  readonly base: string
}

/** How to ask. */
export interface WhiskerAsking {
  readonly way: WhiskerWay
  /** Opens a connection to the port of the pod. */
  readonly connect: (signal: AbortSignal) => Promise<Duplex>
  /** What to check the certificate by, in PEM; null where it may not be read. */
  readonly authority: string | null
  /** Told after each handshake whether the certificate could be checked. */
  readonly onVerified: (isVerified: boolean) => void
}

const firstByteMs = 30_000
/** A name in the certificates of the web server and of whisker-backend alike, since they are made to be forwarded to. */
const servername = 'localhost'
const longestError = 4096

/** An answer that is being read. */
export interface WhiskerAnswer {
  readonly body: IncomingMessage
  /** Why reading it failed: what went wrong with the connection is told in better words than what that did to the answer. */
  readonly why: (cause: unknown) => ApiError
}

/** GET from whisker-backend over a connection of its own; the answer ends it. Throws an ApiError, also for a refusal. */
export async function askWhisker(
  asking: WhiskerAsking,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<WhiskerAnswer> {
  const socket = await openSocket(asking, signal)
  let below: unknown = null
  socket.on('error', (cause) => {
    below ??= cause
  })
  const why = (cause: unknown) => errorOfConnection(below ?? cause, 'Whisker', signal)
  const path = `${asking.way.base}/flows?${new URLSearchParams(query)}`
  try {
    // A request over what is closed already would hear of nothing.
    if (socket.destroyed) throw new Error('the connection was broken off')
    const headers = headersOf(asking)
    const answer = await answerOf(plainRequest({ path, createConnection: () => socket, headers, signal }))
    const status = answer.statusCode ?? 0
    if (status === 200 && !String(answer.headers['content-type']).startsWith('text/html')) return { body: answer, why }
    throw refusal(status, await shortText(answer))
  } catch (cause) {
    socket.destroy()
    throw why(cause)
  }
}

function headersOf({ way }: WhiskerAsking): Record<string, string> {
  return { host: `localhost:${way.port}`, accept: 'application/json, text/event-stream', connection: 'close' }
}

async function openSocket(asking: WhiskerAsking, signal: AbortSignal): Promise<Duplex> {
  const raw = await asking.connect(signal)
  if (!asking.way.isSecure || raw.destroyed) return raw
  const { authority } = asking
  return new Promise((resolve, reject) => {
    // The way there leads through the API server, which is verified, into the pod itself: a certificate that cannot be checked is told,
    // not refused.
    const secure = tlsConnect({
      socket: raw,
      servername,
      rejectUnauthorized: false,
      ...(authority !== null && { ca: authority }),
    })
    const limit = setTimeout(() => secure.destroy(new ApiError('timeout', 'Whisker does not answer')), firstByteMs)
    secure.on('error', (cause) => {
      clearTimeout(limit)
      reject(errorOfConnection(cause, 'Whisker', signal))
    })
    // The words of what goes wrong below are better than those above.
    raw.on('error', (cause) => secure.destroy(cause))
    secure.once('secureConnect', () => {
      clearTimeout(limit)
      asking.onVerified(authority !== null && secure.authorized)
      resolve(secure)
    })
  })
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => request.destroy(new ApiError('timeout', 'Whisker does not answer')), firstByteMs)
    request.on('response', (answer) => {
      clearTimeout(limit)
      resolve(answer)
    })
    request.on('error', (cause) => {
      clearTimeout(limit)
      reject(cause)
    })
    request.end()
  })
}

function refusal(status: number, body: string): ApiError {
  const words = errorWords(body) ?? `it answers ${status}`
  if (status === 200 || status === 404) return new ApiError('not-found', 'what answers there is not Whisker')
  return new ApiError(status >= 500 ? 'server' : 'bad-request', `Whisker refuses: ${words}`, { status })
}

function errorWords(body: string): string | null {
  try {
    const words = text(record(JSON.parse(body)).error)
    return words === null ? null : safeText(words)
  } catch {
    return null
  }
}

async function shortText(answer: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    body += chunk
    if (body.length > longestError) break
  }
  return body
}

import { record, text } from './record.ts'

/** What can go wrong between us and an API server. */
export type ApiErrorKind =
  | 'dns'
  | 'unreachable'
  | 'timeout'
  | 'proxy'
  | 'tls'
  | 'credentials'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'expired'
  | 'throttled'
  | 'bad-request'
  | 'server'
  | 'not-kubernetes'
  | 'aborted'

const retryableKinds: ReadonlySet<ApiErrorKind> = new Set([
  'dns',
  'unreachable',
  'timeout',
  'proxy',
  'tls',
  'unauthorized',
  'throttled',
  'server',
  'not-kubernetes',
])

/** A failed exchange with the API server. Its texts are safe to show: they hold no credentials and no control characters. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  /** The HTTP status, or null when there was no answer. */
  readonly status: number | null
  /** Kubernetes' own word for it (`Expired`, `Forbidden`), or null. */
  readonly reason: string | null
  /** What the user can do, or null. */
  readonly hint: string | null
  /** When the server wants to be asked again, or null. */
  readonly retryAfterMs: number | null

  constructor(kind: ApiErrorKind, message: string, more: ApiErrorDetails = {}) {
    super(message)
    this.name = 'ApiError'
    this.kind = kind
    this.status = more.status ?? null
    this.reason = more.reason ?? null
    this.hint = more.hint ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
  }

  /** True when asking again later can help. */
  get retryable(): boolean {
    return retryableKinds.has(this.kind)
  }
}

export interface ApiErrorDetails {
  readonly status?: number
  readonly reason?: string | null
  readonly hint?: string | null
  readonly retryAfterMs?: number | null
}

/** The longest piece of a server's own words that is shown. */
const longestMessage = 300

/** The longest piece of an answer that is no word of Kubernetes. */
const longestBody = 80

/** What a server says that has just started. It is ready within a second or two, long before it asks to be asked again.
 * Source: pkg/util/notfoundhandler/not_found_handler.go, pkg/storage/cacher/ready.go (kubernetes/apiserver). */
const starting = /before all known HTTP paths have been installed|storage is \(re\)initializing/
const startingMs = 1000

/** A server's text without control characters and cut to a length that fits a line or two. */
export function safeText(text: string, longest = longestMessage): string {
  // Control characters, and the marks that turn the direction of text around, could forge what the screen says.
  const safe = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe
}

/** The error of an answer with a status of 400 or more. `body` is the text that came with it, a `Status` object as a rule. */
export function errorOfAnswer(status: number, body: string, retryAfter: string | null): ApiError {
  const { reason, message } = statusObject(body)
  const said = safeText(body, longestBody)
  const words = message ?? `the server answered ${status}${said === '' ? '' : `: ${said}`}`
  const details = { status, reason, retryAfterMs: retryAfterMs(retryAfter) }
  if (reason === 'Expired' || reason === 'Gone' || status === 410) return new ApiError('expired', words, details)
  if (status === 401) {
    const hint = 'sign in again; it is tried again by itself'
    return new ApiError('unauthorized', `the server does not take your credentials: ${words}`, { ...details, hint })
  }
  if (status === 403) return new ApiError('forbidden', words, details)
  // Who stands before a server that is away answers so too: that must not pass for a kind that is gone.
  if (status === 404 && message === null && !/^404 page not found\s*$/.test(body))
    return new ApiError('not-kubernetes', `not a Kubernetes API: ${words}`, details)
  if (status === 404) return new ApiError('not-found', words, details)
  if (starting.test(words)) {
    const soon = Math.min(details.retryAfterMs ?? startingMs, startingMs)
    return new ApiError('server', `the API server is starting: ${words}`, { ...details, retryAfterMs: soon })
  }
  if (status === 429 || (status === 503 && details.retryAfterMs !== null))
    return new ApiError('throttled', `throttled: ${words}`, details)
  if (status >= 500) return new ApiError('server', words, details)
  return new ApiError('bad-request', words, details)
}

/** The error of a connection that broke before there was an answer. `host` is the server's or the proxy's. */
export function errorOfConnection(cause: unknown, host: string, signal: AbortSignal | null): ApiError {
  if (signal?.aborted) return new ApiError('aborted', 'cancelled')
  if (cause instanceof ApiError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const message = safeText(messageOf(cause))
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const privately = host.includes('privatelink')
      ? 'this is a private cluster: connect from inside its network or over its VPN'
      : 'check the name, your DNS and your VPN'
    return new ApiError('dns', `the name ${host.replace(/:\d+$/, '')} cannot be resolved`, { hint: privately })
  }
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return new ApiError('timeout', `${host} does not answer`)
  if (/wrong version number|packet length too long/.test(message)) {
    const hint = 'check the `server` in the kubeconfig: its port, and whether it begins with http:// or https://'
    return new ApiError('tls', `${host} does not speak TLS`, { hint })
  }
  if (isTlsCode(code)) {
    return new ApiError('tls', `no trust in ${host}: ${message}`, { hint: tlsHint(code) })
  }
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_CRYPTO'))
    return new ApiError('credentials', `a certificate or key of the kubeconfig cannot be used: ${message}`)
  if (code === 'ECONNRESET') return new ApiError('unreachable', `${host} broke the connection off`)
  return new ApiError('unreachable', `${host} cannot be reached: ${message === '' ? code : message}`)
}

/** A name with several addresses, of which none can be reached, fails with one error for each and no words of its own. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}

/** True for a certificate that was not trusted. */
export function isTlsCode(code: string): boolean {
  return /^(CERT_|ERR_TLS|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|ERR_SSL|EPROTO)/.test(code)
}

/** What to do about a certificate that is not trusted. */
export function tlsHint(code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'a certificate has expired: renew it, or check this machine’s clock'
  if (code === 'CERT_NOT_YET_VALID') return 'a certificate is not valid yet: check this machine’s clock'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'set `tls-server-name` in the kubeconfig when the server is reached by another name'
  return 'check `certificate-authority` in the kubeconfig'
}

function statusObject(body: string): { readonly reason: string | null; readonly message: string | null } {
  try {
    const status = record(JSON.parse(body))
    const [reason, message] = [text(status.reason), text(status.message)]
    return { reason: reason && safeText(reason, 60), message: message && safeText(message) }
  } catch {
    return { reason: null, message: null }
  }
}

/** Seconds are the only form that API servers send. */
function retryAfterMs(header: string | null): number | null {
  if (header === null || !/^\d+$/.test(header)) return null
  return Math.min(Number(header), 60) * 1000
}

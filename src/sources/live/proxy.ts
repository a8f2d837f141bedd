import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { cidrContains, parseAddress, parseCidr } from '../../model/address.ts'
import { ApiError, safeText } from './api-error.ts'
import { connectBySocks, type Target } from './socks.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The proxy to reach a server by: the kubeconfig's `proxy-url`, else HTTPS_PROXY or HTTP_PROXY unless NO_PROXY names the server;
 * null for none. */
export function proxyFor(server: URL, configured: string | null, env: Environment): URL | null {
  const secure = server.protocol === 'https:'
  const usual = secure ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy)
  const text = configured ?? (isExempt(server, env.NO_PROXY ?? env.no_proxy ?? '') ? null : (usual ?? null))
  if (text === null || text === '') return null
  try {
    return new URL(text.includes('://') ? text : `http://${text}`)
  } catch {
    throw new ApiError('proxy', 'the proxy is not named by a URL')
  }
}

/** True when NO_PROXY names the server: by `*`, a name or its suffix, an address, a CIDR, each with or without a port. */
function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const address = parseAddress(host)
  return noProxy.split(/[\s,]+/).some((entry) => {
    const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, '.')) ?? []
    if (name === '' || (port !== undefined && port !== server.port)) return false
    if (name === '*') return true
    const block = address === null ? null : parseCidr(name)
    if (block !== null && address !== null) return cidrContains(block, address)
    return host === name.replace(/^\./, '') || host.endsWith(name.startsWith('.') ? name : `.${name}`)
  })
}

const keepAlive = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: 64 }

/** Keeps connections to the server open, through the proxy if there is one. */
export function agentFor(server: URL, proxy: URL | null): Agent | PlainAgent {
  if (proxy === null) return server.protocol === 'http:' ? new PlainAgent(keepAlive) : new Agent(keepAlive)
  if (!['http:', 'https:', ...socksProtocols].includes(proxy.protocol)) {
    throw new ApiError('proxy', `proxies of the kind \`${proxy.protocol.replace(':', '')}\` are not supported`, {
      hint: 'use an http, https or socks5 proxy, or a VPN',
    })
  }
  return server.protocol === 'http:' ? new PlainTunnelAgent(proxy) : new TunnelAgent(proxy)
}

type Connected = (error: Error | null, stream: Duplex) => void

/** Reaches TLS servers through a proxy. */
class TunnelAgent extends Agent {
  readonly #proxy: URL

  constructor(proxy: URL) {
    super(keepAlive)
    this.#proxy = proxy
  }

  override createConnection(options: Parameters<Agent['createConnection']>[0], callback?: Connected): undefined {
    // The agent of https hands on what the request was made with: host, port and the options of TLS.
    const { host, port, ...tls } = options as ConnectionOptions & { host: string; port: number }
    // The host is what the certificate is checked for where there is no name to ask by.
    const secure = (socket: Duplex) => tlsConnect({ ...tls, host, servername: tls.servername ?? nameOf(host), socket })
    openTunnel(this.#proxy, { host, port }, (error, stream) =>
      error === null ? callback?.(null, secure(stream)) : callback?.(error, stream),
    )
    return undefined
  }
}

/** Reaches plain servers through a proxy. */
class PlainTunnelAgent extends PlainAgent {
  readonly #proxy: URL

  constructor(proxy: URL) {
    super(keepAlive)
    this.#proxy = proxy
  }

  override createConnection(options: Parameters<PlainAgent['createConnection']>[0], callback?: Connected): undefined {
    // The agent of http hands on what the request was made with.
    const { host, port } = options as { host: string; port: number }
    openTunnel(this.#proxy, { host, port }, (error, stream) => callback?.(error, stream))
    return undefined
  }
}

/** The name to ask a server's certificate by: an address is none. */
function nameOf(host: string): string {
  return parseAddress(host) === null ? host : ''
}

const tunnelTimeoutMs = 10_000
const socksProtocols = ['socks5:', 'socks5h:']

function openTunnel(proxy: URL, to: Target, done: Connected): void {
  if (!socksProtocols.includes(proxy.protocol)) openHttpTunnel(proxy, to, done)
  else
    connectBySocks(proxy, to).then(
      (socket) => done(null, socket),
      // An agent takes an error without a stream, which its types do not know.
      (error: Error) => done(error, undefined as unknown as Duplex),
    )
}

/** By CONNECT. */
function openHttpTunnel(proxy: URL, to: Target, done: Connected): void {
  const target = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`
  const { username, password } = proxy
  const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const isSecure = proxy.protocol === 'https:'
  // An agent takes an error without a stream, which its types do not know.
  const failed = (message: string) => done(new ApiError('proxy', message), undefined as unknown as Duplex)
  const request = (isSecure ? secureRequest : plainRequest)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? (isSecure ? 443 : 80) : Number(proxy.port),
    method: 'CONNECT',
    path: target,
    timeout: tunnelTimeoutMs,
    headers: { host: target, ...(username !== '' && { 'proxy-authorization': `Basic ${secret}` }) },
  })
  request.on('timeout', () => request.destroy(new Error('it does not answer')))
  request.on('error', (cause) => failed(`the proxy ${proxy.host} cannot be reached: ${safeText(cause.message)}`))
  request.on('connect', (answer, socket) => {
    socket.setTimeout(0)
    if (answer.statusCode === 200) return done(null, socket)
    socket.destroy()
    const wants = answer.statusCode === 407 ? ': it wants a user name and password' : ''
    failed(`the proxy ${proxy.host} answers ${answer.statusCode}${wants}`)
  })
  request.end()
}

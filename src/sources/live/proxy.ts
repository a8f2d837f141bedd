import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { cidrContains, parseAddress, parseCidr } from '../../model/address.ts'
import { ApiError } from './api-error.ts'

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
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new ApiError('proxy', `proxies of the kind \`${proxy.protocol.replace(':', '')}\` are not supported`, {
      hint: 'use an http or https proxy, or a VPN',
    })
  }
  return new TunnelAgent(proxy)
}

/** Reaches servers through an HTTP proxy by CONNECT. */
class TunnelAgent extends Agent {
  readonly #proxy: URL

  constructor(proxy: URL) {
    super(keepAlive)
    this.#proxy = proxy
  }

  override createConnection(
    options: Parameters<Agent['createConnection']>[0],
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The agent of https hands on what the request was made with: host, port and the options of TLS.
    const { host, port, ...tls } = options as ConnectionOptions & { host: string; port: number }
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const { username, password } = this.#proxy
    const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
    const send = this.#proxy.protocol === 'https:' ? secureRequest : plainRequest
    const failed = (message: string) => callback?.(new ApiError('proxy', message), undefined as never)
    const request = send({
      host: this.#proxy.hostname,
      port: this.#proxy.port === '' ? 80 : Number(this.#proxy.port),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(username !== '' && { 'proxy-authorization': `Basic ${secret}` }) },
    })
    request.on('error', (cause) => failed(`the proxy ${this.#proxy.host} cannot be reached: ${cause.message}`))
    request.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy()
        return failed(
          `the proxy ${this.#proxy.host} answers ${answer.statusCode}${answer.statusCode === 407 ? ': it wants a user name and password' : ''}`,
        )
      }
      callback?.(null, tlsConnect({ ...tls, servername: tls.servername ?? host, socket }))
    })
    request.end()
    return undefined
  }
}

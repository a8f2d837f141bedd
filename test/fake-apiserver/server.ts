import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type AccessRequest, type AccessRule, allows } from '../../src/model/access.ts'
import { groupAndPlural } from '../../src/model/access-table.ts'
import type { Forwarding } from '../fake-whisker/forwarding.ts'
import { discoveryAnswer } from './discovery.ts'
import type { Resource } from './resources.ts'
import { reviewAnswer } from './reviews.ts'
import { type KubeObject, Store, type StoreEvent } from './store.ts'

/** What a scripted fault does to a request it applies to; null lets it pass. */
export type Fault = (request: IncomingMessage, path: string) => ((response: ServerResponse) => void) | null

export interface FakeOptions {
  readonly resources: readonly Resource[]
  /** Who may do what; absent: what the rules grant, and without rules everything. */
  readonly may?: (
    user: string,
    verb: string,
    resource: string,
    target: { readonly namespace: string | null; readonly name: string | null },
  ) => boolean
  /** The rules of a user's roles, of which reviews of access tell. */
  readonly rulesOf?: (user: string) => readonly AccessRule[]
  /** False: reviews say that the rules they list are not all. */
  readonly listsAllRules?: boolean
  /** The address to listen at; absent for 127.0.0.1. */
  readonly host?: string
  /** Serve over TLS with these, in PEM; absent for plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Where connections to pods go; absent for a server that knows no port-forward. */
  readonly forwarding?: Forwarding
}

/**
 * A Kubernetes API server of our own, for faults and for speed: lists with pages from a fixed version, watches with bookmarks,
 * expiry, discovery, reviews of access. A conformance suite holds it against a real one.
 */
export class FakeApiServer {
  readonly store = new Store()
  /** The resources that are served; may be changed while it runs. */
  resources: readonly Resource[]
  faults: Fault[] = []
  /** What a request waits for before it is served, by its path; null for nothing. */
  gate: (path: string) => Promise<void> | null = () => null
  /** Groups that are registered and do not answer. */
  readonly stale = new Set<string>()
  /** Users whose credentials are over: upgrades are refused with 401. */
  readonly expired = new Set<string>()
  /** The paths that were asked for, in order. */
  readonly asked: string[] = []
  /** Who may do what; may be changed while it runs. */
  may: NonNullable<FakeOptions['may']>
  readonly #tls: FakeOptions['tls']
  readonly #host: string
  readonly #forwarding: Forwarding | null
  readonly #rulesOf: NonNullable<FakeOptions['rulesOf']>
  readonly #listsAllRules: boolean
  readonly #watches = new Set<ServerResponse>()
  readonly #pages = new Map<string, { readonly items: readonly KubeObject[]; readonly version: number }>()
  #server: Server | null = null
  #port = 0

  constructor(options: FakeOptions) {
    this.resources = options.resources
    const { may, rulesOf } = options
    this.#rulesOf = rulesOf ?? (() => [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [] }])
    this.may = may ?? ((user, verb, resource, { name }) => allows(this.#rulesOf(user), requestOf(verb, resource, name)))
    this.#listsAllRules = options.listsAllRules ?? true
    this.#tls = options.tls
    this.#host = options.host ?? '127.0.0.1'
    this.#forwarding = options.forwarding ?? null
  }

  get url(): string {
    const host = this.#host.includes(':') ? `[${this.#host}]` : this.#host
    return `${this.#tls === undefined ? 'http' : 'https'}://${host}:${this.#port}`
  }

  /** Listen, on the same port as before if there was one. */
  async start(): Promise<void> {
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      const wait = this.gate(request.url ?? '/')
      if (wait === null) this.#serve(request, response)
      else void wait.then(() => this.#serve(request, response))
    }
    const server = this.#tls === undefined ? createServer(serve) : createSecureServer(this.#tls, serve)
    this.#server = server
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, this.#host, resolve)
    })
    // A listening TCP server has an address with a port.
    this.#port = (server.address() as AddressInfo).port
  }

  /** Stop as a killed process does: every connection ends at once. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    server.closeAllConnections()
    this.#forwarding?.cut()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  /** Cut every watch that is open. */
  cutWatches(): void {
    for (const response of this.#watches) response.destroy()
  }

  get openWatches(): number {
    return this.#watches.size
  }

  /** Forget the pages of lists that are being read: their `continue` is too old now. */
  expirePages(): void {
    this.#pages.clear()
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url)
    this.asked.push(url.pathname + url.search)
    for (const fault of this.faults) {
      const answer = fault(request, url.pathname + url.search)
      if (answer !== null) {
        answer(response)
        return
      }
    }
    const discovery = discoveryAnswer(url.pathname, request.headers.accept ?? '', this.resources, this.stale)
    if (discovery !== null) {
      sendJson(response, 200, discovery)
      return
    }
    if (request.method === 'POST') {
      void this.#review(request, url.pathname, response)
      return
    }
    const target = this.#target(url.pathname)
    if (target === null) {
      sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource')
      return
    }
    const user = userOf(request)
    const verb = url.searchParams.get('watch') === 'true' ? 'watch' : target.name === null ? 'list' : 'get'
    if (!this.may(user, verb, target.resource.name, target)) {
      const plural = target.resource.name.split('/').at(-1)
      sendStatus(
        response,
        403,
        'Forbidden',
        `${plural} is forbidden: User "${user}" cannot ${verb} resource "${plural}"`,
      )
      return
    }
    if (verb === 'get') this.#get(target, response)
    else if (verb === 'watch') this.#watch(target, url, response)
    else this.#list(target, url, response)
  }

  /** Port-forward by WebSocket: a GET, for which `create` is asked as well since Kubernetes 1.35. */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', this.url)
    this.asked.push(url.pathname + url.search)
    const [, namespace, pod] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward$/.exec(url.pathname) ?? []
    const user = userOf(request)
    if (this.expired.has(user)) {
      refuse(socket, 401, 'Unauthorized', 'Unauthorized')
      return
    }
    if (this.#forwarding === null || namespace === undefined || pod === undefined) {
      refuse(socket, 404, 'NotFound', 'the server could not find the requested resource')
      return
    }
    const asked = (verb: string) => ({ verb, group: '', resource: 'pods/portforward', name: pod })
    const missing = ['get', 'create'].find((verb) => !allows(this.#rulesOf(user), asked(verb)))
    if (missing !== undefined) {
      const what = `cannot get resource "pods/portforward" in API group "" in the namespace "${namespace}"`
      const why = missing === 'get' ? ` User "${user}" ${what}` : ''
      refuse(socket, 403, 'Forbidden', `pods "${pod}" is forbidden:${why}`)
      return
    }
    const port = Number(url.searchParams.get('ports'))
    this.#forwarding.upgrade(request, socket, head, { pod: `${namespace}/${pod}`, port })
  }

  async #review(request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const user = userOf(request)
    const answer = reviewAnswer(path, JSON.parse(Buffer.concat(chunks).toString('utf8')), {
      user,
      rules: this.#rulesOf(user),
      isComplete: this.#listsAllRules,
      may: (verb, resource, name) => this.may(user, verb, this.#served(resource), { namespace: null, name }),
    })
    if (answer === null) sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource')
    else sendJson(response, 201, answer)
  }

  /** `GROUP/VERSION/PLURAL` for `GROUP/PLURAL`; of what is not served, such as the pseudo-resources of tiers, the group alone counts. */
  #served(resource: string): string {
    const [group = '', plural = ''] = resource.includes('/') ? resource.split('/') : ['', resource]
    const found = this.resources.find(({ name }) => {
      const [ofGroup, ofPlural] = groupAndPlural(name)
      return ofGroup === group && ofPlural === plural
    })
    return found?.name ?? `${group}/any/${plural}`
  }

  #target(path: string): Target | null {
    const parts = path.split('/').filter((part) => part !== '')
    const root = parts[0] === 'api' ? parts.slice(1, 2) : parts.slice(1, 3)
    const rest = parts.slice(parts[0] === 'api' ? 2 : 3)
    const scoped = rest[0] === 'namespaces' && rest.length > 2
    const [plural, name] = scoped ? rest.slice(2) : rest
    const resource = this.resources.find((candidate) => candidate.name === [...root, plural].join('/'))
    return resource === undefined
      ? null
      : { resource, namespace: scoped ? (rest[1] ?? null) : null, name: name ?? null }
  }

  #get(target: Target, response: ServerResponse): void {
    const object = this.store.get(target.resource.name, target.namespace, target.name ?? '')
    if (object === null) {
      sendStatus(response, 404, 'NotFound', `"${target.name}" not found`)
      return
    }
    sendJson(response, 200, object)
  }

  #list(target: Target, url: URL, response: ServerResponse): void {
    const token = url.searchParams.get('continue')
    const limit = Number(url.searchParams.get('limit') ?? 0)
    const [id, startText] = (token ?? '').split(':')
    const kept = token === null ? null : this.#pages.get(id ?? '')
    if (kept === undefined) {
      sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old')
      return
    }
    const version = kept?.version ?? this.store.version
    const items = kept?.items ?? this.store.list(target.resource.name).filter((object) => selected(object, target, url))
    const start = token === null ? 0 : Number(startText)
    const end = limit > 0 ? Math.min(items.length, start + limit) : items.length
    const pageId = id !== undefined && id !== '' ? id : `p${this.#pages.size}-${version}`
    if (end < items.length) this.#pages.set(pageId, { items, version })
    const more = end < items.length && { continue: `${pageId}:${end}`, remainingItemCount: items.length - end }
    const [apiVersion, kind] = [apiVersionOf(target.resource), `${target.resource.kind}List`]
    sendJson(response, 200, {
      apiVersion,
      kind,
      metadata: { resourceVersion: String(version), ...more },
      items: items.slice(start, end).map(bare),
    })
  }

  #watch(target: Target, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion') ?? 0)
    const missed = this.store.since(target.resource.name, from)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (missed === null) {
      response.end(
        `${JSON.stringify({ type: 'ERROR', object: statusBody(410, 'Expired', 'too old resource version') })}\n`,
      )
      return
    }
    const tell = (event: StoreEvent) => {
      if (event.resource !== target.resource.name || !selected(event.object, target, url)) return
      response.write(`${JSON.stringify({ type: event.type, object: event.object })}\n`)
    }
    for (const event of missed) tell(event)
    const unlisten = this.store.listen(tell)
    const seconds = Number(url.searchParams.get('timeoutSeconds') ?? 300)
    const timer = setTimeout(() => {
      // What happens from now on is for the next watch.
      unlisten()
      response.end()
    }, seconds * 1000)
    this.#watches.add(response)
    response.on('close', () => {
      clearTimeout(timer)
      unlisten()
      this.#watches.delete(response)
    })
  }

  /** Send a bookmark to every watch. */
  bookmark(): void {
    const object = { kind: 'Bookmark', metadata: { resourceVersion: String(this.store.version) } }
    for (const response of this.#watches) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
  }
}

interface Target {
  readonly resource: Resource
  readonly namespace: string | null
  readonly name: string | null
}

function selected(object: KubeObject, target: Target, url: URL): boolean {
  if (target.namespace !== null && object.metadata.namespace !== target.namespace) return false
  const labels = (url.searchParams.get('labelSelector') ?? '').split(',').filter((part) => part !== '')
  const has = (label: string) => `${object.metadata.labels?.[label.split('=')[0] ?? '']}` === label.split('=')[1]
  if (!labels.every(has)) return false
  const fields = (url.searchParams.get('fieldSelector') ?? '').split(',').filter((part) => part !== '')
  const phase = (object.status as { phase?: string } | undefined)?.phase
  return fields.every((field) => {
    const [path, value] = field.split('!=')
    if (path?.startsWith('metadata.name=')) return object.metadata.name === path.slice('metadata.name='.length)
    return path !== 'status.phase' || phase !== value
  })
}

function userOf(request: IncomingMessage): string {
  const impersonated = request.headers['impersonate-user']
  if (typeof impersonated === 'string') return impersonated
  return (request.headers.authorization ?? '').replace(/^Bearer /, '') || 'anonymous'
}

function requestOf(verb: string, resource: string, name: string | null): AccessRequest {
  const [group, plural] = groupAndPlural(resource)
  return { verb, group, resource: plural, name }
}

function apiVersionOf(resource: Resource): string {
  return resource.name.slice(0, resource.name.lastIndexOf('/'))
}

/** The items of a list carry neither kind nor version of their own. */
function bare(object: KubeObject): Record<string, unknown> {
  const { apiVersion: _version, kind: _kind, ...rest } = object
  return rest
}

/** Answer a request for an upgrade with a refusal. */
function refuse(socket: Duplex, code: number, reason: string, message: string): void {
  const body = JSON.stringify(statusBody(code, reason, message))
  const head = `HTTP/1.1 ${code} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
  socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`)
}

function statusBody(code: number, reason: string, message: string): Record<string, unknown> {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }
}

export function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(response, code, statusBody(code, reason, message))
}

export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

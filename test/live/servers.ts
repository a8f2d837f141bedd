import { Agent as PlainAgent } from 'node:http'
import { Agent, request } from 'node:https'
import type { AccessRule } from '../../src/model/access.ts'
import type { RoleRule } from '../../src/model/access-table.ts'
import { ApiClient } from '../../src/sources/live/api-client.ts'
import type { Credentials } from '../../src/sources/live/credentials.ts'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts'
import { crdOf } from '../control-plane/crds.ts'
import { calico, credentials, kubernetes, type Resource } from '../fake-apiserver/resources.ts'
import { FakeApiServer, type Fault, sendStatus } from '../fake-apiserver/server.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { FakeKubelet, kubeletNode } from '../fake-whisker/fake-kubelet.ts'
import { Forwarding } from '../fake-whisker/forwarding.ts'
import { Authority } from '../sources/live/certificates.ts'
import type { ScreenOptions } from '../sources/live/live-screen.ts'

/** A server to hold the product against: the fake one and a real kube-apiserver answer to the same tests. */
export interface TestServer {
  readonly name: string
  /** The path of a kubeconfig with a context for each user; null where there is none. */
  readonly kubeconfig: string | null
  /** Where connections to the ports of pods go; the pods are on the node `node-1`. */
  readonly forwarding: Forwarding
  client(user: string): ApiClient
  put(resource: string, object: KubeObject): Promise<void>
  /** Give a user a ClusterRole in all namespaces, in place of those given before. */
  grant(user: string, rules: readonly RoleRule[]): Promise<void>
  /** The entries of a kubeconfig for the cluster and a user. */
  entries(user: string): Pick<ScreenOptions, 'cluster' | 'user'>
  /** Serve these custom resources too, and serve them no longer: what they held is gone. */
  serve(resources: readonly Resource[]): Promise<void>
  unserve(resources: readonly Resource[]): Promise<void>
  /** Let Calico's API server serve `projectcalico.org/v3`. */
  aggregate(): Promise<AggregatedApi>
  remove(resource: string, namespace: string | null, name: string): Promise<void>
  restart(): Promise<void>
  /** Let every version and every page of before be too old. */
  expire(): Promise<void>
  stop(): Promise<void>
}

/** Calico's API server behind the cluster's own. */
export interface AggregatedApi {
  put(resource: string, object: KubeObject): void
  /** As a killed process does; it stays registered. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Stop it and take its registration back. */
  remove(): Promise<void>
}

export async function fakeServer(resources: readonly Resource[] = calico.native): Promise<TestServer> {
  const all: AccessRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [] }
  const granted = new Map<string, readonly AccessRule[]>([['admin', [all]]])
  const forwarding = new Forwarding()
  const server = new FakeApiServer({
    resources: [...kubernetes, ...credentials, ...resources],
    forwarding,
    rulesOf: (user) => granted.get(user) ?? [],
  })
  await server.start()
  return {
    name: 'fake',
    kubeconfig: null,
    forwarding,
    client: (user) =>
      new ApiClient({
        server: new URL(server.url),
        credentials: bearer(user),
        userAgent: 'test',
        agent: new PlainAgent({ keepAlive: true }),
      }),
    put: async (resource, object) => void server.store.put(resource, object),
    async grant(user, rules) {
      granted.set(
        user,
        rules.map((rule) => ({ resourceNames: [], ...rule })),
      )
    },
    entries: (user) => ({ cluster: { server: server.url }, user: { token: user } }),
    async serve(more) {
      server.resources = [...server.resources, ...more]
    },
    async unserve(gone) {
      const names = new Set(gone.map(({ name }) => name))
      server.resources = server.resources.filter(({ name }) => !names.has(name))
      for (const name of names) server.store.clear(name)
      server.cutWatches()
    },
    aggregate: async () => aggregatedBy(server),
    remove: async (resource, namespace, name) => void server.store.delete(resource, namespace, name),
    async restart() {
      await server.stop()
      await server.start()
    },
    async expire() {
      server.store.compact()
      server.expirePages()
    },
    stop: () => server.stop(),
  }
}

/** A real kube-apiserver with Calico's kinds as custom resources; null where it cannot be had. */
export async function realServer(resources: readonly Resource[] = calico.native): Promise<TestServer | null> {
  const plane = await startControlPlane()
  if (plane === null) return null
  const forwarding = new Forwarding()
  const kubelet = new FakeKubelet(forwarding)
  const server: TestServer = {
    name: 'kube-apiserver',
    kubeconfig: plane.kubeconfig,
    forwarding,
    client: (user) =>
      new ApiClient({
        server: new URL(plane.url),
        credentials: bearer(`token-of-${user}`, plane.ca),
        userAgent: 'test',
        agent: new Agent({ keepAlive: true }),
      }),
    put: (resource, object) => put(plane, resource, object),
    grant: (user, rules) => grant(plane, user, rules),
    entries: (user) => ({
      cluster: { server: plane.url, 'certificate-authority-data': Buffer.from(plane.ca).toString('base64') },
      user: { token: `token-of-${user}` },
    }),
    serve: (more) => serveCalico(plane, more),
    unserve: (gone) => unserveCalico(plane, gone),
    aggregate: () => aggregatedIn(plane),
    remove: async (resource, namespace, name) => {
      await send(plane, 'DELETE', `${pathOf(resource, namespace)}/${name}?gracePeriodSeconds=0`, null)
    },
    restart: () => plane.restartApiserver(),
    expire: () => plane.compact(),
    async stop() {
      await kubelet.stop()
      await plane.stop()
    },
  }
  await put(plane, 'v1/nodes', kubeletNode('node-1', await kubelet.start()))
  await serveCalico(plane, resources)
  return server
}

/** The fake server and, where it can be had, the real one, for tests that hold for both. That it cannot be had is said once, at the start. */
export async function testServers(resources: readonly Resource[] = calico.native): Promise<readonly TestServer[]> {
  const real = await realServer(resources)
  return [await fakeServer(resources), ...(real === null ? [] : [real])]
}

async function grant(plane: ControlPlane, user: string, rules: readonly RoleRule[]): Promise<void> {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const metadata = { name: `test-${user}` }
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name }
  const subjects = [{ apiGroup: roleRef.apiGroup, kind: 'User', name: user }]
  await put(plane, `${apiVersion}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata, rules })
  await put(plane, `${apiVersion}/clusterrolebindings`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef,
    subjects,
  })
}

function bearer(token: string, ca?: string): Credentials {
  const tls = { rejectUnauthorized: true, ...(ca !== undefined && { ca }) }
  return { identity: async () => ({ headers: { authorization: `Bearer ${token}` }, tls }), rejected: () => false }
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

async function serveCalico(plane: ControlPlane, resources: readonly Resource[]): Promise<void> {
  for (const resource of resources) expectDone(await send(plane, 'POST', definitions, crdOf(resource)))
  for (const resource of resources) {
    // Nothing announces that a custom resource is served; its list answers once it is.
    while ((await send(plane, 'GET', pathOf(resource.name, null), null)).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function unserveCalico(plane: ControlPlane, resources: readonly Resource[]): Promise<void> {
  for (const { name } of resources) {
    const [group, , plural] = name.split('/')
    await send(plane, 'DELETE', `${definitions}/${plural}.${group}`, null)
  }
  for (const { name } of resources) {
    while ((await send(plane, 'GET', pathOf(name, null), null)).status !== 404)
      await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const v3 = 'projectcalico.org'

/** The fake server as both: Kubernetes' own and Calico's. */
function aggregatedBy(server: FakeApiServer): AggregatedApi {
  const down: Fault = (_request, path) =>
    path.startsWith(`/apis/${v3}/v3/`)
      ? (response) => sendStatus(response, 503, 'ServiceUnavailable', 'error trying to reach service')
      : null
  const rest = () => server.resources.filter(({ name }) => !name.startsWith(`${v3}/`))
  const start = async () => {
    server.faults = server.faults.filter((fault) => fault !== down)
    server.stale.delete(v3)
    server.resources = [...rest(), ...calico.aggregated]
  }
  void start()
  return {
    put: (resource, object) => void server.store.put(resource, object),
    start,
    async stop() {
      server.faults.push(down)
      server.stale.add(v3)
      server.resources = rest()
      server.cutWatches()
    },
    async remove() {
      await start()
      for (const { name } of calico.aggregated) server.store.clear(name)
      server.resources = rest()
      server.cutWatches()
    },
  }
}

/** The fake server behind a real kube-apiserver, which hands on to it what is asked of the group. */
async function aggregatedIn(plane: ControlPlane): Promise<AggregatedApi> {
  const authority = new Authority('The Authority of Calico’s API server')
  const names = { name: 'calico-apiserver', alternatives: ['DNS:localhost'], from: null, to: null }
  const server = new FakeApiServer({ resources: calico.aggregated, tls: authority.sign(names) })
  authority.close()
  await server.start()
  const namespace = 'calico-apiserver'
  const port = Number(new URL(server.url).port)
  await put(plane, 'v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await put(plane, 'v1/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'calico-api', namespace },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  })
  const service = { name: 'calico-api', namespace, port }
  const spec = { group: v3, version: 'v3', groupPriorityMinimum: 1500, versionPriority: 200, service }
  const services = 'apiregistration.k8s.io/v1/apiservices'
  await put(plane, services, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `v3.${v3}` },
    spec: { ...spec, insecureSkipTLSVerify: true },
  })
  return {
    put: (resource, object) => void server.store.put(resource, object),
    start: () => server.start(),
    stop: () => server.stop(),
    async remove() {
      await send(plane, 'DELETE', `${pathOf(services, null)}/v3.${v3}`, null)
      await server.stop()
    },
  }
}

async function put(plane: ControlPlane, resource: string, object: KubeObject): Promise<void> {
  const path = pathOf(resource, object.metadata.namespace ?? null)
  const present = await send(plane, 'GET', `${path}/${object.metadata.name}`, null)
  const { resourceVersion: _version, uid: _uid, ...metadata } = object.metadata
  if (present.status === 404) {
    expectDone(await send(plane, 'POST', path, { ...object, metadata }))
  } else {
    const version = (JSON.parse(present.body) as KubeObject).metadata.resourceVersion
    expectDone(
      await send(plane, 'PUT', `${path}/${object.metadata.name}`, {
        ...object,
        metadata: { ...metadata, resourceVersion: version },
      }),
    )
  }
  if (object.status !== undefined && (resource === 'v1/pods' || resource === 'v1/nodes')) {
    await send(plane, 'PATCH', `${path}/${object.metadata.name}/status`, { status: object.status })
  }
}

function expectDone(answer: Answer): void {
  if (answer.status >= 300) throw new Error(`the server answered ${answer.status}: ${answer.body.slice(0, 300)}`)
}

function pathOf(resource: string, namespace: string | null): string {
  const parts = resource.split('/')
  const root = parts.length === 2 ? `/api/${parts[0]}` : `/apis/${parts[0]}/${parts[1]}`
  return namespace === null ? `${root}/${parts.at(-1)}` : `${root}/namespaces/${namespace}/${parts.at(-1)}`
}

interface Answer {
  readonly status: number
  readonly body: string
}

function send(plane: ControlPlane, method: string, path: string, body: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const headers = { authorization: `Bearer ${plane.adminToken}`, 'content-type': type }
    const ask = request(`${plane.url}${path}`, { method, headers, ca: plane.ca }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }))
    })
    ask.on('error', reject)
    ask.end(body === null ? undefined : JSON.stringify(body))
  })
}

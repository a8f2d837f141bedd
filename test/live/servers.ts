import { Agent as PlainAgent } from 'node:http'
import { Agent, request } from 'node:https'
import type { AccessRule } from '../../src/model/access.ts'
import type { RoleRule } from '../../src/model/access-table.ts'
import { ApiClient } from '../../src/sources/live/api-client.ts'
import type { Credentials } from '../../src/sources/live/credentials.ts'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts'
import { crdOf } from '../control-plane/crds.ts'
import { calico, credentials, kubernetes, type Resource } from '../fake-apiserver/resources.ts'
import { FakeApiServer } from '../fake-apiserver/server.ts'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { FakeKubelet, kubeletNode } from '../fake-whisker/fake-kubelet.ts'
import { Forwarding } from '../fake-whisker/forwarding.ts'

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
  remove(resource: string, namespace: string | null, name: string): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function fakeServer(): Promise<TestServer> {
  const all: AccessRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [] }
  const granted = new Map<string, readonly AccessRule[]>([['admin', [all]]])
  const forwarding = new Forwarding()
  const server = new FakeApiServer({
    resources: [...kubernetes, ...credentials, ...calico.native],
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
    remove: async (resource, namespace, name) => void server.store.delete(resource, namespace, name),
    async restart() {
      await server.stop()
      await server.start()
    },
    stop: () => server.stop(),
  }
}

/** A real kube-apiserver with Calico's kinds as custom resources; null where it cannot be had. */
export async function realServer(): Promise<TestServer | null> {
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
    remove: async (resource, namespace, name) => {
      await send(plane, 'DELETE', `${pathOf(resource, namespace)}/${name}?gracePeriodSeconds=0`, null)
    },
    restart: () => plane.restartApiserver(),
    async stop() {
      await kubelet.stop()
      await plane.stop()
    },
  }
  await put(plane, 'v1/nodes', kubeletNode('node-1', await kubelet.start()))
  await serveCalico(plane, calico.native)
  return server
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
  for (const resource of resources) await send(plane, 'POST', definitions, crdOf(resource))
  for (const resource of resources) {
    // Nothing announces that a custom resource is served; its list answers once it is.
    while ((await send(plane, 'GET', pathOf(resource.name, null), null)).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50))
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

import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { isWorkload, planPods } from '../../src/decode/planned-pods.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { WorkloadEndpoint } from '../../src/model/endpoint.ts'

type Object = Readonly<Record<string, unknown>>

/** The cluster of these objects, as a source opens them. */
function opened(...objects: readonly Object[]): Cluster {
  const read = applyChanges(
    emptyCluster,
    objects.flatMap((object) => decode(object, null)),
  )
  return applyChanges(read, planPods(objects.filter(isWorkload), read))
}

function pods(cluster: Cluster): readonly WorkloadEndpoint[] {
  return [...cluster.endpoints.values()].flatMap((ofNamespace) => [...ofNamespace.values()])
}

const template = {
  metadata: { labels: { app: 'web', 'pcns.team': 'red' } },
  spec: { containers: [{ name: 'web', ports: [{ containerPort: 8080, name: 'http' }] }] },
}

function workload(kind: string, spec: Object = { template }, metadata: Object = {}): Object {
  const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1'
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop', ...metadata }, spec }
}

const observed = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'other', namespace: 'shop', uid: 'u' },
  spec: { nodeName: 'n' },
  status: { podIP: '100.64.0.1' },
}

test('a planned pod is what the template makes, as Calico would see it', () => {
  expect(pods(opened(workload('Deployment')))).toEqual([
    {
      type: 'workload',
      key: 'shop/web-plan-0',
      namespace: 'shop',
      name: 'web-plan-0',
      labels: {
        app: 'web',
        'projectcalico.org/namespace': 'shop',
        'projectcalico.org/orchestrator': 'k8s',
        'projectcalico.org/serviceaccount': 'default',
      },
      profiles: ['kns.shop', 'ksa.shop.default'],
      serviceAccount: 'default',
      node: null,
      addresses: ['100.64.0.1'],
      namedPorts: [{ name: 'http', protocol: 'TCP', port: 8080 }],
      containerPorts: [{ name: 'http', protocol: 'TCP', port: 8080 }],
      workload: { kind: 'Deployment', name: 'web' },
      generateName: null,
      planned: true,
      spoofsSource: false,
    },
  ])
})

test.each([
  ['one pod a replica', workload('Deployment', { replicas: 2, template }), ['web-plan-0', 'web-plan-1']],
  ['none for a workload scaled to zero', workload('Deployment', { replicas: 0, template }), []],
  ['the ordinals of a stateful set', workload('StatefulSet', { replicas: 2, template }), ['web-0', 'web-1']],
  ['one pod of a daemon set whose nodes were not read', workload('DaemonSet'), ['web-plan-0']],
  ['a job as wide as it runs', workload('Job', { parallelism: 2, template }), ['web-plan-0', 'web-plan-1']],
  ['one pod of a cron job', workload('CronJob', { jobTemplate: { spec: { template } } }), ['web-plan-0']],
  [
    'a bare pod of a manifest under its own name',
    { ...template, apiVersion: 'v1', kind: 'Pod', metadata: { name: 'solo', namespace: 'shop' } },
    ['solo'],
  ],
  [
    'none on the network of its node',
    workload('DaemonSet', { template: { ...template, spec: { hostNetwork: true } } }),
    [],
  ],
  [
    'no more pods than help',
    workload('Deployment', { replicas: 1e9, template }),
    expect.objectContaining({ length: 50 }),
  ],
])('planned are: %s', (_name, object, names) => {
  expect(pods(opened(object)).map((pod) => pod.name)).toEqual(names)
})

test('a daemon set gets a pod for each node', () => {
  const nodes = ['b', 'a'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } }))
  const planned = pods(opened(workload('DaemonSet'), ...nodes))
  expect(planned.map((pod) => [pod.name, pod.node])).toEqual([
    ['web-plan-0', 'a'],
    ['web-plan-1', 'b'],
  ])
})

test('a workload whose pods were observed gets none', () => {
  const owner = { kind: 'ReplicaSet', name: 'web-7f8c6b5d9c', controller: true }
  const labels = { 'pod-template-hash': '7f8c6b5d9c' }
  const pod = { ...observed, metadata: { ...observed.metadata, name: 'web-x', labels, ownerReferences: [owner] } }
  expect(pods(opened(workload('Deployment'), pod)).map((one) => one.name)).toEqual(['web-x'])
})

test('a workload from a cluster whose pods were observed is taken to have none', () => {
  const stored = workload('Deployment', { template }, { uid: 'u' })
  expect(pods(opened(stored)).map((pod) => pod.name)).toEqual(['web-plan-0'])
  expect(pods(opened(stored, observed)).map((pod) => pod.name)).toEqual(['other'])
})

test('an invented address is nobody else’s', () => {
  const planned = pods(opened(workload('Deployment'), observed)).filter((pod) => pod.planned)
  expect(planned.map((pod) => pod.addresses)).toEqual([['100.64.0.2']])
})

test('the plan does not depend on the order of the workloads', () => {
  const one = workload('Deployment')
  const other = workload('StatefulSet', { template }, { name: 'db' })
  expect(planPods([one, other], emptyCluster)).toEqual(planPods([other, one], emptyCluster))
})

test('a later workload replaces an earlier one of the same name', () => {
  const cluster = opened(workload('Deployment', { replicas: 3, template }), workload('Deployment'))
  expect(pods(cluster).map((pod) => [pod.name, pod.addresses[0]])).toEqual([['web-plan-0', '100.64.0.1']])
})

test('a plan has an end, however many pods are asked for', () => {
  const nodes = Array.from({ length: 1000 }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `n${at}` },
  }))
  const sets = Array.from({ length: 101 }, (_, at) => workload('DaemonSet', { template }, { name: `s${at}` }))
  expect(pods(opened(...nodes, ...sets)).length).toBeLessThan(100_000)
})

test('the replica set of a deployment at hand is not planned twice', () => {
  const owned = { name: 'web-7f8c6b5d9c', ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }] }
  const both = opened(workload('Deployment'), workload('ReplicaSet', { template }, owned))
  expect(pods(both).map((pod) => pod.name)).toEqual(['web-plan-0'])
  expect(pods(opened(workload('ReplicaSet', { template }, owned))).map((pod) => pod.name)).toEqual([
    'web-7f8c6b5d9c-plan-0',
  ])
})

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'front', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
}

test('a service that selects planned pods gets slices with their ports', () => {
  const cluster = opened(workload('Deployment', { replicas: 2, template }), service)
  expect([...cluster.endpointSlices.values()]).toEqual([
    {
      key: 'shop/front-plan-0',
      namespace: 'shop',
      service: 'front',
      addresses: ['100.64.0.1', '100.64.0.2'],
      ports: [{ name: 'web', protocol: 'TCP', port: 8080 }],
    },
  ])
})

test('pods that bear different numbers under one port name stand in slices of their own', () => {
  const other = { ...template, spec: { containers: [{ ports: [{ containerPort: 9090, name: 'http' }] }] } }
  const cluster = opened(workload('Deployment'), workload('StatefulSet', { template: other }, { name: 'old' }), service)
  expect([...cluster.endpointSlices.values()].map((slice) => slice.ports[0]?.port)).toEqual([8080, 9090])
})

test('a service of which slices were observed, or that selects no planned pod, gets none', () => {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'front-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'front' } },
  }
  expect([...opened(workload('Deployment'), service, slice).endpointSlices.keys()]).toEqual(['shop/front-1'])
  expect([...opened(observed, service).endpointSlices.keys()]).toEqual([])
})

test('a workload that cannot be read is a Problem', () => {
  const cluster = opened(workload('Deployment', { template: { spec: [] } }))
  expect([...cluster.problems.values()].flat()).toMatchObject([
    { path: 'spec.template.spec', message: 'expected an object, not a list' },
  ])
})

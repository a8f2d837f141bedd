import { describe, expect, test } from 'vitest'
import { changeOf, type Fields } from './decoded.ts'

interface Parts {
  readonly metadata?: Fields
  readonly spec?: Fields
  readonly status?: Fields
}

function pod({ metadata, spec, status }: Parts = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', uid: 'u', ...metadata },
    spec: { nodeName: 'n1', serviceAccountName: 'bot', ...spec },
    status: { phase: 'Running', podIP: '10.0.0.1', ...status },
  }
}

function endpointOf(parts: Parts) {
  const change = changeOf(pod(parts))
  if (change.type !== 'endpoints') throw new Error('no endpoint')
  return change.value
}

const annotated = (annotations: Fields, deletionTimestamp?: unknown) => ({
  metadata: { annotations, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
})

describe('which pods are endpoints', () => {
  test.each([
    ['a running pod', {}, true],
    ['one without a node, as in a snapshot', { spec: { nodeName: undefined } }, true],
    ['one that failed', { status: { phase: 'Failed' } }, false],
    ['one that succeeded', { status: { phase: 'Succeeded' } }, false],
    ['one that completed', { status: { phase: 'Completed' } }, false],
    [
      'one that terminates and still has its address',
      annotated({ 'cni.projectcalico.org/podIP': '10.0.0.1/32' }, 't'),
      true,
    ],
    ['one that terminates and has given it up', annotated({ 'cni.projectcalico.org/podIP': '' }, 't'), false],
    ['the same with the CNI of Amazon', annotated({ 'vpc.amazonaws.com/pod-ips': '' }, 't'), false],
    ['one with an empty annotation that does not terminate', annotated({ 'cni.projectcalico.org/podIP': '' }), true],
  ])('%s', (_name, parts, isEndpoint) => {
    expect(endpointOf(parts) !== null).toBe(isEndpoint)
  })

  test('one without an address is known as that', () => {
    const value = { key: 'shop/web', namespace: 'shop', name: 'web' }
    const pending = changeOf(pod({ status: { podIP: undefined } }))
    expect(pending).toMatchObject({ type: 'pendingPods', key: 'shop/web', value })
  })

  test('a pod on the network of its node has no identity of its own', () => {
    const change = changeOf(pod({ spec: { hostNetwork: true } }))
    expect(change).toMatchObject({
      type: 'hostNetworkPods',
      key: 'shop/web',
      value: { node: 'n1', addresses: ['10.0.0.1'] },
    })
  })

  test('one that finished there is gone too', () => {
    expect(changeOf(pod({ spec: { hostNetwork: true }, status: { phase: 'Failed' } })).value).toBeNull()
  })
})

describe('the addresses of a pod', () => {
  const none = { podIP: undefined }
  test.each([
    ['all of its status', { status: { podIPs: [{ ip: '10.0.0.2' }, { ip: 'FD00::0:2' }] } }, ['10.0.0.2', 'fd00::2']],
    ['the one of its status', { status: { podIPs: [] } }, ['10.0.0.1']],
    [
      'the annotation of several before that of one',
      {
        ...annotated({
          'cni.projectcalico.org/podIPs': '10.0.0.3/32, fd00::3/128',
          'cni.projectcalico.org/podIP': '10.0.0.4/32',
        }),
        status: none,
      },
      ['10.0.0.3', 'fd00::3'],
    ],
    [
      'the annotation of one',
      { ...annotated({ 'cni.projectcalico.org/podIP': '10.0.0.4/32' }), status: none },
      ['10.0.0.4'],
    ],
    [
      'the annotation of Amazon',
      { ...annotated({ 'vpc.amazonaws.com/pod-ips': '10.0.0.5' }), status: none },
      ['10.0.0.5'],
    ],
    ['an IPv4 address that IPv6 maps', { status: { podIP: '::ffff:10.0.0.6' } }, ['10.0.0.6']],
    ['each once', { status: { podIPs: [{ ip: '10.0.0.7' }, { ip: '10.0.0.7' }] } }, ['10.0.0.7']],
  ])('%s', (_name, parts, addresses) => {
    expect(endpointOf(parts)?.addresses).toEqual(addresses)
  })
})

describe('the identity of a pod', () => {
  test('it has the labels Calico adds, and none that would pass for those of a namespace or service account', () => {
    const labels = {
      app: 'web',
      'pcns.team': 'red',
      'pcsa.role': 'x',
      'projectcalico.org/namespace': 'fake',
      'pcns-like': 'y',
    }
    expect(endpointOf({ metadata: { labels } })?.labels).toEqual({
      app: 'web',
      'pcns-like': 'y',
      'projectcalico.org/namespace': 'shop',
      'projectcalico.org/orchestrator': 'k8s',
      'projectcalico.org/serviceaccount': 'bot',
    })
  })

  test('it has the profiles of its namespace, then of its service account', () => {
    expect(endpointOf({})?.profiles).toEqual(['kns.shop', 'ksa.shop.bot'])
    const without = endpointOf({ spec: { serviceAccountName: undefined } })
    expect(without?.profiles).toEqual(['kns.shop'])
    expect(without?.labels['projectcalico.org/serviceaccount']).toBeUndefined()
  })

  test('pods of one template share labels, profiles and ports', () => {
    const parts = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ ports: [{ containerPort: 80 }] }] } }
    const [one, other] = [endpointOf(parts), endpointOf({ ...parts, metadata: { ...parts.metadata, name: 'web-2' } })]
    expect(one?.labels).toBe(other?.labels)
    expect(one?.profiles).toBe(other?.profiles)
    expect(one?.containerPorts).toBe(other?.containerPorts)
  })

  test('labels that only look alike when written one after the other are told apart', () => {
    const one = endpointOf({ metadata: { labels: { a: 'b/1.1/cd' } } })
    const other = endpointOf({ metadata: { labels: { a: 'b', c: 'd' } } })
    expect(one?.labels).not.toEqual(other?.labels)
  })
})

test('named ports are those of all containers, with the protocols that have ports', () => {
  const containers = [
    {
      ports: [
        { containerPort: 80, name: 'http' },
        { containerPort: 53, name: 'dns', protocol: 'UDP' },
        { containerPort: 9 },
      ],
    },
    {
      ports: [
        { containerPort: 1, name: 'x', protocol: 'ICMP' },
        { name: 'none' },
        { containerPort: 70_000, name: 'big' },
      ],
    },
  ]
  const initContainers = [{ ports: [{ containerPort: 7, name: 'init', protocol: 'SCTP' }] }]
  const endpoint = endpointOf({ spec: { containers, initContainers } })
  expect(endpoint?.namedPorts).toEqual([
    { name: 'http', protocol: 'TCP', port: 80 },
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'init', protocol: 'SCTP', port: 7 },
  ])
  expect(endpoint?.containerPorts.map((port) => port.port)).toEqual([80, 53, 9, 7])
})

test.each([
  [
    'a replica set with the hash of its template',
    { kind: 'ReplicaSet', name: 'web-7f8' },
    { kind: 'Deployment', name: 'web' },
  ],
  ['a replica set of its own', { kind: 'ReplicaSet', name: 'web' }, { kind: 'ReplicaSet', name: 'web' }],
  ['a stateful set', { kind: 'StatefulSet', name: 'db' }, { kind: 'StatefulSet', name: 'db' }],
])('the workload of a pod: %s', (_name, owner, workload) => {
  const metadata = { labels: { 'pod-template-hash': '7f8' }, ownerReferences: [{ ...owner, controller: true }] }
  expect(endpointOf({ metadata })?.workload).toEqual(workload)
})

describe('a pod that asks for foreign source addresses', () => {
  const asks = (text: string) => endpointOf(annotated({ 'cni.projectcalico.org/allowedSourcePrefixes': text }))
  test('is marked', () => expect(asks('["10.9.0.0/16"]')?.spoofsSource).toBe(true))
  test('is not when its list is empty', () => expect(asks('[]')?.spoofsSource).toBe(false))
  test('is no endpoint when the list does not parse', () => expect(asks('10.9.0.0/16')).toBeNull())
})

import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges } from '../../src/model/cluster-changes.ts'
import type { Policy } from '../../src/model/policy.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { calico, clusterOf, indexOf, namespace, pod } from './objects.ts'

const gnp = (name: string, spec: object) => calico('GlobalNetworkPolicy', name, { ...spec })
const world = [
  namespace('a', { team: 'red' }),
  namespace('b', { team: 'blue' }),
  pod('a/x', '10.0.0.1', { app: 'x', 'pcns.team': 'blue' }),
  pod('b/y', '10.0.0.2', { app: 'y', constructor: 'me' }),
  pod('b/z', '10.0.0.2', { app: 'x' }),
  calico('HostEndpoint', 'h', { node: 'n1', expectedIPs: ['10.0.0.2'], profiles: ['own'] }, { app: 'x' }),
  calico('Profile', 'own', { labelsToApply: { 'pcns.team': 'blue', app: 'never' } }),
  calico('NetworkSet', 'b/set', { nets: ['10.0.0.0/24', '10.0.0.2/32'] }, { ext: 'y' }),
  calico('GlobalNetworkSet', 'out', { nets: ['10.0.0.0/31', 'fd00::/64', '::/0'] }),
]

function policyOf(index: ClusterIndex, name: string): Policy {
  const policy = index.tiers.flatMap(({ policies }) => policies).find(({ ref }) => ref.name === name)
  if (policy === undefined) throw new Error(`no policy ${name}`)
  return policy
}

function change(cluster: Cluster, object: object): Cluster {
  return applyChanges(cluster, decode(object, null))
}

test.each([
  ['by a label of their own', { selector: "app == 'x'" }, ['a/x', 'b/z', 'hep:h']],
  [
    'by one of their namespace, which they cannot claim themselves',
    { namespaceSelector: "team == 'blue'" },
    ['b/y', 'b/z', 'hep:h'],
  ],
  ['by several values', { selector: "app in {'x', 'y'}" }, ['a/x', 'b/y', 'b/z', 'hep:h']],
  ['by the lack of a label', { selector: '!has(constructor)' }, ['a/x', 'b/z', 'hep:h']],
  ['all of them', {}, ['a/x', 'b/y', 'b/z', 'hep:h']],
  ['host endpoints alone, where it applies before tracking', { doNotTrack: true, applyOnForward: true }, ['hep:h']],
  ['none, where Calico refuses it', { selector: 'nonsense' }, []],
])('a policy selects endpoints %s', (_, spec, wanted) => {
  const index = indexOf(...world, gnp('p', spec))
  const policy = policyOf(index, 'p')
  expect(
    index
      .endpointsOf(policy)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(wanted)
  expect(index.countOf(policy)).toBe(wanted.length)
  const governed = ['a/x', 'b/y', 'b/z', 'hep:h'].filter((key) => {
    const endpoint = index.endpoint(key)
    return endpoint !== null && index.policiesOf(endpoint).length > 0
  })
  expect(governed).toEqual(wanted)
})

test('an address finds pods before hosts, by key, and the network sets that hold it', () => {
  const index = indexOf(...world)
  expect(index.endpointsAt('10.0.0.2').map(({ key }) => key)).toEqual(['b/y', 'b/z', 'hep:h'])
  expect(index.endpointsAt('10.0.0.9')).toEqual([])
  expect(index.networkSetsAt('10.0.0.2').map(({ key }) => key)).toEqual(['set:b/set'])
  expect(index.networkSetsAt('10.0.0.1').map(({ key }) => key)).toEqual(['set:b/set', 'set:out'])
  expect(index.networkSetsAt('fd00::7').map(({ key }) => key)).toEqual(['set:out'])
  expect(index.networkSetsAt('::ffff:10.0.0.9').map(({ key }) => key)).toEqual(['set:b/set'])
})

test('the effective label is the own one, else that of the first profile that has it', () => {
  const index = indexOf(...world)
  const labels = (key: string) => {
    const endpoint = index.endpoint(key)
    return endpoint === null ? {} : index.labelsOf(endpoint)
  }
  expect(labels('hep:h')).toEqual({ app: 'x', 'pcns.team': 'blue' })
  expect(labels('a/x')).toMatchObject({
    'pcns.team': 'red',
    'pcns.projectcalico.org/name': 'a',
    'pcns.kubernetes.io/metadata.name': 'a',
    'projectcalico.org/orchestrator': 'k8s',
  })
})

test.each([
  ["ext == 'y' && pcns.team == 'blue'", ['set:b/set']],
  ['has(constructor)', ['b/y']],
  ['!has(projectcalico.org/namespace)', ['hep:h', 'set:out']],
  ['has(toString)', []],
])('%s matches %j', (text, wanted) => {
  const selector = parseSelector(text)
  if (isProblem(selector)) throw new Error(selector.message)
  const { endpoints, networkSets } = indexOf(...world).select(selector)
  expect([...endpoints, ...networkSets].map(({ key }) => key)).toEqual(wanted)
})

test('several of a kind that a snapshot lacks are said in one note', () => {
  const { notes } = indexOf(pod('a/x', '10.0.0.1'), pod('b/y', '10.0.0.2'))
  expect(notes).toContain(
    'namespaces `a`, `b` not read: taken to have no labels but their names and the profile that allows',
  )
})

test('a namespace with a line break in its name has the profile that allows all the same', () => {
  const { notes } = indexOf(pod('a\n/x', '10.0.0.1'))
  expect(notes.some((note) => note.includes('taken to deny'))).toBe(false)
})

test('what a snapshot lacks is said once', () => {
  const { notes } = indexOf(
    pod('a/x', '10.0.0.1', {}, { nodeName: undefined, serviceAccountName: 'robot' }),
    gnp('p', {}),
  )
  expect(notes).toEqual([
    'built-in tiers assumed: kube-admin, default, kube-baseline',
    "1 pod names no node: each taken to be on one that is nobody else's",
    'namespace `a` not read: taken to have no labels but its name and the profile that allows',
    'service account `a/robot` not read: taken to have no labels but its name',
    'no ClusterInformation read: the rules of Calico 3.32 and later hold',
  ])
})

test('an index made from the one before answers for what changed', () => {
  const policy = gnp('p', { selector: "app == 'x'", namespaceSelector: "team == 'blue'" })
  const before = indexOf(...world, policy)
  expect(before.countOf(policyOf(before, 'p'))).toBe(2)
  const steps: readonly (readonly [object, number])[] = [
    [pod('b/y', '10.0.0.2', { app: 'x' }), 3],
    [pod('b/new', '10.0.0.7', { app: 'x' }), 4],
    [namespace('a', { team: 'blue' }), 5],
    [namespace('b', {}), 2],
    [gnp('q', { selector: 'has(other)' }), 2],
    [pod('a/x', '10.0.0.8', { app: 'w' }), 1],
  ]
  let index = before
  for (const [object, count] of steps) {
    index = indexCluster(change(index.cluster, object), index)
    expect(index.countOf(policyOf(index, 'p'))).toBe(count)
  }
  expect(index.endpointsAt('10.0.0.1')).toEqual([])
  expect(index.endpointsAt('10.0.0.8').map(({ key }) => key)).toEqual(['a/x'])
  expect(before.countOf(policyOf(before, 'p'))).toBe(2)
})

test('an endpoint of another cluster is a mistake that shows', () => {
  const index = indexCluster(clusterOf(...world))
  const stranger = indexOf(namespace('c'), pod('c/x', '10.0.0.1')).endpoint('c/x')
  if (stranger === null) throw new Error('no stranger')
  expect(() => index.policiesOf(stranger)).toThrow('c/x')
})

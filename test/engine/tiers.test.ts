import { expect, test } from 'vitest'
import { policyName } from '../../src/model/policy.ts'
import { calico, indexOf, tier } from './objects.ts'

const information = (calicoVersion: string, cnxVersion?: string) =>
  calico('ClusterInformation', 'default', { calicoVersion, cnxVersion })
const gnp = (name: string, spec = {}) => calico('GlobalNetworkPolicy', name, { order: 5, ...spec })
const np = (key: string, spec = {}) => calico('NetworkPolicy', key, { order: 5, ...spec })
const knp = (key: string) => {
  const [namespace, name] = key.split('/')
  const spec = { podSelector: {}, policyTypes: ['Ingress'] }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}
const admin = (kind: string, name: string, version: string) => ({
  apiVersion: `policy.networking.k8s.io/${version}`,
  kind,
  metadata: { name },
  spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [] }] },
})

const tiersOf = (...objects: readonly object[]) => indexOf(...objects).tiers.map((each) => each.tier.name)
const orderOf = (...objects: readonly object[]) =>
  indexOf(...objects).tiers.flatMap(({ policies }) =>
    policies.map(
      ({ ref }) =>
        `${ref.apiGroup === 'networking.k8s.io' ? 'K' : ''}${ref.kind.replace(/[a-z]/g, '')} ${policyName(ref)}`,
    ),
  )

test.each<[string, readonly object[], readonly string[]]>([
  [
    'a cluster that says nothing has the built-in tiers of the newest Calico',
    [],
    ['kube-admin', 'default', 'kube-baseline'],
  ],
  [
    'the tiers of Kubernetes policies were called otherwise up to 3.31',
    [information('v3.31.4')],
    ['adminnetworkpolicy', 'default', 'baselineadminnetworkpolicy'],
  ],
  ['there was none for baseline policies in 3.29', [information('v3.29.0')], ['adminnetworkpolicy', 'default']],
  ['before 3.29 there is one tier', [information('v3.28.2')], ['default']],
  [
    'Enterprise has the tiers of the newest Calico whatever its Calico version says',
    [information('v3.30.0', 'v3.22.0')],
    ['kube-admin', 'default', 'kube-baseline'],
  ],
  [
    'the tier of an AdminNetworkPolicy is built in where one is met',
    [admin('AdminNetworkPolicy', 'x', 'v1alpha1')],
    ['adminnetworkpolicy', 'kube-admin', 'default', 'kube-baseline'],
  ],
  [
    'tiers that do not exist come after all others, by name',
    [gnp('x', { tier: 'zeta' }), gnp('y', { tier: 'alpha' }), tier('last', 1e9)],
    ['kube-admin', 'default', 'kube-baseline', 'last', 'alpha', 'zeta'],
  ],
  [
    'a stored tier stands in place of the built-in one',
    [tier('default', 5), tier('b', 5), tier('a', 5)],
    ['a', 'b', 'default', 'kube-admin', 'kube-baseline'],
  ],
])('%s', (_, objects, wanted) => {
  expect(tiersOf(...objects)).toEqual(wanted)
})

test.each<[string, readonly object[], readonly string[]]>([
  [
    'a namespaced policy ties by name before its namespace',
    [np('b/web'), np('a/web'), gnp('web'), np('a/web-2'), gnp('web2'), gnp('web.a')],
    ['NP a/web-2', 'GNP web.a', 'GNP web', 'NP a/web', 'NP b/web', 'GNP web2'],
  ],
  [
    'names compare by bytes of UTF-8, upper case first',
    [gnp('b'), gnp('B'), gnp('a'), gnp('a1'), gnp('a-1')],
    ['GNP B', 'GNP a-1', 'GNP a', 'GNP a1', 'GNP b'],
  ],
  [
    'an enforced policy comes before its staged twin',
    [calico('StagedNetworkPolicy', 'a/default.x', { order: 5 }), np('a/default.x')],
    ['NP a/default.x', 'SNP a/default.x'],
  ],
  [
    'a Kubernetes policy ties with a Calico one by the word Calico has for its kind',
    [np('a/x', { order: 1000 }), knp('a/x')],
    ['KNP a/x', 'NP a/x'],
  ],
  [
    'up to 3.31 the namespace decided before the name',
    [information('v3.30.1'), np('b/default.a'), np('a/default.b'), gnp('default.x')],
    ['NP a/default.b', 'NP b/default.a', 'GNP default.x'],
  ],
  [
    'up to 3.31 a staged twin came first where its tier sorts after the word staged',
    [
      information('v3.30.1'),
      tier('zeta', 5),
      np('a/zeta.x', { tier: 'zeta' }),
      calico('StagedNetworkPolicy', 'a/zeta.x', { order: 5, tier: 'zeta' }),
    ],
    ['SNP a/zeta.x', 'NP a/zeta.x'],
  ],
  [
    'a policy without an order comes last',
    [calico('GlobalNetworkPolicy', 'a'), gnp('b', { order: 1e12 }), gnp('c', { order: -1.5 })],
    ['GNP c', 'GNP b', 'GNP a'],
  ],
  [
    'the copy of a Kubernetes policy that older releases show is not counted beside it',
    [knp('a/x'), np('a/knp.default.x'), np('a/knp.default.y')],
    ['NP a/knp.default.y', 'KNP a/x'],
  ],
  [
    'an AdminNetworkPolicy takes no part from 3.32 on',
    [information('v3.32.0'), admin('AdminNetworkPolicy', 'x', 'v1alpha1')],
    [],
  ],
  ['nor before 3.29', [information('v3.28.2'), admin('AdminNetworkPolicy', 'x', 'v1alpha1')], []],
  [
    'nor its baseline before 3.30',
    [information('v3.29.0'), admin('BaselineAdminNetworkPolicy', 'default', 'v1alpha1')],
    [],
  ],
  [
    'a ClusterNetworkPolicy takes no part up to 3.31',
    [information('v3.31.0'), admin('ClusterNetworkPolicy', 'x', 'v1alpha2')],
    [],
  ],
])('%s', (_, objects, wanted) => {
  expect(orderOf(...objects)).toEqual(wanted)
})

test('what is left out or assumed is noted', () => {
  const { notes } = indexOf(information('v3.32.0'), admin('AdminNetworkPolicy', 'x', 'v1alpha1'))
  expect(notes).toContainEqual(expect.stringContaining('1 policy takes no part'))
  expect(notes).toContainEqual(expect.stringContaining('built-in tiers assumed: kube-admin, default, kube-baseline'))
})

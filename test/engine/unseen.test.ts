import { describe, expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { resolveDestination } from '../../src/engine/references.ts'
import { trace } from '../../src/engine/trace.ts'
import { applyChanges } from '../../src/model/cluster-changes.ts'
import type { Connection, Scope } from '../../src/model/connection.ts'
import type { Gap } from '../../src/model/gap.ts'
import type { Trace } from '../../src/model/trace.ts'
import { calico, clusterOf, connection, namespace, node, pod, service, slice, tier } from './objects.ts'

const gap = (kinds: readonly string[], more: Partial<Gap> = {}): Gap => ({
  kinds,
  tier: null,
  because: 'forbidden',
  onlyIn: null,
  since: null,
  ...more,
})
const hidden = (name: string, kinds: readonly string[] = ['networkpolicies']) =>
  gap(kinds, { tier: name, because: 'hidden' })

const web = pod('shop/web', '10.0.0.1', { app: 'web' })
const db = pod('shop/db', '10.0.0.2', { app: 'db' })
const base = [namespace('shop'), web, db, tier('early', 10), tier('middle', 20), tier('late', 30)]
const policyOf = (name: string, spec: object) => calico('NetworkPolicy', `shop/${name}`, { ...spec })
const allowDb = policyOf('middle.db', {
  tier: 'middle',
  selector: "app == 'db'",
  ingress: [{ action: 'Allow' }],
})
const denyDb = policyOf('middle.deny', { tier: 'middle', selector: "app == 'db'", ingress: [{ action: 'Deny' }] })
const allowWeb = policyOf('early.web', { tier: 'early', selector: "app == 'web'", egress: [{ action: 'Allow' }] })
const denyWeb = policyOf('early.none', { tier: 'early', selector: "app == 'web'", egress: [{ action: 'Deny' }] })
const webToDb = connection('shop/web', 'shop/db', 5432)

interface Asked {
  readonly objects: readonly object[]
  readonly gaps: readonly Gap[]
  readonly connection?: Connection
  readonly scope?: Scope
}

function traced({ objects, gaps, connection: asked = webToDb, scope = 'enforced' }: Asked): Trace {
  const changes = gaps.map((value, at) => ({ type: 'gaps', key: `${at}`, value, form: 'v3', problems: [] }) as const)
  return trace(indexCluster(applyChanges(clusterOf(...objects), changes)), asked, scope)
}

/** The verdict, `?` where it is not certain, and for each gap what it could bring about. */
function told(asked: Asked): string {
  const { verdict, certain, unseen } = traced(asked)
  return [
    `${verdict}${certain ? '' : '?'}`,
    ...unseen.map(({ gap: { kinds }, otherwise }) => `${kinds}: ${otherwise}`),
  ].join(' | ')
}

describe('policies that may be hidden', () => {
  const objects = [...base, allowWeb, allowDb]

  test('in a tier that comes before the one that decides can turn the verdict', () => {
    expect(told({ objects, gaps: [hidden('early')] })).toBe('Allow? | networkpolicies: Deny')
  })

  test('in the tier that decides can turn the verdict: they may come first in it', () => {
    expect(told({ objects, gaps: [hidden('middle')] })).toBe('Allow? | networkpolicies: Deny')
  })

  test('in a tier that is not reached say nothing', () => {
    expect(told({ objects, gaps: [hidden('late')] })).toBe('Allow')
  })

  test('in a tier of which the place is not known can turn the verdict', () => {
    expect(told({ objects, gaps: [hidden('elsewhere')] })).toBe('Allow? | networkpolicies: Deny')
  })

  test('behind every tier leave the profiles open', () => {
    expect(told({ objects: base, gaps: [hidden('late')] })).toBe('Allow? | networkpolicies: Deny')
  })

  test('of a kind that stands in one tier concern that tier', () => {
    expect(told({ objects, gaps: [gap(['kubernetes networkpolicies'])] })).toBe('Allow')
    expect(told({ objects: base, gaps: [gap(['kubernetes networkpolicies'])] })).toBe(
      'Allow? | kubernetes networkpolicies: Deny',
    )
  })

  test('that are staged only count when staged policies are taken as enforced', () => {
    const gaps = [gap(['stagednetworkpolicies'])]
    expect(told({ objects, gaps })).toBe('Allow')
    expect(told({ objects, gaps, scope: 'pending' })).toBe('Allow? | stagednetworkpolicies: Deny')
  })

  test('of other namespaces than the one that was read do not concern its pods', () => {
    expect(told({ objects, gaps: [gap(['networkpolicies'], { onlyIn: 'shop' })] })).toBe('Allow')
    expect(told({ objects, gaps: [gap(['networkpolicies'], { onlyIn: 'other' })] })).toBe(
      'Allow? | networkpolicies: Deny',
    )
  })

  test('of namespaces do not concern hosts', () => {
    const hosts = [
      node('one', '192.168.0.1'),
      calico('HostEndpoint', 'one', { node: 'one', interfaceName: '*', expectedIPs: [] }),
    ]
    const asked = connection('192.168.9.9', '192.168.0.1', 9000)
    const host = { objects: [...base, ...hosts], connection: asked }
    expect(told({ ...host, gaps: [gap(['networkpolicies'])] })).toBe('Deny')
    expect(told({ ...host, gaps: [gap(['globalnetworkpolicies'])] })).toBe('Deny? | globalnetworkpolicies: Allow')
  })
})

describe('a denied connection', () => {
  test('is certain when what denies it comes before what is hidden', () => {
    expect(told({ objects: [...base, denyWeb, allowDb], gaps: [hidden('middle')] })).toBe('Deny')
  })

  test('is certain when only the side that allows it could be otherwise', () => {
    const pass = policyOf('late.web', { tier: 'late', selector: "app == 'web'", egress: [{ action: 'Allow' }] })
    expect(told({ objects: [...base, pass, denyDb], gaps: [hidden('late')] })).toBe('Deny | networkpolicies: Deny')
  })

  test('is not certain when a hidden policy may come before the one that denies', () => {
    expect(told({ objects: [...base, allowWeb, denyDb], gaps: [hidden('early')] })).toBe(
      'Deny? | networkpolicies: Allow',
    )
  })

  test('is certain when the other side, which nobody asks, surely denies it too', () => {
    const denyIn = policyOf('early.db', { tier: 'early', selector: "app == 'db'", ingress: [{ action: 'Deny' }] })
    const denyOut = policyOf('late.web', { tier: 'late', selector: "app == 'web'", egress: [{ action: 'Deny' }] })
    expect(told({ objects: [...base, denyIn, denyOut], gaps: [hidden('middle')] })).toBe('Deny | networkpolicies: Deny')
  })

  test('is not certain when each side could be allowed, though by different things', () => {
    const other = [namespace('other'), pod('other/db', '10.0.0.3', { app: 'db' })]
    const closed = ['shop', 'other'].map((name) =>
      calico('NetworkPolicy', `${name}/default.closed`, {
        tier: 'default',
        order: 1,
        selector: 'all()',
        types: ['Ingress', 'Egress'],
      }),
    )
    const asked = { objects: [...base, ...other, ...closed], connection: connection('shop/web', 'other/db', 5432) }
    const here = gap(['networkpolicies'], { onlyIn: 'other' })
    const there = gap(['kubernetes networkpolicies'], { onlyIn: 'shop' })
    expect(told({ ...asked, gaps: [here] })).toBe('Deny | networkpolicies: Deny')
    expect(told({ ...asked, gaps: [here, there] })).toBe(
      'Deny? | networkpolicies: Allow | kubernetes networkpolicies: Allow',
    )
  })
})

describe('objects that were not read', () => {
  const objects = [...base, allowWeb, allowDb]
  const outside = connection('shop/web', '10.9.9.9', 443)

  test('an address may be a pod, unless pods were read', () => {
    expect(told({ objects, gaps: [gap(['pods'])], connection: outside })).toBe('Allow? | pods: Deny')
    expect(told({ objects, gaps: [gap(['pods'], { onlyIn: 'shop' })], connection: outside })).toBe(
      'Allow? | pods: Deny',
    )
    expect(told({ objects, gaps: [gap(['pods'], { because: 'loading' })], connection: outside })).toBe(
      'Allow? | pods: Deny',
    )
  })

  test('two pods that are known need no others', () => {
    expect(told({ objects, gaps: [gap(['pods'], { onlyIn: 'shop' })] })).toBe('Allow')
  })

  test('a name outside is no pod', () => {
    expect(told({ objects, gaps: [gap(['pods'])], connection: connection('shop/web', 'domain:a.example', 443) })).toBe(
      'Allow',
    )
  })

  test('labels of namespaces matter where a selector asks for them', () => {
    const gaps = [gap(['namespaces'])]
    const known = [web, db, tier('early', 10), tier('middle', 20), allowWeb]
    expect(told({ objects: [...known, allowDb], gaps })).toBe('Allow')
    const byNamespace = calico('GlobalNetworkPolicy', 'middle.ns', {
      tier: 'middle',
      selector: 'all()',
      namespaceSelector: "team == 'a'",
      ingress: [{ action: 'Deny' }],
    })
    expect(told({ objects: [...known, byNamespace], gaps })).toBe('Allow? | namespaces: Deny')
  })

  test('network sets matter where a rule that is asked has a selector', () => {
    const gaps = [gap(['globalnetworksets'])]
    expect(told({ objects, gaps })).toBe('Allow')
    const bySet = policyOf('middle.db', {
      tier: 'middle',
      selector: "app == 'db'",
      ingress: [{ action: 'Allow', source: { selector: "set == 'partners'" } }],
    })
    expect(told({ objects: [...base, allowWeb, bySet], gaps })).toBe('Deny? | globalnetworksets: Allow')
  })

  test('endpoint slices matter where a rule that is asked names a service', () => {
    const byService = policyOf('early.web', {
      tier: 'early',
      selector: "app == 'web'",
      egress: [{ action: 'Allow', destination: { services: { name: 'db', namespace: 'shop' } } }],
    })
    const all = [...base, byService, service('shop/db', { ports: [{ port: 5432 }] }), slice('shop/db', [], [])]
    expect(told({ objects: all, gaps: [gap(['endpointslices'])] })).toBe('Deny? | endpointslices: Allow')
    expect(told({ objects, gaps: [gap(['endpointslices'])] })).toBe('Allow')
  })

  test('profiles matter where they decide', () => {
    expect(told({ objects: base, gaps: [gap(['profiles'])] })).toBe('Allow? | profiles: Deny')
    expect(told({ objects, gaps: [gap(['profiles'])] })).toBe('Allow')
  })

  test('tiers that were not read leave the order open', () => {
    expect(told({ objects, gaps: [gap(['tiers'])] })).toBe('Allow? | tiers: Deny')
  })
})

test('what is stale is told, and turns nothing: the verdict is as of then', () => {
  const stale = gap(['networkpolicies'], { because: 'stale', since: 1000 })
  expect(told({ objects: [...base, allowWeb, allowDb], gaps: [stale] })).toBe('Allow | networkpolicies: Allow')
})

test('a cluster that was read whole has nothing unseen', () => {
  expect(traced({ objects: [...base, allowDb], gaps: [] }).unseen).toEqual([])
})

test.each([
  ['shop/other', ['pods'], 'not all pods may be read'],
  ['svc:shop/db:1', ['services'], 'not all services may be read'],
  ['node:one', ['nodes'], 'not all nodes may be read'],
])('a name that is not found (%s) may be among what was not read', (reference, kinds, words) => {
  const changes = [{ type: 'gaps', key: 'gap', value: gap(kinds), form: 'v3', problems: [] }] as const
  const index = indexCluster(applyChanges(clusterOf(...base), changes))
  const options = { namespace: null, protocol: null, port: 1 }
  expect(resolveDestination(index, reference, options)).toMatchObject({ message: expect.stringContaining(words) })
  const whole = indexCluster(clusterOf(...base))
  expect(resolveDestination(whole, reference, options)).toMatchObject({ message: expect.not.stringContaining('read') })
})

describe('what becomes of packets of a pod to its own node', () => {
  const own = connection('shop/web', '10.1.0.1', 10250)
  const objects = [namespace('shop'), web, node('node-of-web', '10.1.0.1')]
  const felix = (action: string) => calico('FelixConfiguration', 'default', { defaultEndpointToHostAction: action })
  const operated = calico('ClusterInformation', 'default', { clusterType: 'k8s,operator' })

  test.each([
    ['is not known where nothing sets it', objects, 'Allow? | defaultEndpointToHostAction: Deny'],
    ['is what a FelixConfiguration says', [...objects, felix('Drop')], 'Deny'],
    ['is known where the operator sets it', [...objects, operated], 'Allow'],
  ])('%s', (_, cluster, words) => {
    expect(told({ objects: cluster, gaps: [], connection: own })).toBe(words)
  })
})

describe('what an AdminNetworkPolicy decides', () => {
  const denies = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'deny' },
    spec: { priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
  }
  const of = (calicoVersion: string) => calico('ClusterInformation', 'default', { calicoVersion })
  const objects = [namespace('shop'), web, db, denies]

  test.each([
    ['is not certain where nothing says the release', objects, 'Deny? | adminnetworkpolicies: Allow'],
    ['is certain in 3.31', [...objects, of('v3.31.2')], 'Deny'],
    ['is nothing from 3.32 on', [...objects, of('v3.32.0')], 'Allow'],
    ['is nothing in 3.28', [...objects, of('v3.28.2')], 'Allow'],
  ])('%s', (_, cluster, words) => {
    expect(told({ objects: cluster, gaps: [] })).toBe(words)
  })
})

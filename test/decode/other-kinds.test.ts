import { describe, expect, test } from 'vitest'
import { changeOf, type Fields, policyOf, toldOf } from './decoded.ts'

const v3 = 'projectcalico.org/v3'

function readOf(object: Fields): unknown {
  return changeOf(object).value
}

test('a tier without an order is met where `default` is', () => {
  expect(readOf({ apiVersion: v3, kind: 'Tier', metadata: { name: 'app' }, spec: {} })).toEqual({
    name: 'app',
    order: 1_000_000,
    defaultAction: 'Deny',
    origin: 'stored',
  })
})

test('a namespace has the label of its name', () => {
  expect(readOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'red' } } })).toEqual({
    name: 'shop',
    labels: { team: 'red', 'kubernetes.io/metadata.name': 'shop' },
  })
})

describe('network sets', () => {
  test('a set of a namespace bears its name as a label, bad nets are left out and told', () => {
    const spec = { nets: ['10.0.0.1', 'x', 'fd00::/8'], allowedEgressDomains: ['*.example.com'] }
    const set = {
      apiVersion: v3,
      kind: 'NetworkSet',
      metadata: { name: 'a', namespace: 'shop', labels: { k: 'v' } },
      spec,
    }
    expect(changeOf(set)).toMatchObject({
      key: 'set:shop/a',
      value: {
        labels: { k: 'v', 'projectcalico.org/namespace': 'shop' },
        nets: [
          { version: 4, prefix: 32 },
          { version: 6, prefix: 8 },
        ],
        domains: ['*.example.com'],
      },
    })
    expect(toldOf(set)).toEqual(['error spec.nets[1]: expected a CIDR, not `x`; Calico leaves it out'])
  })

  test('a set of the cluster keeps labels that look like those of a namespace', () => {
    const set = {
      apiVersion: v3,
      kind: 'GlobalNetworkSet',
      metadata: { name: 'a', labels: { 'pcns.team': 'red' } },
      spec: {},
    }
    expect(changeOf(set)).toMatchObject({ key: 'set:a', value: { namespace: null, labels: { 'pcns.team': 'red' } } })
  })
})

describe('host endpoints', () => {
  const endpoint = (spec: Fields) => ({ apiVersion: v3, kind: 'HostEndpoint', metadata: { name: 'n1-eth0' }, spec })
  test('addresses, profiles and named ports are read', () => {
    const spec = {
      node: 'n1',
      expectedIPs: ['10.1.0.1', 'x'],
      profiles: ['p'],
      ports: [{ name: 'ssh', protocol: 'TCP', port: 22 }, {}],
    }
    expect(changeOf(endpoint(spec))).toMatchObject({
      key: 'hep:n1-eth0',
      value: {
        node: 'n1',
        interfaceName: null,
        addresses: ['10.1.0.1'],
        profiles: ['p'],
        namedPorts: [{ name: 'ssh', port: 22 }],
      },
    })
    expect(toldOf(endpoint(spec))).toEqual([
      'error spec.expectedIPs[1]: expected an address, not `x`',
      'error spec.ports[1]: expected `name`, `protocol` and `port`',
    ])
  })

  test('one without a node counts for nothing', () => {
    expect(changeOf(endpoint({ interfaceName: '*' }))).toMatchObject({ type: 'hostEndpoints', value: null })
    expect(toldOf(endpoint({ interfaceName: '*' }))).toEqual(['error spec.node: expected the name of a node'])
  })
})

test('a profile has labels to apply and rules that see the whole cluster', () => {
  const spec = { labelsToApply: { a: 'b' }, ingress: [{ action: 'Allow', source: { selector: 'all()' } }], egress: [] }
  expect(readOf({ apiVersion: v3, kind: 'Profile', metadata: { name: 'open' }, spec })).toMatchObject({
    labels: { a: 'b' },
    ingress: [{ action: 'Allow', source: { matches: { type: 'all' } } }],
    egress: [],
  })
})

describe('nodes', () => {
  const annotations = {
    'projectcalico.org/IPv4Address': '10.1.0.1/24',
    'projectcalico.org/IPv4VXLANTunnelAddr': '10.244.0.0',
    'projectcalico.org/IPv4IPIPTunnelAddr': '10.244.0.1',
    'projectcalico.org/IPv4WireguardInterfaceAddr': '10.244.0.2',
  }
  const addresses = [
    { type: 'ExternalIP', address: '192.0.2.1' },
    { type: 'Hostname', address: 'n1' },
    { type: 'InternalIP', address: '10.1.0.1' },
    { type: 'InternalIP', address: 'fd00::1' },
  ]
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', annotations }, status: { addresses } }
  const calico = {
    apiVersion: v3,
    kind: 'Node',
    metadata: { name: 'n1' },
    spec: { bgp: { ipv4Address: '10.1.0.1/24', ipv4IPIPTunnelAddr: '10.244.0.1' } },
  }

  test('all addresses are known, its own first', () => {
    expect(readOf(node)).toMatchObject({
      addresses: ['10.1.0.1', 'fd00::1', '10.244.0.1', '10.244.0.0', '10.244.0.2', '192.0.2.1'],
    })
  })

  test('a node of Calico stands behind the one of Kubernetes', () => {
    expect(changeOf(node)).toMatchObject({ type: 'nodes', key: 'n1', form: 'v3' })
    expect(changeOf(calico)).toMatchObject({ key: 'n1', form: 'v1', value: { addresses: ['10.1.0.1', '10.244.0.1'] } })
  })
})

test('a service has its addresses, ports and target ports', () => {
  const ports = [
    { port: 80 },
    { name: 'b', port: 81, targetPort: 'http', protocol: 'UDP', nodePort: 30081 },
    { port: 82, targetPort: '8082' },
  ]
  const spec = { clusterIP: 'None', clusterIPs: ['None'], externalIPs: ['192.0.2.1'], selector: { app: 'web' }, ports }
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.2' }, { hostname: 'x' }] } }
  expect(
    readOf({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' }, spec, status }),
  ).toEqual({
    key: 'shop/a',
    namespace: 'shop',
    name: 'a',
    clusterIps: [],
    externalIps: ['192.0.2.1', '192.0.2.2'],
    selector: { app: 'web' },
    ports: [
      { name: null, protocol: 'TCP', port: 80, targetPort: 80, nodePort: null },
      { name: 'b', protocol: 'UDP', port: 81, targetPort: 'http', nodePort: 30081 },
      { name: null, protocol: 'TCP', port: 82, targetPort: 8082, nodePort: null },
    ],
  })
})

test('a slice has addresses and ports with numbers, whether ready or not', () => {
  const endpoints = [{ addresses: ['10.0.0.1'], conditions: { ready: false } }, { addresses: ['a.example.com'] }, {}]
  const ports = [{ port: 80 }, { name: 'x', protocol: 'UDP' }]
  const metadata = { name: 'a-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'a' } }
  expect(readOf({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, endpoints, ports })).toEqual({
    key: 'shop/a-1',
    namespace: 'shop',
    service: 'a',
    addresses: ['10.0.0.1'],
    ports: [{ name: null, protocol: 'TCP', port: 80 }],
  })
})

describe('the settings of Felix', () => {
  const settings = (spec: Fields) => ({
    apiVersion: v3,
    kind: 'FelixConfiguration',
    metadata: { name: 'default' },
    spec,
  })
  test('what is not set is null', () => {
    expect(Object.values(Object(readOf(settings({})))).every((value) => value === null)).toBe(true)
  })

  test('an empty list of failsafe ports opens none', () => {
    expect(readOf(settings({ failsafeInboundHostPorts: [] }))).toMatchObject({
      failsafeInbound: [],
      failsafeOutbound: null,
    })
  })

  test('ports may be limited to a net', () => {
    const failsafeOutboundHostPorts = [
      { protocol: 'tcp', port: 22, net: '10.0.0.0/8' },
      { protocol: 'x', port: 1 },
    ]
    expect(readOf(settings({ failsafeOutboundHostPorts }))).toMatchObject({
      failsafeOutbound: [{ protocol: 'TCP', port: 22, net: { version: 4, prefix: 8 } }],
    })
    expect(toldOf(settings({ failsafeOutboundHostPorts }))).toHaveLength(1)
  })

  test('actions come in any case', () => {
    expect(readOf(settings({ defaultEndpointToHostAction: 'ACCEPT' }))).toMatchObject({
      defaultEndpointToHostAction: 'Accept',
    })
  })
})

test('the cluster tells its versions', () => {
  const spec = { calicoVersion: 'v3.32.1', cnxVersion: 'v3.22.0', clusterType: 'k8s,aks,operator' }
  expect(readOf({ apiVersion: v3, kind: 'ClusterInformation', metadata: { name: 'default' }, spec })).toEqual({
    calicoVersion: 'v3.32.1',
    enterpriseVersion: 'v3.22.0',
    clusterName: null,
    clusterType: 'k8s,aks,operator',
  })
})

describe('policies of Kubernetes', () => {
  const policy = (spec: Fields, metadata: Fields = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec: { podSelector: {}, ...spec },
  })
  const staged = (spec: Fields) => ({ ...policy(spec), apiVersion: v3, kind: 'StagedKubernetesNetworkPolicy' })

  test.each([
    ['a manifest with egress rules governs egress too', policy({ egress: [{}] }), [true, true]],
    ['a stored one without types governs ingress', policy({ egress: [{}] }, { uid: 'u' }), [true, false]],
    ['nobody fills in the types of a staged one', staged({ egress: [{}] }), [true, false]],
    ['types decide', policy({ policyTypes: ['Egress'] }), [false, true]],
  ])('%s', (_name, object, governs) => {
    const { ingress, egress } = policyOf(object)
    expect([ingress !== null, egress !== null]).toEqual(governs)
  })

  test('they stand in tier default at order 1000 under their own name and kind', () => {
    expect(policyOf(policy({}))).toMatchObject({
      ref: { apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy', tier: 'default', namespace: 'shop', name: 'web' },
      order: 1000,
      stagedAction: null,
    })
    expect(policyOf(staged({ stagedAction: 'Learn' }))).toMatchObject({
      ref: { apiGroup: v3.slice(0, -3), kind: 'StagedKubernetesNetworkPolicy', tier: 'default' },
      stagedAction: 'Learn',
    })
  })

  test('a port that is none takes its rule away, and is told where it stands', () => {
    const object = policy({ ingress: [{ ports: [{ port: 'http', endPort: 90 }] }, {}] })
    expect(policyOf(object)).toMatchObject({ invalid: null, ingress: [{ action: 'Allow' }] })
    expect(toldOf(object)).toEqual([
      'error spec.ingress[0].ports[0]: expected a port, not `http:90`; Calico drops the whole rule',
    ])
  })

  test('what Felix refuses in the converted policy is told of the rule it came from', () => {
    const object = policy({ ingress: [{}, { ports: [{ port: 'Http' }] }] })
    expect(policyOf(object).invalid).toMatch(/^spec\.ingress\[1\]: as Calico converts it: expected a port name/)
  })

  test('a block that is none lets anyone in, and is told', () => {
    const object = policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1' } }] }] })
    expect(policyOf(object).ingress?.[0]?.source.nets).toBeNull()
    expect(toldOf(object)).toEqual([
      'error spec.ingress[0].from[0].ipBlock.cidr: expected a CIDR, not `10.0.0.1`; Calico takes the peer for any address',
    ])
  })

  test('a field nobody reads is told', () => {
    expect(toldOf(policy({ ingress: [{ form: [] }] }))).toEqual([
      'warning spec.ingress[0]: `form` is no field that Calico reads here',
    ])
  })
})

describe('cluster policies of Kubernetes', () => {
  const alpha = 'policy.networking.k8s.io/v1alpha'
  const subject = { namespaces: {} }
  test('an admin policy of the older API stands in a tier of its own', () => {
    const rule = { action: 'Allow', ports: [{ portNumber: { port: 80 } }], from: [{ namespaces: {} }] }
    const spec = { priority: 7, subject, ingress: [rule] }
    expect(
      policyOf({ apiVersion: `${alpha}1`, kind: 'AdminNetworkPolicy', metadata: { name: 'a' }, spec }),
    ).toMatchObject({
      ref: { tier: 'adminnetworkpolicy', namespace: null, name: 'a' },
      order: 7,
      ingress: [{ action: 'Allow', protocol: { text: 'TCP' }, destination: { ports: [{ first: 80, last: 80 }] } }],
      egress: null,
    })
  })

  test('and a baseline policy too', () => {
    const spec = { subject, egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }] }
    const object = { apiVersion: `${alpha}1`, kind: 'BaselineAdminNetworkPolicy', metadata: { name: 'default' }, spec }
    expect(policyOf(object)).toMatchObject({ ref: { tier: 'baselineadminnetworkpolicy' }, order: 1000, ingress: null })
  })

  test('one without rules governs both directions with none', () => {
    const spec = { tier: 'Admin', priority: 1, subject }
    const object = { apiVersion: `${alpha}2`, kind: 'ClusterNetworkPolicy', metadata: { name: 'a' }, spec }
    expect(policyOf(object)).toMatchObject({ ingress: [], egress: [], invalid: null })
  })

  test('a port named by digits is a name no endpoint bears: the policy counts for nothing', () => {
    const rule = { action: 'Accept', protocols: [{ destinationNamedPort: '8080' }], from: [{ namespaces: {} }] }
    const spec = { tier: 'Admin', priority: 1, subject, ingress: [rule] }
    const object = { apiVersion: `${alpha}2`, kind: 'ClusterNetworkPolicy', metadata: { name: 'a' }, spec }
    expect(policyOf(object).invalid).toBe(
      'spec.ingress[0].protocols[0].destinationNamedPort: expected a name with a letter, not `8080`',
    )
  })
})

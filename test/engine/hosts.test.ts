import { expect, test } from 'vitest'
import type { Connection } from '../../src/model/connection.ts'
import { calico, connection, legsOf, namespace, node, pod, traced } from './objects.ts'

const nodes = [namespace('a'), node('n1', '10.1.0.1'), node('n2', '10.1.0.2')]
const pods = [
  pod('a/x', '10.0.0.1', { app: 'x' }, { nodeName: 'n1' }),
  pod('a/near', '10.0.0.2', { app: 'near' }, { nodeName: 'n1' }),
  pod('a/far', '10.0.0.3', { app: 'far' }, { nodeName: 'n2' }),
]
const world = [...nodes, ...pods]

/** An automatic host endpoint, for all interfaces of a node. */
const all = (name: string, more = {}) =>
  calico(
    'HostEndpoint',
    `${name}-auto-hep`,
    {
      node: name,
      interfaceName: '*',
      expectedIPs: [name === 'n1' ? '10.1.0.1' : '10.1.0.2'],
      profiles: ['projectcalico-default-allow'],
      ...more,
    },
    { host: name },
  )
const eth0 = (name: string, more = {}) =>
  calico('HostEndpoint', `${name}-eth0`, { node: name, interfaceName: 'eth0', ...more }, { host: name })

const onHosts = (name: string, spec: object) => calico('GlobalNetworkPolicy', name, { selector: 'has(host)', ...spec })
const forward = { applyOnForward: true }
const preDnat = { preDNAT: true, applyOnForward: true, types: ['Ingress'] }
const untracked = { doNotTrack: true, applyOnForward: true }
const allow = [{ action: 'Allow' }]
const felix = (spec: object) => calico('FelixConfiguration', 'default', { ...spec })

test.each<readonly [name: string, objects: readonly object[], asked: Connection, legs: readonly string[]]>([
  ['an address outside has no leg', world, connection('203.0.113.9', 'a/x', 80), ['ingress a/x workload Allow']],
  ['two addresses outside meet nobody', world, connection('203.0.113.9', '203.0.113.8', 80), []],
  [
    'a node without host endpoints is not policed',
    world,
    connection('a/x', '10.1.0.2', 80),
    ['egress a/x workload Allow'],
  ],
  ['a pod is open to its own node', world, connection('10.1.0.1', 'a/x', 80), ['ingress a/x workload Allow same-host']],
  ['another node is a stranger', world, connection('10.1.0.2', 'a/x', 80), ['ingress a/x workload Allow']],
  [
    'a pod that talks to itself is not policed',
    world,
    connection('a/x', '10.0.0.1', 80),
    ['egress a/x workload Allow loopback'],
  ],
  [
    'through a service it leaves the pod and is policed both ways',
    world,
    connection('a/x', 'a/x', 80, { original: { ip: '10.9.0.1', port: 80 } }),
    ['egress a/x workload Allow', 'ingress a/x workload Allow'],
  ],
  [
    'what a pod sends to its own node is taken to be accepted, as calico-node is told where Calico is installed as usual',
    world,
    connection('a/x', '10.1.0.1', 80),
    ['egress a/x workload Allow host-action'],
  ],
  [
    'it is dropped where Felix says so',
    [...world, felix({ defaultEndpointToHostAction: 'Drop' })],
    connection('a/x', '10.1.0.1', 80),
    ['egress a/x workload Deny host-action'],
  ],
  [
    'the operator has it accepted, whatever a FelixConfiguration says',
    [
      ...world,
      felix({ defaultEndpointToHostAction: 'Drop' }),
      calico('ClusterInformation', 'default', { clusterType: 'k8s,aks,operator' }),
    ],
    connection('a/x', '10.1.0.1', 80),
    ['egress a/x workload Allow host-action'],
  ],
  [
    'the setting of the node itself wins',
    [
      ...world,
      felix({ defaultEndpointToHostAction: 'Drop' }),
      calico('FelixConfiguration', 'node.n1', { defaultEndpointToHostAction: 'Return' }),
    ],
    connection('a/x', '10.1.0.1', 80),
    ['egress a/x workload Allow host-action'],
  ],
  [
    'the host endpoint is not asked what a pod sends to its own node',
    [...world, felix({ defaultEndpointToHostAction: 'Accept' }), all('n1'), onHosts('deny', { types: ['Ingress'] })],
    connection('a/x', '10.1.0.1', 80),
    ['egress a/x workload Allow host-action'],
  ],
  [
    'but its policies before translation are',
    [...world, all('n1'), onHosts('deny', { ...preDnat, ingress: [{ action: 'Deny' }] })],
    connection('a/x', '10.1.0.1', 80),
    ['ingress hep:n1-auto-hep pre-dnat Deny'],
  ],
  [
    'a pod on the network of its node has the node for its endpoint',
    [...world, pod('a/agent', '10.1.0.2', { app: 'agent' }, { nodeName: 'n2', hostNetwork: true }), all('n2')],
    connection('a/x', '10.1.0.2', 80),
    ['egress a/x workload Allow', 'ingress hep:n2-auto-hep host Allow'],
  ],
  [
    'an automatic host endpoint allows',
    [...world, all('n1')],
    connection('203.0.113.9', '10.1.0.1', 80),
    ['ingress hep:n1-auto-hep host Allow'],
  ],
  [
    'until a policy selects it',
    [...world, all('n1'), onHosts('deny', { types: ['Ingress'] })],
    connection('203.0.113.9', '10.1.0.1', 80),
    ['ingress hep:n1-auto-hep host Deny'],
  ],
  [
    'a failsafe port stays open',
    [...world, all('n1'), onHosts('deny', { types: ['Ingress'] })],
    connection('203.0.113.9', '10.1.0.1', 6443),
    ['ingress hep:n1-auto-hep host Allow failsafe'],
  ],
  [
    'an empty list of failsafe ports is none',
    [...world, felix({ failsafeInboundHostPorts: [] }), all('n1'), onHosts('deny', { types: ['Ingress'] })],
    connection('203.0.113.9', '10.1.0.1', 22),
    ['ingress hep:n1-auto-hep host Deny'],
  ],
  [
    'a failsafe port with a net is open to that net only',
    [
      ...world,
      felix({ failsafeInboundHostPorts: [{ protocol: 'tcp', port: 22, net: '198.51.100.0/24' }] }),
      all('n1'),
      onHosts('deny', { types: ['Ingress'] }),
    ],
    connection('203.0.113.9', '10.1.0.1', 22),
    ['ingress hep:n1-auto-hep host Deny'],
  ],
  [
    'traffic between hosts is policed at both',
    [...world, all('n1'), all('n2')],
    connection('10.1.0.1', '10.1.0.2', 80),
    ['egress hep:n1-auto-hep host Allow', 'ingress hep:n2-auto-hep host Allow'],
  ],
  ['but not within one host', [...world, all('n1')], connection('10.1.0.1', '10.1.0.1', 80), []],
  [
    'encapsulated packets between nodes are let through',
    [...world, all('n2'), onHosts('deny', { types: ['Ingress'] })],
    connection('10.1.0.1', '10.1.0.2', 4789, { protocol: 'UDP' }),
    ['ingress hep:n2-auto-hep host Allow encapsulation'],
  ],
  [
    'a pod may not send them',
    world,
    connection('a/x', '203.0.113.9', 4789, { protocol: 'UDP' }),
    ['egress a/x workload Deny encapsulation'],
  ],
  [
    'unless Felix allows it',
    [...world, felix({ allowVXLANPacketsFromWorkloads: true })],
    connection('a/x', '203.0.113.9', 4789, { protocol: 'UDP' }),
    ['egress a/x workload Allow'],
  ],
  [
    'BPF leaves VXLAN to policy and always drops IP-in-IP',
    [...world, felix({ bpfEnabled: true, allowIPIPPacketsFromWorkloads: true })],
    connection('a/x', '203.0.113.9', null, { protocol: '4' }),
    ['egress a/x workload Deny encapsulation'],
  ],
  [
    'a policy of hosts does not govern what they forward',
    [...world, all('n1'), onHosts('deny', { types: ['Ingress'] })],
    connection('203.0.113.9', 'a/x', 80),
    ['ingress a/x workload Allow'],
  ],
  [
    'unless it applies on forward',
    [...world, all('n1'), onHosts('deny', { ...forward, types: ['Ingress'] })],
    connection('203.0.113.9', 'a/x', 80),
    ['ingress hep:n1-auto-hep forward Deny'],
  ],
  [
    'forwarded traffic that all tiers pass is allowed without a profile',
    [...world, eth0('n1'), onHosts('pass', { ...forward, types: ['Ingress'], ingress: [{ action: 'Pass' }] })],
    connection('203.0.113.9', 'a/x', 80),
    ['ingress hep:n1-eth0 forward Allow', 'ingress a/x workload Allow'],
  ],
  [
    'two pods of one node meet the way in and the way out of the endpoint for all interfaces',
    [...world, all('n1'), onHosts('both', { ...forward, types: ['Ingress', 'Egress'], ingress: allow, egress: allow })],
    connection('a/x', 'a/near', 80),
    [
      'ingress hep:n1-auto-hep forward Allow',
      'egress a/x workload Allow',
      'ingress a/near workload Allow',
      'egress hep:n1-auto-hep forward Allow',
    ],
  ],
  [
    'two pods of two nodes meet one at each',
    [
      ...world,
      all('n1'),
      all('n2'),
      onHosts('both', { ...forward, types: ['Ingress', 'Egress'], ingress: allow, egress: allow }),
    ],
    connection('a/x', 'a/far', 80),
    [
      'ingress hep:n1-auto-hep forward Allow',
      'egress a/x workload Allow',
      'egress hep:n1-auto-hep forward Allow',
      'ingress hep:n2-auto-hep forward Allow',
      'ingress a/far workload Allow',
      'egress hep:n2-auto-hep forward Allow',
    ],
  ],
  [
    'the endpoint of one interface is not met between pods of one node',
    [...world, eth0('n1'), onHosts('deny', { ...forward, types: ['Ingress', 'Egress'] })],
    connection('a/x', 'a/near', 80),
    ['egress a/x workload Allow', 'ingress a/near workload Allow'],
  ],
  [
    'what is allowed before translation is done with the host, not with the pod',
    [
      ...world,
      all('n1'),
      onHosts('open', {
        ...preDnat,
        order: 1,
        ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [30080] } }],
      }),
      onHosts('deny', { ...forward, order: 2, types: ['Ingress'] }),
      calico('NetworkPolicy', 'a/deny', { types: ['Ingress'] }),
    ],
    connection('203.0.113.9', 'a/x', 80, { original: { ip: '10.1.0.1', port: 30080 } }),
    ['ingress hep:n1-auto-hep pre-dnat Allow', 'ingress a/x workload Deny'],
  ],
  [
    'a tier before translation never ends with Deny',
    [...world, all('n1'), onHosts('miss', { ...preDnat, ingress: [{ action: 'Allow', protocol: 'UDP' }] })],
    connection('203.0.113.9', 'a/x', 80),
    ['ingress hep:n1-auto-hep pre-dnat Allow', 'ingress a/x workload Allow'],
  ],
  [
    'untracked policies are met first, at endpoints of one interface only',
    [
      ...world,
      all('n1'),
      eth0('n2', { expectedIPs: ['10.1.0.2'], profiles: ['projectcalico-default-allow'] }),
      onHosts('fast', { ...untracked, types: ['Ingress', 'Egress'], ingress: allow, egress: allow }),
    ],
    connection('10.1.0.1', '10.1.0.2', 80),
    ['egress hep:n1-auto-hep host Allow', 'ingress hep:n2-eth0 untracked Allow'],
  ],
  [
    'a node port enters by the node that was called',
    [...world, all('n1'), all('n2'), onHosts('open', { ...preDnat, ingress: allow })],
    connection('203.0.113.9', 'a/far', 80, { original: { ip: '10.1.0.1', port: 30080 } }),
    [
      'ingress hep:n1-auto-hep pre-dnat Allow',
      'ingress hep:n2-auto-hep pre-dnat Allow',
      'ingress a/far workload Allow',
    ],
  ],
  [
    'a policy before translation or without tracking does not touch pods',
    [...world, calico('GlobalNetworkPolicy', 'deny', { ...preDnat, selector: 'all()', ingress: [{ action: 'Deny' }] })],
    connection('203.0.113.9', 'a/x', 80),
    ['ingress a/x workload Allow'],
  ],
  [
    'a profile that is missing denies at once',
    [...world, eth0('n1', { expectedIPs: ['10.1.0.1'], profiles: ['lost', 'projectcalico-default-allow'] })],
    connection('203.0.113.9', '10.1.0.1', 80),
    ['ingress hep:n1-eth0 host Deny'],
  ],
  [
    'of several endpoints of one interface the first by name counts',
    [
      ...world,
      eth0('n1', { expectedIPs: ['10.1.0.1'] }),
      calico('HostEndpoint', 'a-first', {
        node: 'n1',
        expectedIPs: ['10.1.0.1'],
        profiles: ['projectcalico-default-allow'],
      }),
    ],
    connection('203.0.113.9', '10.1.0.1', 80),
    ['ingress hep:a-first host Allow'],
  ],
])('%s', (_, objects, asked, legs) => {
  expect(legsOf(traced(objects, asked))).toEqual(legs)
})

test('a pod that asks for foreign source addresses is refused, and no selector finds it', () => {
  const spoofing = {
    ...pod('a/spoof', '10.0.0.9', { app: 'spoof' }),
    metadata: {
      name: 'spoof',
      namespace: 'a',
      labels: { app: 'spoof' },
      annotations: { 'cni.projectcalico.org/allowedSourcePrefixes': '["192.0.2.0/24"]' },
    },
  }
  const onlySpoof = calico('NetworkPolicy', 'a/p', {
    selector: "app == 'x'",
    types: ['Egress'],
    egress: [{ action: 'Allow', destination: { selector: "app == 'spoof'" } }],
  })
  const from = connection('a/spoof', 'a/x', 80)
  const to = connection('a/x', 'a/spoof', 80)
  expect(legsOf(traced([...world, spoofing], from))).toEqual(['egress a/spoof workload Deny spoofing'])
  expect(legsOf(traced([...world, spoofing, onlySpoof], to))).toEqual(['egress a/x workload Deny'])
  const any = felix({ workloadSourceSpoofing: 'Any' })
  expect(legsOf(traced([...world, spoofing, onlySpoof, any], to)).at(-1)).toBe('ingress a/spoof workload Allow')
})

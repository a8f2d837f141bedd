import { Dice } from './dice.ts'
import { randomKubernetesPolicy } from './random-kubernetes.ts'
import { domains, namespaceKeys, nets, nets6, podKeys, randomRule } from './random-rule.ts'
import { randomLabels, randomSelector } from './random-selector.ts'

export type Fields = Record<string, unknown>

const v3 = 'projectcalico.org/v3'

/** A small cluster with everything in it that makes policy hard: ties, missing tiers and namespaces, empty and overlapping sets,
 * both IP versions, host endpoints, every kind of policy. As API objects. */
export function randomCluster(seed: number): Fields[] {
  const dice = new Dice(seed)
  const kubernetes = dice.chance(50)
  const objects = [
    ...information(dice),
    ...dice.some(['a', 'b', 'kube-system']).map((name) => namespace(dice, name)),
    ...dice.times(0, 3, () => account(dice)),
    ...['n1', 'n2'].filter(() => dice.chance(80)).map((name, at) => node(name, at + 1)),
    ...dice.times(3, 8, (at) => pod(dice, at)),
    ...dice.times(0, 3, (at) => networkSet(dice, at)),
    ...(dice.chance(40) ? dice.times(1, 2, (at) => hostEndpoint(dice, at)) : []),
    ...(dice.chance(30) ? [profile(dice)] : []),
    ...(dice.chance(30) ? [felix(dice)] : []),
    ...(dice.chance(40) ? [slice()] : []),
    ...dice.times(0, 5, () => tier(dice)),
    ...dice.times(2, 14, (at) => (kubernetes && dice.chance(45) ? randomKubernetesPolicy(dice, at) : policy(dice, at))),
  ]
  // As if read from a file: what is undefined is not there.
  return JSON.parse(JSON.stringify(objects)) as Fields[]
}

function information(dice: Dice): Fields[] {
  const spec = dice.pick([
    null,
    { calicoVersion: 'v3.32.1' },
    { calicoVersion: 'v3.32.1', clusterType: 'k8s,operator,bgp' },
    { calicoVersion: 'v3.31.0' },
    { calicoVersion: 'v3.31.0', cnxVersion: 'v3.22.0' },
  ])
  return spec === null ? [] : [{ apiVersion: v3, kind: 'ClusterInformation', metadata: { name: 'default' }, spec }]
}

function namespace(dice: Dice, name: string): Fields {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: randomLabels(dice, namespaceKeys) } }
}

function account(dice: Dice): Fields {
  const metadata = {
    name: dice.pick(['s1', 's2']),
    namespace: dice.pick(['a', 'b']),
    labels: randomLabels(dice, ['role']),
  }
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
}

function node(name: string, at: number): Fields {
  const addresses = [`10.1.0.${at}`, `fd00:1::${at}`].map((address) => ({ type: 'InternalIP', address }))
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { addresses } }
}

function pod(dice: Dice, at: number): Fields {
  const labels = { ...randomLabels(dice, podKeys), ...(dice.chance(5) ? { 'pcns.team': 'blue' } : {}) }
  const last = dice.chance(92) ? at + 1 : 1
  const dual = dice.chance(40)
  const hostNetwork = dice.chance(5) ? true : undefined
  const ports = dice.some([
    { name: 'http', containerPort: 80 },
    { name: 'http', containerPort: 8080 },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ])
  const serviceAccountName = dice.maybe(70, () => dice.pick(['default', 's1', 's2']))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${at}`, namespace: dice.pick(['a', 'a', 'b', 'b', 'gone']), labels },
    spec: {
      nodeName: hostNetwork ? 'n1' : dice.pick(['n1', 'n1', 'n2', undefined]),
      hostNetwork,
      serviceAccountName,
      containers: [{ name: 'm', ports }],
    },
    status: {
      phase: dice.chance(6) ? 'Succeeded' : 'Running',
      podIPs: [{ ip: hostNetwork ? '10.1.0.1' : `10.0.1.${last}` }, ...(dual ? [{ ip: `fd00:0:0:1::${last}` }] : [])],
    },
  }
}

function networkSet(dice: Dice, at: number): Fields {
  const isGlobal = dice.chance(60)
  const labels = randomLabels(dice, podKeys)
  const metadata = isGlobal
    ? { name: `set${at}`, labels }
    : { name: `set${at}`, namespace: dice.pick(['a', 'b']), labels }
  const spec = {
    nets: dice.chance(85) ? dice.some([...nets, ...nets6]) : [],
    allowedEgressDomains: dice.maybe(25, () => dice.some(domains)),
  }
  return { apiVersion: v3, kind: isGlobal ? 'GlobalNetworkSet' : 'NetworkSet', metadata, spec }
}

function hostEndpoint(dice: Dice, at: number): Fields {
  const nodeAt = dice.between(1, 2)
  const spec = {
    node: `n${nodeAt}`,
    interfaceName: dice.pick(['*', '*', 'eth0', undefined]),
    expectedIPs: [`10.1.0.${nodeAt}`, `fd00:1::${nodeAt}`],
    profiles: dice.maybe(70, () =>
      dice.pick([['projectcalico-default-allow'], ['own'], ['own', 'projectcalico-default-allow'], ['lost']]),
    ),
    ports: dice.maybe(30, () => [{ name: 'http', protocol: 'TCP', port: 80 }]),
  }
  return {
    apiVersion: v3,
    kind: 'HostEndpoint',
    metadata: { name: `h${at}`, labels: randomLabels(dice, ['role', 'app']) },
    spec,
  }
}

function profile(dice: Dice): Fields {
  const rules = (direction: 'ingress' | 'egress') => dice.times(0, 2, () => randomRule(dice, direction, true))
  const spec = { labelsToApply: randomLabels(dice, podKeys), ingress: rules('ingress'), egress: rules('egress') }
  return { apiVersion: v3, kind: 'Profile', metadata: { name: 'own' }, spec }
}

function felix(dice: Dice): Fields {
  const spec = {
    defaultEndpointToHostAction: dice.maybe(70, () => dice.pick(['Drop', 'Accept', 'Return'])),
    bpfEnabled: dice.maybe(30, () => true),
    allowVXLANPacketsFromWorkloads: dice.maybe(30, () => true),
    vxlanPort: dice.maybe(20, () => 443),
    failsafeInboundHostPorts: dice.maybe(30, () => [
      { protocol: 'tcp', port: 80, net: dice.maybe(50, () => '10.0.0.0/8') },
    ]),
    failsafeOutboundHostPorts: dice.maybe(30, () => []),
  }
  return {
    apiVersion: v3,
    kind: 'FelixConfiguration',
    metadata: { name: dice.pick(['default', 'default', 'node.n1']) },
    spec,
  }
}

function slice(): Fields {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'svc-1', namespace: 'a', labels: { 'kubernetes.io/service-name': 'svc' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.1.1'] }, { addresses: ['10.0.1.3', '203.0.113.5'] }],
    ports: [
      { name: 'w', port: 80, protocol: 'TCP' },
      { name: 'd', port: 53, protocol: 'UDP' },
    ],
  }
}

function tier(dice: Dice): Fields {
  const spec = {
    order: dice.pick([undefined, -1, 10, 10, 10.5, 500, 2_000_000]),
    defaultAction: dice.pick(['Deny', 'Pass', undefined]),
  }
  return { apiVersion: v3, kind: 'Tier', metadata: { name: dice.pick(['t1', 't2', 't3']) }, spec }
}

/** A Calico policy, staged or not, of any tier, a missing one too. */
function policy(dice: Dice, at: number): Fields {
  const isGlobal = dice.chance(50)
  const staged = dice.chance(25)
  const name = dice.chance(60) ? `p${at}` : dice.pick(['web', 'web-2', 'web.a', 'web2'])
  const kind = `${staged ? 'Staged' : ''}${isGlobal ? 'Global' : ''}NetworkPolicy`
  const deletes = staged && dice.chance(10)
  const stored = dice.maybe(50, () => '7')
  const metadata = { name, namespace: isGlobal ? undefined : dice.pick(['a', 'b']), resourceVersion: stored }
  const tierName = dice.pick(['default', 'default', 't1', 't1', 't2', 't3', dice.pick(['ghost', 't1']), undefined])
  const spec = deletes ? { tier: tierName, stagedAction: 'Delete' } : policySpec(dice, { isGlobal, tier: tierName })
  return {
    apiVersion: v3,
    kind,
    metadata,
    spec:
      staged && !deletes
        ? { ...spec, stagedAction: dice.maybe(60, () => dice.pick(['Set', 'Learn', 'Ignore'])) }
        : spec,
  }
}

function policySpec(dice: Dice, { isGlobal, tier: tierName }: { isGlobal: boolean; tier: string | undefined }): Fields {
  const early = isGlobal && dice.chance(15)
  const rules = (direction: 'ingress' | 'egress') => dice.times(0, 4, () => randomRule(dice, direction, isGlobal))
  return {
    tier: tierName,
    order: dice.pick([undefined, 1, 5, 5, 5.5, 1000, -3]),
    selector: dice.maybe(50, () => randomSelector(dice, podKeys, 1)),
    namespaceSelector: isGlobal ? dice.maybe(15, () => randomSelector(dice, namespaceKeys, 1)) : undefined,
    serviceAccountSelector: dice.maybe(10, () => randomSelector(dice, ['role'], 1)),
    types: dice.pick([
      undefined,
      ['Ingress'],
      ['Egress'],
      ['Ingress', 'Egress'],
      ['Ingress', 'Egress'],
      ['Ingress', 'Egress'],
    ]),
    ingress: dice.maybe(75, () => rules('ingress')),
    egress: early ? undefined : dice.maybe(75, () => rules('egress')),
    preDNAT: early ? dice.maybe(50, () => true) : undefined,
    doNotTrack: early ? dice.maybe(50, () => true) : undefined,
    applyOnForward: early || (isGlobal && dice.chance(30)) ? true : undefined,
  }
}

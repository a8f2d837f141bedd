/** One valid object of each kind that plays a part, with every field that is read. */
const metadata = { name: 'web', namespace: 'shop', uid: 'u', labels: { app: 'web' }, annotations: { note: 'x' } }
const global = { ...metadata, namespace: undefined }
const entity = {
  nets: ['10.0.0.0/8'],
  notNets: ['10.1.0.0/16'],
  selector: "app == 'web'",
  notSelector: "app == 'db'",
  namespaceSelector: "team == 'red'",
  serviceAccounts: { names: ['web'], selector: 'has(role)' },
  ports: [80, '90:95', 'http'],
  notPorts: [85],
}
const rule = {
  action: 'Allow',
  ipVersion: 4,
  protocol: 'TCP',
  notProtocol: 'UDP',
  source: entity,
  destination: entity,
  metadata: { annotations: { name: 'first' } },
}
const icmpRule = { action: 'Deny', protocol: 'ICMP', icmp: { type: 8, code: 0 }, notICMP: { type: 3, code: 1 } }
const httpRule = {
  action: 'Allow',
  protocol: 'TCP',
  source: { services: { name: 'front', namespace: 'shop' } },
  http: { methods: ['GET'], paths: [{ exact: '/a' }, { prefix: '/b' }] },
}
const domainRule = { action: 'Allow', protocol: 'TCP', destination: { domains: ['*.example.com'], ports: [443] } }
const spec = {
  tier: 'app',
  order: 10,
  selector: "app == 'web'",
  serviceAccountSelector: 'has(role)',
  types: ['Ingress', 'Egress'],
  ingress: [rule, icmpRule, httpRule],
  egress: [domainRule],
}
const globalSpec = {
  ...spec,
  namespaceSelector: "team == 'red'",
  doNotTrack: false,
  preDNAT: false,
  applyOnForward: true,
}
const labelSelector = {
  matchLabels: { app: 'web' },
  matchExpressions: [
    { key: 'team', operator: 'In', values: ['red', 'blue'] },
    { key: 'old', operator: 'DoesNotExist' },
  ],
}
const peers = [
  { podSelector: labelSelector, namespaceSelector: labelSelector },
  { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
]
const kubernetesSpec = {
  podSelector: labelSelector,
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ ports: [{ port: 80, endPort: 90, protocol: 'TCP' }, { port: 'http' }], from: peers }],
  egress: [{ to: peers }],
}
const pods = { podSelector: labelSelector, namespaceSelector: labelSelector }
const protocols = [
  { tcp: { destinationPort: { number: 80 } } },
  { udp: { destinationPort: { range: { start: 1, end: 5 } } } },
]
const clusterSpec = {
  tier: 'Admin',
  priority: 10,
  subject: { pods },
  ingress: [{ name: 'in', action: 'Accept', protocols, from: [{ pods }, { namespaces: labelSelector }] }],
  egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }],
}
const ports = [
  { portNumber: { protocol: 'TCP', port: 80 } },
  { portRange: { start: 1, end: 5 } },
  { namedPort: 'http' },
]
const adminSpec = {
  priority: 10,
  subject: { namespaces: labelSelector },
  ingress: [{ action: 'Allow', ports, from: [{ pods }] }],
}
const containers = [{ name: 'web', ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }] }]
const podSpec = { nodeName: 'n1', serviceAccountName: 'web', containers, initContainers: containers }
const v3 = 'projectcalico.org/v3'

export const samples: readonly Readonly<Record<string, unknown>>[] = [
  { apiVersion: v3, kind: 'Tier', metadata: global, spec: { order: 10, defaultAction: 'Pass' } },
  { apiVersion: v3, kind: 'NetworkPolicy', metadata, spec },
  { apiVersion: v3, kind: 'GlobalNetworkPolicy', metadata: global, spec: globalSpec },
  { apiVersion: v3, kind: 'StagedNetworkPolicy', metadata, spec: { ...spec, stagedAction: 'Set' } },
  {
    apiVersion: v3,
    kind: 'StagedGlobalNetworkPolicy',
    metadata: global,
    spec: { ...globalSpec, stagedAction: 'Learn' },
  },
  { apiVersion: v3, kind: 'StagedKubernetesNetworkPolicy', metadata, spec: { ...kubernetesSpec, stagedAction: 'Set' } },
  {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, annotations: { 'projectcalico.org/metadata': '{"labels":{"a":"b"},"name":"web"}' } },
    spec,
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: kubernetesSpec },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: global,
    spec: clusterSpec,
  },
  { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind: 'AdminNetworkPolicy', metadata: global, spec: adminSpec },
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: global,
    spec: adminSpec,
  },
  {
    apiVersion: v3,
    kind: 'NetworkSet',
    metadata,
    spec: { nets: ['10.0.0.1'], allowedEgressDomains: ['a.example.com'] },
  },
  { apiVersion: v3, kind: 'GlobalNetworkSet', metadata: global, spec: { nets: ['10.0.0.0/8', 'fd00::/8'] } },
  {
    apiVersion: v3,
    kind: 'HostEndpoint',
    metadata: global,
    spec: {
      node: 'n1',
      interfaceName: 'eth0',
      expectedIPs: ['10.0.0.1'],
      profiles: ['open'],
      ports: [{ name: 'ssh', protocol: 'TCP', port: 22 }],
    },
  },
  {
    apiVersion: v3,
    kind: 'Profile',
    metadata: global,
    spec: { labelsToApply: { a: 'b' }, ingress: [rule], egress: [icmpRule] },
  },
  {
    apiVersion: v3,
    kind: 'FelixConfiguration',
    metadata: { ...global, name: 'default' },
    spec: {
      defaultEndpointToHostAction: 'Accept',
      failsafeInboundHostPorts: [{ protocol: 'tcp', port: 22, net: '10.0.0.0/8' }],
      failsafeOutboundHostPorts: [],
      allowVXLANPacketsFromWorkloads: true,
      allowIPIPPacketsFromWorkloads: false,
      vxlanPort: 4789,
      bpfEnabled: false,
      workloadSourceSpoofing: 'Any',
    },
  },
  {
    apiVersion: v3,
    kind: 'ClusterInformation',
    metadata: global,
    spec: { calicoVersion: 'v3.32.1', cnxVersion: 'v3.22.0' },
  },
  {
    apiVersion: v3,
    kind: 'Node',
    metadata: global,
    spec: { bgp: { ipv4Address: '10.0.0.1/24' }, addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      generateName: 'web-',
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', controller: true }],
    },
    spec: podSpec,
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }], podIP: '10.0.0.1' },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...podSpec, hostNetwork: true }, status: { podIP: '10.0.0.1' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: global },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...global, annotations: { 'projectcalico.org/IPv4Address': '10.0.0.1/24' } },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      clusterIP: '10.1.0.1',
      clusterIPs: ['10.1.0.1'],
      externalIPs: ['192.0.2.1'],
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', nodePort: 30080 }],
    },
    status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }] } },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'web' } },
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, uid: undefined },
    spec: { replicas: 2, template: { metadata: { labels: { app: 'web' } }, spec: podSpec } },
  },
]

import { formatCidr } from '../model/address.ts'
import type { Cluster } from '../model/cluster.ts'
import type { HostEndpoint, HostNetworkPod, WorkloadEndpoint } from '../model/endpoint.ts'
import type { NetworkSet } from '../model/network-set.ts'
import type { Profile } from '../model/profile.ts'
import type { Labels } from '../model/selector.ts'
import type { EndpointSlice, Service } from '../model/service.ts'
import type { FailsafePort, FelixSettings } from '../model/settings.ts'
import type { Tier } from '../model/tier.ts'
import { encodeRule, given } from './encode-rule.ts'
import { serviceNameLabel } from './endpoint-slice.ts'
import { namespaceLabel, serviceAccountLabel } from './entity-rule.ts'
import { plannedAnnotation, spoofingAnnotation } from './pod.ts'
import { savedManifest } from './saved-manifest.ts'

const calico = 'projectcalico.org/v3'

/**
 * A cluster as objects of the Kubernetes API, those the board needs first. `decode` gives the same cluster again; what plays no
 * part in policy (containers' commands, volumes, environment) is not among them.
 */
export function* encode(cluster: Cluster): Generator<object> {
  for (const tier of cluster.tiers.values()) yield encodeTier(tier)
  for (const policy of cluster.policies.values()) yield savedManifest(policy.manifest)
  for (const { name, labels } of cluster.namespaces.values()) yield object('v1', 'Namespace', { name, labels })
  for (const [name, settings] of cluster.felixSettings) yield encodeFelix(name, settings)
  for (const [name, info] of cluster.clusterInformation) {
    const { enterpriseVersion: cnxVersion, ...rest } = info
    yield object(calico, 'ClusterInformation', { name }, { spec: given({ cnxVersion, ...rest }) })
  }
  for (const profile of cluster.profiles.values()) yield encodeProfile(profile)
  for (const set of cluster.networkSets.values()) yield encodeNetworkSet(set)
  for (const endpoint of cluster.hostEndpoints.values()) yield encodeHostEndpoint(endpoint)
  for (const { name, labels, addresses } of cluster.nodes.values()) {
    const listed = addresses.map((address) => ({ type: 'InternalIP', address }))
    yield object('v1', 'Node', { name, labels }, { status: { addresses: listed } })
  }
  for (const { name, namespace, labels } of cluster.serviceAccounts.values()) {
    yield object('v1', 'ServiceAccount', { name, namespace, labels })
  }
  for (const service of cluster.services.values()) yield encodeService(service)
  for (const slice of cluster.endpointSlices.values()) yield encodeSlice(slice)
  for (const namespace of cluster.endpoints.values()) for (const pod of namespace.values()) yield encodePod(pod)
  for (const pod of cluster.hostNetworkPods.values()) yield encodeHostNetworkPod(pod)
}

function object(apiVersion: string, kind: string, metadata: object, rest: object = {}): object {
  return { apiVersion, kind, metadata: given({ ...metadata }), ...rest }
}

function encodeTier({ name, order, defaultAction }: Tier): object {
  return object(calico, 'Tier', { name }, { spec: given({ order, defaultAction }) })
}

function encodeProfile({ name, labels, ingress, egress }: Profile): object {
  const spec = { labelsToApply: labels, ingress: ingress.map(encodeRule), egress: egress.map(encodeRule) }
  return object(calico, 'Profile', { name }, { spec })
}

function encodeNetworkSet({ name, namespace, labels, nets, domains }: NetworkSet): object {
  const kind = namespace === null ? 'GlobalNetworkSet' : 'NetworkSet'
  const own = namespace === null ? labels : without(labels, [namespaceLabel])
  const spec = given({ nets: nets.map(formatCidr), allowedEgressDomains: domains.length > 0 ? domains : null })
  return object(calico, kind, { name, namespace, labels: own }, { spec })
}

function encodeHostEndpoint(endpoint: HostEndpoint): object {
  const { name, labels, node, interfaceName, addresses, profiles, namedPorts: ports } = endpoint
  const spec = given({ node, interfaceName, expectedIPs: addresses, profiles, ports })
  return object(calico, 'HostEndpoint', { name, labels }, { spec })
}

function encodeFelix(name: string, settings: FelixSettings): object {
  const ports = (list: readonly FailsafePort[] | null) =>
    list?.map(({ protocol, port, net }) => given({ protocol, port, net: net && formatCidr(net) }))
  const spoofing = settings.allowSourceSpoofing
  const spec = given({
    defaultEndpointToHostAction: settings.defaultEndpointToHostAction,
    failsafeInboundHostPorts: ports(settings.failsafeInbound),
    failsafeOutboundHostPorts: ports(settings.failsafeOutbound),
    allowVXLANPacketsFromWorkloads: settings.allowVxlanFromWorkloads,
    allowIPIPPacketsFromWorkloads: settings.allowIpipFromWorkloads,
    vxlanPort: settings.vxlanPort,
    bpfEnabled: settings.bpfEnabled,
    workloadSourceSpoofing: spoofing === null ? null : spoofing ? 'Any' : 'Disabled',
  })
  return object(calico, 'FelixConfiguration', { name }, { spec })
}

function encodeService({ name, namespace, clusterIps, externalIps, ports, selector }: Service): object {
  const spec = given({
    clusterIPs: clusterIps,
    externalIPs: externalIps,
    ports: ports.map((port) => given({ ...port })),
    selector,
  })
  return object('v1', 'Service', { name, namespace }, { spec })
}

function encodeSlice({ key, namespace, service, addresses, ports }: EndpointSlice): object {
  const labels = service === null ? null : { [serviceNameLabel]: service }
  const metadata = { name: key.slice(namespace.length + 1), namespace, labels }
  const endpoints = [{ addresses }]
  return object('discovery.k8s.io/v1', 'EndpointSlice', metadata, {
    endpoints,
    ports: ports.map((port) => given({ ...port })),
  })
}

function encodePod(pod: WorkloadEndpoint): object {
  const labels = without(pod.labels, [namespaceLabel, 'projectcalico.org/orchestrator', serviceAccountLabel])
  const annotations = given({
    [plannedAnnotation]: pod.planned ? 'true' : null,
    [spoofingAnnotation]: pod.spoofsSource ? '["0.0.0.0/0"]' : null,
  })
  const spec = given({ nodeName: pod.node, serviceAccountName: pod.serviceAccount, containers: containers(pod) })
  const metadata = { ...podMetadata(pod), labels, annotations, generateName: pod.generateName }
  return object('v1', 'Pod', metadata, { spec, status: podStatus(pod) })
}

function encodeHostNetworkPod(pod: HostNetworkPod): object {
  const spec = given({ nodeName: pod.node, hostNetwork: true, containers: containers(pod) })
  return object('v1', 'Pod', { ...podMetadata(pod), labels: pod.labels }, { spec, status: podStatus(pod) })
}

type Pod = WorkloadEndpoint | HostNetworkPod

function podMetadata({ name, namespace, workload }: Pod): Record<string, unknown> {
  return { name, namespace, ownerReferences: workload === null ? null : [{ ...workload, controller: true }] }
}

function podStatus({ addresses }: Pod): object {
  return { podIPs: addresses.map((ip) => ({ ip })) }
}

function containers({ containerPorts }: Pod): readonly object[] {
  if (containerPorts.length === 0) return []
  const ports = containerPorts.map(({ name, protocol, port }) => given({ name, protocol, containerPort: port }))
  return [{ name: 'ports', ports }]
}

function without(labels: Labels, keys: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.includes(key)))
}

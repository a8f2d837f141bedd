import { type Address, parseAddress } from '../../src/model/address.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import type { NetworkSet } from '../../src/model/network-set.ts'
import type { Rule } from '../../src/model/rule.ts'
import { anyEntity } from '../../src/model/rule.ts'
import type { FelixSettings } from '../../src/model/settings.ts'

/** A thing that has labels and addresses: what a selector in a rule can find. */
export type Known =
  | { readonly type: 'endpoint'; readonly value: WorkloadEndpoint | HostEndpoint }
  | { readonly type: 'set'; readonly value: NetworkSet }

/** Everything in the cluster that a selector in a rule can find. Invalid workload endpoints are in no address set (§1.6). */
export function knownThings(cluster: Cluster): Known[] {
  const workloads = allWorkloads(cluster).filter((endpoint) => !isInvalid(cluster, endpoint))
  const endpoints = [...workloads, ...cluster.hostEndpoints.values()]
  return [
    ...endpoints.map((value) => ({ type: 'endpoint' as const, value })),
    ...[...cluster.networkSets.values()].map((value) => ({ type: 'set' as const, value })),
  ]
}

/** All workload endpoints, by key in the order of bytes. */
export function allWorkloads(cluster: Cluster): WorkloadEndpoint[] {
  return [...cluster.endpoints.values()].flatMap((pods) => [...pods.values()]).sort((a, b) => byBytes(a.key, b.key))
}

/** A pod that asks for foreign source addresses where Felix does not allow it is treated as missing (§1.6). */
export function isInvalid(cluster: Cluster, endpoint: WorkloadEndpoint): boolean {
  return endpoint.spoofsSource && felixOf(cluster, endpoint.node).allowSourceSpoofing !== true
}

/** The effective value of a label: the thing's own, else that of the first profile that has it (§1.4). */
export function labelOf(cluster: Cluster, thing: WorkloadEndpoint | HostEndpoint | NetworkSet, label: string) {
  const own = get(thing.labels, label)
  if (own !== undefined) return own
  for (const name of profilesOf(thing)) {
    const inherited = get(profileCalled(cluster, name)?.labels ?? {}, label)
    if (inherited !== undefined) return inherited
  }
  return undefined
}

function profilesOf(thing: WorkloadEndpoint | HostEndpoint | NetworkSet): readonly string[] {
  if ('profiles' in thing) return thing.profiles
  return thing.namespace === null ? [] : [`kns.${thing.namespace}`]
}

interface AProfile {
  readonly labels: Readonly<Record<string, string>>
  readonly ingress: readonly Rule[]
  readonly egress: readonly Rule[]
}

const allowAll: Rule = {
  action: 'Allow',
  ipVersion: null,
  protocol: null,
  notProtocol: null,
  icmp: null,
  notIcmp: null,
  source: anyEntity,
  destination: anyEntity,
  http: null,
  name: null,
}

/** The profile of this name: made from a namespace or a service account, built in, or stored; null when there is none (§1.4). */
export function profileCalled(cluster: Cluster, name: string): AProfile | null {
  if (name.startsWith('kns.')) {
    const namespace = name.slice('kns.'.length)
    const labels = { 'kubernetes.io/metadata.name': namespace, ...cluster.namespaces.get(namespace)?.labels }
    return {
      labels: prefixed('pcns.', { ...labels, 'projectcalico.org/name': namespace }),
      ingress: [allowAll],
      egress: [allowAll],
    }
  }
  if (name.startsWith('ksa.')) {
    const [, namespace, ...rest] = name.split('.')
    const account = rest.join('.')
    const labels = cluster.serviceAccounts.get(`${namespace}/${account}`)?.labels ?? {}
    return { labels: prefixed('pcsa.', { ...labels, 'projectcalico.org/name': account }), ingress: [], egress: [] }
  }
  if (name === 'projectcalico-default-allow') return { labels: {}, ingress: [allowAll], egress: [allowAll] }
  return cluster.profiles.get(name) ?? null
}

function prefixed(prefix: string, labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value]))
}

function get(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** The Felix settings that hold on a node: its own, where silent the default ones. */
export function felixOf(cluster: Cluster, node: string | null): FelixSettings {
  const nothing: FelixSettings = {
    defaultEndpointToHostAction: null,
    failsafeInbound: null,
    failsafeOutbound: null,
    allowVxlanFromWorkloads: null,
    allowIpipFromWorkloads: null,
    vxlanPort: null,
    bpfEnabled: null,
    allowSourceSpoofing: null,
  }
  const settings: Record<string, unknown> = { ...nothing }
  const layers = [
    cluster.felixSettings.get('default'),
    node === null ? undefined : cluster.felixSettings.get(`node.${node}`),
  ]
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer ?? {})) if (value !== null) settings[key] = value
  }
  // Only keys of FelixSettings were copied, with their values.
  return settings as unknown as FelixSettings
}

export function sameAddress(a: string, b: string): boolean {
  const [one, two] = [parseAddress(a), parseAddress(b)]
  return one !== null && two !== null && sameWords(one, two)
}

function sameWords(a: Address, b: Address): boolean {
  return a.version === b.version && a.words.every((word, index) => word === b.words[index])
}

/** Compare as UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
}

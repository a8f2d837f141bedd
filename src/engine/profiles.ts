import type { Cluster } from '../model/cluster.ts'
import type { Rule } from '../model/rule.ts'
import { anyEntity } from '../model/rule.ts'
import type { Labels } from '../model/selector.ts'

/** What a profile gives the endpoints that name it: labels, and the last word when no tier decides. */
export interface EffectiveProfile {
  readonly name: string
  readonly labels: Labels
  readonly ingress: readonly Rule[]
  readonly egress: readonly Rule[]
  /** `stored`: as the cluster has it; `computed`: from a namespace or service account; `assumed`: from one that was not read;
   * `missing`: nobody knows it. */
  readonly origin: 'stored' | 'computed' | 'assumed' | 'missing'
}

/** The objects that profiles are made from. */
export type ProfileSources = Pick<Cluster, 'namespaces' | 'serviceAccounts' | 'profiles'>

/** The profile of automatic host endpoints, never stored. Source: libcalico-go/lib/resources/static.go (projectcalico/calico). */
const defaultAllow = 'projectcalico-default-allow'

const allow: readonly Rule[] = [allowEverything()]
/**
 * The profile of a name: `kns.NAMESPACE` allows and carries the namespace's labels, `ksa.NAMESPACE.NAME` has no rules and
 * carries the service account's; both are made up where their object was not read.
 * Source: libcalico-go/lib/backend/k8s/conversion/conversion.go NamespaceToProfile, ServiceAccountToProfile (projectcalico/calico).
 */
export function profileOf(cluster: ProfileSources, name: string): EffectiveProfile {
  if (name === defaultAllow) return { name, labels: {}, ingress: allow, egress: allow, origin: 'computed' }
  const namespace = /^kns\.(.+)$/s.exec(name)?.[1]
  if (namespace !== undefined) return namespaceProfile(cluster, name, namespace)
  const account = /^ksa\.([^.]+)\.(.+)$/s.exec(name)
  if (account !== null) return accountProfile(cluster, name, `${account[1]}/${account[2]}`, account[2] ?? '')
  const stored = cluster.profiles.get(name)
  if (stored !== undefined) return { ...stored, origin: 'stored' }
  return { name, labels: {}, ingress: [], egress: [], origin: 'missing' }
}

function namespaceProfile(cluster: ProfileSources, name: string, namespace: string): EffectiveProfile {
  const read = cluster.namespaces.get(namespace)
  const stored = cluster.profiles.get(name)
  if (read === undefined && stored !== undefined) return { ...stored, origin: 'stored' }
  // Kubernetes itself sets this label on every namespace; a manifest need not.
  const labels = { 'kubernetes.io/metadata.name': namespace, ...read?.labels }
  return {
    name,
    labels: { ...prefixed(labels, 'pcns.'), 'pcns.projectcalico.org/name': namespace },
    ingress: allow,
    egress: allow,
    origin: read === undefined ? 'assumed' : 'computed',
  }
}

function accountProfile(cluster: ProfileSources, name: string, key: string, account: string): EffectiveProfile {
  const read = cluster.serviceAccounts.get(key)
  const stored = cluster.profiles.get(name)
  if (read === undefined && stored !== undefined) return { ...stored, origin: 'stored' }
  return {
    name,
    labels: { ...prefixed(read?.labels ?? {}, 'pcsa.'), 'pcsa.projectcalico.org/name': account },
    ingress: [],
    egress: [],
    origin: read === undefined ? 'assumed' : 'computed',
  }
}

function prefixed(labels: Labels, prefix: string): Labels {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value]))
}

function allowEverything(): Rule {
  return {
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
}

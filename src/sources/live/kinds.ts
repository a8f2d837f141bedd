import type { Discovered } from './discovery.ts'

/** One kind that is listed and watched. */
export interface WatchedKind {
  /** What a user calls it, such as `pods`. */
  readonly name: string
  /** What cannot be told without it; null when the board itself hangs on it. */
  readonly capability: string | null
  /** `GROUP/VERSION/PLURAL` of Calico's user API, and of its storage form where it has one. */
  readonly resources: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly namespaced: boolean
  /** True for what people write to change what policy does. */
  readonly isEdited: boolean
}

function kind(name: string, resources: readonly string[], more: Partial<WatchedKind> = {}): WatchedKind {
  return { name, resources, capability: null, query: {}, namespaced: false, isEdited: false, ...more }
}

function calico(name: string, more: Partial<WatchedKind> = {}): WatchedKind {
  return kind(name, [`projectcalico.org/v3/${name}`, `crd.projectcalico.org/v1/${name}`], more)
}

const edited = { isEdited: true }
const staged = { capability: 'staged policies', ...edited }
const hosts = { capability: 'host endpoints', ...edited }
const sets = { capability: 'network sets', ...edited }
const admin = { capability: 'admin policies', ...edited }
const settings = { capability: 'settings of Felix' }
const finished = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }

/** In the order they are asked for: what the board shows first. */
export const watchedKinds: readonly WatchedKind[] = [
  calico('tiers', edited),
  calico('globalnetworkpolicies', edited),
  calico('networkpolicies', { ...edited, namespaced: true }),
  kind('kubernetes networkpolicies', ['networking.k8s.io/v1/networkpolicies'], { ...edited, namespaced: true }),
  kind('namespaces', ['v1/namespaces']),
  calico('stagedglobalnetworkpolicies', staged),
  calico('stagednetworkpolicies', { ...staged, namespaced: true }),
  calico('stagedkubernetesnetworkpolicies', { ...staged, namespaced: true }),
  kind('clusternetworkpolicies', ['policy.networking.k8s.io/v1alpha2/clusternetworkpolicies'], admin),
  kind('adminnetworkpolicies', ['policy.networking.k8s.io/v1alpha1/adminnetworkpolicies'], admin),
  kind('baselineadminnetworkpolicies', ['policy.networking.k8s.io/v1alpha1/baselineadminnetworkpolicies'], admin),
  calico('clusterinformations', { capability: 'the version of Calico' }),
  calico('felixconfigurations', settings),
  calico('globalnetworksets', sets),
  calico('networksets', { ...sets, namespaced: true }),
  calico('hostendpoints', hosts),
  kind('profiles', ['projectcalico.org/v3/profiles'], { capability: 'profiles of your own' }),
  kind('nodes', ['v1/nodes'], { capability: 'nodes' }),
  kind('serviceaccounts', ['v1/serviceaccounts'], { capability: 'labels of service accounts', namespaced: true }),
  kind('services', ['v1/services'], { capability: 'services', namespaced: true }),
  kind('endpointslices', ['discovery.k8s.io/v1/endpointslices'], { capability: 'services', namespaced: true }),
  kind('pods', ['v1/pods'], { capability: 'pods', query: finished, namespaced: true }),
]

/** The resource to read a kind by on this cluster, or null when it has none. */
export function resourceOf(kind: WatchedKind, found: Discovered): string | null {
  const isMigrating = found.flavour === 'migrating' && !/^(Converged|Complete)/.test(found.migrationPhase ?? 'Complete')
  const storageOnly = found.flavour === 'crd-v1' || found.flavour === 'aggregated-down' || isMigrating
  const served = kind.resources.filter((name) => found.resources.has(name))
  const wanted = storageOnly ? served.filter((name) => !name.startsWith('projectcalico.org/')) : served
  return wanted[0] ?? null
}

/** The path of a resource, in one namespace or in all. */
export function pathOf(resource: string, namespace: string | null): string {
  const parts = resource.split('/')
  const plural = parts.at(-1) ?? ''
  const root = parts.length === 2 ? `/api/${parts[0]}` : `/apis/${parts[0]}/${parts[1]}`
  return namespace === null ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`
}

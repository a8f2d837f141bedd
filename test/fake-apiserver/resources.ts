/** A resource the fake server serves. */
export interface Resource {
  /** `v1/pods` or `GROUP/VERSION/PLURAL`. */
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

function resource(name: string, kind: string, namespaced = false): Resource {
  return { name, kind, namespaced }
}

export const kubernetes: readonly Resource[] = [
  resource('v1/namespaces', 'Namespace'),
  resource('v1/nodes', 'Node'),
  resource('v1/pods', 'Pod', true),
  resource('v1/services', 'Service', true),
  resource('v1/serviceaccounts', 'ServiceAccount', true),
  resource('discovery.k8s.io/v1/endpointslices', 'EndpointSlice', true),
  resource('networking.k8s.io/v1/networkpolicies', 'NetworkPolicy', true),
]

/** What the program asks for by name alone, and only to reach flows. */
export const credentials: readonly Resource[] = [
  resource('v1/configmaps', 'ConfigMap', true),
  resource('v1/secrets', 'Secret', true),
]

const calicoKinds: readonly (readonly [string, string, boolean])[] = [
  ['tiers', 'Tier', false],
  ['globalnetworkpolicies', 'GlobalNetworkPolicy', false],
  ['networkpolicies', 'NetworkPolicy', true],
  ['stagedglobalnetworkpolicies', 'StagedGlobalNetworkPolicy', false],
  ['stagednetworkpolicies', 'StagedNetworkPolicy', true],
  ['stagedkubernetesnetworkpolicies', 'StagedKubernetesNetworkPolicy', true],
  ['globalnetworksets', 'GlobalNetworkSet', false],
  ['networksets', 'NetworkSet', true],
  ['hostendpoints', 'HostEndpoint', false],
  ['felixconfigurations', 'FelixConfiguration', false],
  ['clusterinformations', 'ClusterInformation', false],
]

/** Calico's kinds as its API server, as native custom resources, or in the storage form. */
export const calico: Readonly<Record<'aggregated' | 'native' | 'crd-v1', readonly Resource[]>> = {
  aggregated: [...group('projectcalico.org/v3'), resource('projectcalico.org/v3/profiles', 'Profile')],
  native: [...group('projectcalico.org/v3'), resource('projectcalico.org/v3/ipamblocks', 'IPAMBlock')],
  'crd-v1': group('crd.projectcalico.org/v1'),
}

function group(version: string): Resource[] {
  return calicoKinds.map(([plural, kind, namespaced]) => resource(`${version}/${plural}`, kind, namespaced))
}

import type { Cluster } from '../model/cluster.ts'
import type { Verdict } from '../model/connection.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { FailsafePort, FelixSettings } from '../model/settings.ts'

type Filled = Omit<FelixSettings, 'defaultEndpointToHostAction'>

/** The settings of Felix on one node, defaults filled in. */
export type EffectiveSettings = { readonly [K in keyof Filled]: NonNullable<Filled[K]> }

/** Source: felix/config/config_params.go (projectcalico/calico). */
const defaults: EffectiveSettings = {
  failsafeInbound: [
    ...ports('TCP', [22]),
    ...ports('UDP', [68]),
    ...ports('TCP', [179, 2379, 2380, 5473, 6443, 6666, 6667]),
  ],
  failsafeOutbound: [...ports('UDP', [53, 67]), ...ports('TCP', [179, 2379, 2380, 5473, 6443, 6666, 6667])],
  allowVxlanFromWorkloads: false,
  allowIpipFromWorkloads: false,
  vxlanPort: 4789,
  bpfEnabled: false,
  allowSourceSpoofing: false,
}

/** What Felix goes by on a node: its own FelixConfiguration `node.NODE`, then `default`, then the defaults. */
export function settingsOn(cluster: Cluster, node: string | null): EffectiveSettings {
  const [own, all] = configured(cluster, node)
  const said = <K extends keyof Filled>(key: K) => own?.[key] ?? all?.[key] ?? defaults[key]
  return {
    failsafeInbound: said('failsafeInbound'),
    failsafeOutbound: said('failsafeOutbound'),
    allowVxlanFromWorkloads: said('allowVxlanFromWorkloads'),
    allowIpipFromWorkloads: said('allowIpipFromWorkloads'),
    vxlanPort: said('vxlanPort'),
    bpfEnabled: said('bpfEnabled'),
    allowSourceSpoofing: said('allowSourceSpoofing'),
  }
}

function configured(cluster: Cluster, node: string | null): readonly (FelixSettings | undefined)[] {
  return [node === null ? undefined : cluster.felixSettings.get(`node.${node}`), cluster.felixSettings.get('default')]
}

/** What becomes of the packets of pods to their own node that policy allows, and whether that is known. */
export interface HostAction {
  readonly action: Verdict
  readonly isKnown: boolean
}

/**
 * The action of `defaultEndpointToHostAction` on a node. Calico's operator and its manifests set it to Accept in the environment of
 * calico-node, which goes before every FelixConfiguration; Felix by itself would drop. The environment is not read, so where neither
 * the operator nor a FelixConfiguration is at hand, Accept is likely and not known.
 * Source: pkg/render/node.go (tigera/operator), charts/calico/templates/calico-node.yaml, felix/config/config_params.go
 * SourcesInDescendingOrder (projectcalico/calico).
 */
export function hostActionOn(cluster: Cluster, node: string | null): HostAction {
  const types = cluster.clusterInformation.get('default')?.clusterType?.split(',') ?? []
  if (types.some((type) => type.trim() === 'operator')) return { action: 'Allow', isKnown: true }
  const [own, all] = configured(cluster, node)
  const set = own?.defaultEndpointToHostAction ?? all?.defaultEndpointToHostAction ?? null
  return { action: set === 'Drop' ? 'Deny' : 'Allow', isKnown: set !== null }
}

/** True for a pod that asks for foreign source addresses where Felix does not allow it: it counts as missing, no selector finds
 * it, and its interface drops everything. Source: felix/calc/validation_filter.go validateWorkloadEndpoint (projectcalico/calico). */
export function isInvalidEndpoint(cluster: Cluster, endpoint: Endpoint): boolean {
  if (endpoint.type === 'host' || !endpoint.spoofsSource) return false
  return !settingsOn(cluster, endpoint.node).allowSourceSpoofing
}

function ports(protocol: string, numbers: readonly number[]): readonly FailsafePort[] {
  return numbers.map((port) => ({ protocol, port, net: null }))
}

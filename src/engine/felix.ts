import type { Cluster } from '../model/cluster.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { FailsafePort, FelixSettings } from '../model/settings.ts'

/** The settings of Felix on one node, defaults filled in. */
export type EffectiveSettings = { readonly [K in keyof FelixSettings]: NonNullable<FelixSettings[K]> }

/** Source: felix/config/config_params.go (projectcalico/calico). */
const defaults: EffectiveSettings = {
  defaultEndpointToHostAction: 'Drop',
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
  const all = cluster.felixSettings.get('default')
  const own = node === null ? undefined : cluster.felixSettings.get(`node.${node}`)
  const said = <K extends keyof FelixSettings>(key: K) => own?.[key] ?? all?.[key] ?? defaults[key]
  return {
    defaultEndpointToHostAction: said('defaultEndpointToHostAction'),
    failsafeInbound: said('failsafeInbound'),
    failsafeOutbound: said('failsafeOutbound'),
    allowVxlanFromWorkloads: said('allowVxlanFromWorkloads'),
    allowIpipFromWorkloads: said('allowIpipFromWorkloads'),
    vxlanPort: said('vxlanPort'),
    bpfEnabled: said('bpfEnabled'),
    allowSourceSpoofing: said('allowSourceSpoofing'),
  }
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

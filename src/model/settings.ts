import type { Cidr } from './address.ts'

/** A port that is always open on host endpoints; `net` limits the other side, null for any. */
export interface FailsafePort {
  readonly protocol: string
  readonly port: number
  readonly net: Cidr | null
}

/** The settings of Felix that change verdicts, of one FelixConfiguration. Null: not set there.
 * Source: felix/config/config_params.go (projectcalico/calico). */
export interface FelixSettings {
  readonly defaultEndpointToHostAction: 'Drop' | 'Accept' | 'Return' | null
  readonly failsafeInbound: readonly FailsafePort[] | null
  readonly failsafeOutbound: readonly FailsafePort[] | null
  readonly allowVxlanFromWorkloads: boolean | null
  readonly allowIpipFromWorkloads: boolean | null
  readonly vxlanPort: number | null
  readonly bpfEnabled: boolean | null
  readonly allowSourceSpoofing: boolean | null
}

/** What ClusterInformation says; null where it is silent. `calicoVersion` such as `v3.32.1`, `enterpriseVersion` is `cnxVersion`,
 * `clusterType` such as `k8s,aks,operator`. */
export interface ClusterInformation {
  readonly calicoVersion: string | null
  readonly enterpriseVersion: string | null
  readonly clusterName: string | null
  readonly clusterType: string | null
}

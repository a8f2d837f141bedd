import type { HostEndpoint, HostNetworkPod, WorkloadEndpoint } from './endpoint.ts'
import type { NetworkSet } from './network-set.ts'
import type { Node } from './node.ts'
import type { Policy } from './policy.ts'
import type { Problem } from './problem.ts'
import type { Namespace, Profile, ServiceAccount } from './profile.ts'
import type { EndpointSlice, Service } from './service.ts'
import type { ClusterInformation, FelixSettings } from './settings.ts'
import type { Tier } from './tier.ts'

/** What a Cluster holds of each kind, by the key its Change carries. */
export interface Resources {
  /** By name. */
  readonly tiers: Tier
  /** By `policyKey`. */
  readonly policies: Policy
  /** By `set:NAME` or `set:NAMESPACE/NAME`. */
  readonly networkSets: NetworkSet
  /** By `hep:NAME`. */
  readonly hostEndpoints: HostEndpoint
  /** By name. */
  readonly profiles: Profile
  readonly namespaces: Namespace
  /** By `namespace/name`. */
  readonly serviceAccounts: ServiceAccount
  readonly hostNetworkPods: HostNetworkPod
  readonly services: Service
  readonly endpointSlices: EndpointSlice
  readonly nodes: Node
  /** FelixConfigurations by name: `default`, or `node.NODE`, which wins on its node. */
  readonly felixSettings: FelixSettings
  readonly clusterInformation: ClusterInformation
}

/**
 * A cluster at one moment. Endpoints are kept per namespace so that an update copies one namespace, not all.
 *
 * Only what was read is here; what every cluster has (built-in tiers, mentioned namespaces) the index adds.
 */
export type Cluster = { readonly [K in keyof Resources]: ReadonlyMap<string, Resources[K]> } & {
  /** By namespace, then by pod name. */
  readonly endpoints: ReadonlyMap<string, ReadonlyMap<string, WorkloadEndpoint>>
  /** What could not be read, by the object or file it concerns. Never thrown: a cluster with one bad policy is still worth looking at. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  /** How many objects of kinds that play no part in policy were passed over, by kind. */
  readonly ignored: ReadonlyMap<string, number>
  /** Objects that stand behind another of the same name: a crd.projectcalico.org/v1 object behind its projectcalico.org/v3
   * form. They come forward when that one goes. */
  readonly shadowed: ReadonlyMap<string, Change>
}

/** Which API an object was stored through, where it exists in two. */
export type StoredForm = 'v3' | 'v1'

/** One object set (`value`) or removed (`value` null), with the Problems that were found in it. */
export type Change =
  | { [K in keyof Resources]: ChangeOf<K, Resources[K]> }[keyof Resources]
  | ChangeOf<'endpoints', WorkloadEndpoint>
  /** A Problem of a file or of an object that could not be read at all; `value` is always null. */
  | ChangeOf<'problems', never>
  /** An object of a kind that plays no part: counted. `key` is its kind, `value` always null. */
  | ChangeOf<'ignored', never>

export interface ChangeOf<Kind, Value> {
  readonly type: Kind
  readonly key: string
  readonly value: Value | null
  readonly form: StoredForm
  readonly problems: readonly Problem[]
}

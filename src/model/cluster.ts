import type { HostEndpoint, HostNetworkPod, PendingPod, WorkloadEndpoint } from './endpoint.ts'
import type { Gap } from './gap.ts'
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
  readonly pendingPods: PendingPod
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
  /** What could not be read, by `problemKey` of the object or file it concerns. Never thrown: a cluster with one bad policy is still worth looking at. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  /** How many objects of kinds that play no part in policy were passed over, by kind. */
  readonly ignored: ReadonlyMap<string, number>
  /** What may be there and was not read: what a user may not see, what is still on its way. By a key of the source's own. */
  readonly gaps: ReadonlyMap<string, Gap>
  /** All forms of the objects that can stand in more than one: projectcalico.org/v3 before crd.projectcalico.org/v1, a
   * Kubernetes policy before the copy of it that older releases list (`knp.default.NAME`). Only the best form is in the maps
   * above; the next comes forward when it goes. Internal to `applyChanges`. */
  readonly shadowed: ReadonlyMap<string, Change>
}

/** Which API an object was stored through, where it exists in two. */
export type StoredForm = 'v3' | 'v1'

/** One object set (`value`) or removed (`value` null), with the Problems that were found in it. An object that could not be used
 * at all is a removal with Problems. */
export type Change =
  | { [K in keyof Resources]: ChangeOf<K, Resources[K]> }[keyof Resources]
  | ChangeOf<'endpoints', WorkloadEndpoint>
  /** Problems of a file or of an object without a name; they replace those under the same key. `value` is always null. */
  | ChangeOf<'problems', never>
  /** Something that was not read. */
  | ChangeOf<'gaps', Gap>
  /** An object of a kind that plays no part: counted. `key` is its kind, `value` always null. */
  | ChangeOf<'ignored', never>

export interface ChangeOf<Kind, Value> {
  readonly type: Kind
  readonly key: string
  readonly value: Value | null
  readonly form: StoredForm
  readonly problems: readonly Problem[]
}

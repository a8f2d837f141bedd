import type { Cluster } from '../model/cluster.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { NetworkSet } from '../model/network-set.ts'
import type { Policy } from '../model/policy.ts'
import type { Labels, Selector } from '../model/selector.ts'
import type { Tier } from '../model/tier.ts'

/** What the store asks of the engine's index; gives way to `engine/cluster-index.ts` once that stands. */
export interface ClusterIndex {
  readonly cluster: Cluster
  readonly tiers: readonly IndexedTier[]
  readonly notes: readonly string[]
  endpoint(key: string): Endpoint | null
  endpointsAt(address: string): readonly Endpoint[]
  labelsOf(endpoint: Endpoint | NetworkSet): Labels
  countOf(policy: Policy): number
  endpointsOf(policy: Policy): readonly Endpoint[]
  policiesOf(endpoint: Endpoint): readonly IndexedTier[]
  select(selector: Selector): { readonly endpoints: readonly Endpoint[]; readonly networkSets: readonly NetworkSet[] }
}

export interface IndexedTier {
  readonly tier: Tier
  readonly policies: readonly Policy[]
}

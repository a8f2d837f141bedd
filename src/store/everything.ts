import type { ClusterIndex } from '../engine/cluster-index.ts'
import { policyKey, policyName } from '../model/policy.ts'
import { kindWord } from './kinds.ts'
import { memoLast } from './memo.ts'
import type { ObjectRef } from './object.ts'

/** An object by the name people look for. */
export interface Named {
  readonly name: string
  /** What it is, in a few words, with where it stands. */
  readonly what: string
  readonly object: ObjectRef
}

/** Everything of a cluster that can be opened: policies in evaluation order, then the rest by name. */
export const everything = memoLast((index: ClusterIndex): readonly Named[] => {
  const { cluster } = index
  const named: Named[] = []
  for (const { tier, policies } of index.tiers) {
    for (const policy of policies) {
      const object = { type: 'policy', key: policyKey(policy.ref) } as const
      named.push({ name: policyName(policy.ref), what: `${kindWord(policy.ref)}, tier ${tier.name}`, object })
    }
  }
  for (const { tier } of index.tiers)
    named.push({ name: tier.name, what: 'tier', object: { type: 'tier', name: tier.name } })
  for (const pods of cluster.endpoints.values()) {
    for (const { key, planned } of pods.values()) {
      named.push({ name: key, what: planned ? 'planned pod' : 'pod', object: { type: 'endpoint', key } })
    }
  }
  for (const { key } of cluster.hostEndpoints.values()) {
    named.push({ name: key, what: 'host endpoint', object: { type: 'endpoint', key } })
  }
  for (const { key, namespace } of cluster.networkSets.values()) {
    const what = namespace === null ? 'global network set' : 'network set'
    named.push({ name: key.slice('set:'.length), what, object: { type: 'network-set', key } })
  }
  for (const name of cluster.namespaces.keys()) {
    named.push({ name, what: 'namespace', object: { type: 'namespace', name } })
  }
  for (const key of cluster.services.keys())
    named.push({ name: key, what: 'service', object: { type: 'service', key } })
  for (const key of cluster.serviceAccounts.keys()) {
    named.push({ name: key, what: 'service account', object: { type: 'service-account', key } })
  }
  for (const name of cluster.profiles.keys()) named.push({ name, what: 'profile', object: { type: 'profile', name } })
  return named
})

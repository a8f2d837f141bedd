import type { ClusterIndex } from '../engine/cluster-index.ts'
import { isStaged } from '../model/policy.ts'
import { memoLast } from './memo.ts'

/** How many of each the cluster has. */
export const countsOf = memoLast((index: ClusterIndex) => {
  let policies = 0
  let staged = 0
  for (const tier of index.tiers) {
    policies += tier.policies.length
    for (const policy of tier.policies) if (isStaged(policy.ref)) staged += 1
  }
  let endpoints = index.cluster.hostEndpoints.size
  for (const pods of index.cluster.endpoints.values()) endpoints += pods.size
  const tiers = index.tiers.filter((tier) => tier.policies.length > 0).length
  return { tiers, policies, staged, endpoints }
})

import { type ClusterIndex, indexCluster } from '../engine/cluster-index.ts'
import { enforceStaged, stagedPolicies } from '../engine/staged.ts'
import { memoLast } from './memo.ts'

/** The cluster as it would be with every staged policy in the place of its enforced twin. */
export const enforcedIndex = memoLast((index: ClusterIndex): ClusterIndex => {
  return indexCluster(enforceStaged(index.cluster, stagedPolicies(index.cluster)), index)
})

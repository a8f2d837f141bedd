import { type PolicyRef, policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type NearestMiss, nearestMiss } from './nearest-miss.ts'
import type { PreviewMode, Turned } from './preview.ts'
import { enforcedTwin, stagedPolicies } from './staged.ts'

/** Where a turned connection is decided, and the rule that comes nearest to deciding it otherwise. */
export interface Fix {
  /** The policy as the cluster has it: the staged one, where it would stand in the place of its twin. */
  readonly policy: PolicyRef
  readonly direction: Direction
  /** Null where no rule comes near: the policy itself has to change. */
  readonly rule: number | null
  readonly nearest: NearestMiss | null
}

/** The clusters of a rehearsal: as it is, and as it would be with each staged policy in the place of its twin. */
export interface Rehearsed {
  readonly now: ClusterIndex
  readonly enforced: ClusterIndex
  readonly mode: PreviewMode
}

/** Where to turn a connection back: the rule nearest to allow what would be denied, the rule that would allow what is denied today.
 * Null where no policy decides. */
export function fixOf({ now, enforced, mode }: Rehearsed, { after, decidedBy }: Turned): Fix | null {
  const direction = after.legs.at(-1)?.direction
  if (direction === undefined) return null
  const nearest = nearestMiss(mode === 'replace' ? enforced : now, after)
  const own = (ref: PolicyRef) => (mode === 'replace' ? stagedInPlaceOf(now, ref) : ref)
  if (nearest !== null) {
    return { policy: own(nearest.policy), direction: nearest.direction, rule: nearest.rule, nearest }
  }
  if (decidedBy === null || decidedBy.kind === 'Profile') return null
  const { kind, apiGroup, tier, namespace, name, rule } = decidedBy
  if (tier === null || name === null) return null
  const policy = own({ kind, apiGroup, tier, namespace, name })
  return { policy, direction, rule: rule === -1 ? null : rule, nearest: null }
}

/** The staged policy that stands in the place of an enforced one in the rehearsed cluster, or that one itself. */
function stagedInPlaceOf({ cluster }: ClusterIndex, ref: PolicyRef): PolicyRef {
  const key = policyKey(ref)
  const found = stagedPolicies(cluster).find((policy) => {
    const twin = enforcedTwin(policy.ref)
    return twin !== null && policyKey(twin) === key
  })
  return found?.ref ?? ref
}

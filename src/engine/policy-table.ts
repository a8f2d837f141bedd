import type { Policy } from '../model/policy.ts'
import { matchesSelector } from '../model/selector-match.ts'
import { collectLabels } from '../model/selector-restrictions.ts'
import type { Shape } from './shapes.ts'
import type { IndexedTier, OrderedTiers } from './tiers.ts'

/** The policies of a cluster in evaluation order, and which of them select which shape: the memo of the index. It stays as it is
 * from index to index while no policy and no tier changes. */
export class PolicyTable {
  readonly tiers: readonly IndexedTier[]
  readonly notes: readonly string[]
  /** The labels that some policy's selector mentions; the very set of before when it holds the same. */
  readonly mentioned: ReadonlySet<string>
  private readonly memo = new WeakMap<Shape, ReadonlySet<Policy>>()

  constructor(ordered: OrderedTiers, before: PolicyTable | null) {
    this.tiers = ordered.tiers
    this.notes = ordered.notes
    const mentioned = new Set<string>()
    for (const { policies } of ordered.tiers) {
      for (const { appliesTo } of policies) collectLabels(appliesTo, mentioned)
    }
    this.mentioned = before !== null && isEqual(mentioned, before.mentioned) ? before.mentioned : mentioned
  }

  /** The policies whose selector a shape satisfies, of whatever tier, stage and direction. */
  selecting(shape: Shape): ReadonlySet<Policy> {
    const known = this.memo.get(shape)
    if (known !== undefined) return known
    const found = new Set<Policy>()
    for (const { policies } of this.tiers) {
      for (const policy of policies) if (selects(policy, shape)) found.add(policy)
    }
    this.memo.set(shape, found)
    return found
  }
}

/** True when a policy's selector holds for the labels of a shape. */
export function selects(policy: Policy, shape: Shape): boolean {
  return matchesSelector(policy.appliesTo, (key) => shape.labels.get(key))
}

/** False for policies that Calico treats as missing, and for those of host endpoints only where the endpoint is a pod.
 * Source: felix/calc/event_sequencer.go tierInfoToProtoTierInfo (projectcalico/calico). */
export function concerns(policy: Policy, type: Shape['type']): boolean {
  return policy.invalid === null && (type === 'host' || policy.stage === 'normal')
}

/** The labels that any selector of policies mentions, those of their rules too. */
export function labelsSeen(policies: Iterable<Policy>): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const { appliesTo, ingress, egress } of policies) {
    collectLabels(appliesTo, seen)
    for (const { source, destination } of [...(ingress ?? []), ...(egress ?? [])]) {
      for (const { matches, excludes } of [source, destination]) {
        if (matches !== null) collectLabels(matches, seen)
        if (excludes !== null) collectLabels(excludes, seen)
      }
    }
  }
  return seen
}

function isEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each))
}

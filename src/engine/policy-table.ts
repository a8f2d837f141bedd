import type { Policy } from '../model/policy.ts'
import { matchesSelector } from '../model/selector-match.ts'
import { collectLabels, labelRestrictions } from '../model/selector-restrictions.ts'
import type { ShapeKind } from './shapes.ts'
import type { IndexedTier, OrderedTiers } from './tiers.ts'

/** The policies of a cluster in evaluation order, and which of them select which shape: the memo of the index. It stays as it is
 * from index to index while no policy and no tier changes. */
export class PolicyTable {
  readonly tiers: readonly IndexedTier[]
  readonly notes: readonly string[]
  /** The labels that some policy's selector mentions; the very set of before when it holds the same. */
  readonly mentioned: ReadonlySet<string>
  /** Label -> value -> the policies that select nothing without it, each in one list only. */
  private readonly byPair = new Map<string, Map<string, Policy[]>>()
  /** The policies that demand no label value. */
  private readonly free: Policy[] = []
  private readonly memo = new WeakMap<ShapeKind, ReadonlySet<Policy>>()

  constructor(ordered: OrderedTiers, before: PolicyTable | null) {
    this.tiers = ordered.tiers
    this.notes = ordered.notes
    const mentioned = new Set<string>()
    for (const { policies } of ordered.tiers) {
      for (const policy of policies) {
        collectLabels(policy.appliesTo, mentioned)
        this.add(policy)
      }
    }
    this.mentioned = before !== null && isEqual(mentioned, before.mentioned) ? before.mentioned : mentioned
  }

  /** The policies whose selector a shape satisfies, of whatever tier, stage and direction, in no order. */
  selecting(shape: ShapeKind): ReadonlySet<Policy> {
    const known = this.memo.get(shape)
    if (known !== undefined) return known
    const found = new Set<Policy>()
    for (const policy of this.free) if (selects(policy, shape)) found.add(policy)
    for (const [label, value] of shape.labels) {
      for (const policy of this.byPair.get(label)?.get(value) ?? []) if (selects(policy, shape)) found.add(policy)
    }
    this.memo.set(shape, found)
    return found
  }

  /** Put a policy where only shapes look that have a label value it demands: of several the last, mostly the rarest. */
  private add(policy: Policy): void {
    const demands = [...labelRestrictions(policy.appliesTo)].filter(([, { oneOf }]) => oneOf !== null)
    const [label, restriction] = demands.at(-1) ?? []
    if (label === undefined) {
      this.free.push(policy)
      return
    }
    const values = this.byPair.get(label) ?? new Map<string, Policy[]>()
    this.byPair.set(label, values)
    for (const value of restriction?.oneOf ?? []) {
      const list = values.get(value)
      if (list === undefined) values.set(value, [policy])
      else list.push(policy)
    }
  }
}
/** True when a policy's selector holds for the labels of a shape. */
export function selects(policy: Policy, shape: ShapeKind): boolean {
  return matchesSelector(policy.appliesTo, (key) => shape.labels.get(key))
}

/** False for policies that Calico treats as missing, and for those of host endpoints only where the endpoint is a pod.
 * Source: felix/calc/event_sequencer.go tierInfoToProtoTierInfo (projectcalico/calico). */
export function concerns(policy: Policy, type: ShapeKind['type']): boolean {
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

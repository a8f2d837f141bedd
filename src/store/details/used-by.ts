import type { ClusterIndex } from '../../engine/cluster-index.ts'
import type { NetworkSet } from '../../model/network-set.ts'
import { isStaged, type Policy, policyKey, policyName } from '../../model/policy.ts'
import type { Direction, EntityRule } from '../../model/rule.ts'
import { matchesSelector } from '../../model/selector-match.ts'
import { span } from '../../text/styled.ts'
import { entry, type Item } from './item.ts'
import { signs } from './policy.ts'

/** The rules that find a network set by its labels, in evaluation order; at most `most`. */
export function rulesFinding(index: ClusterIndex, set: NetworkSet, most: number): readonly Item[] {
  const label = index.lookupOf(set)
  const finds = (side: EntityRule) =>
    side.matches !== null &&
    matchesSelector(side.matches, label) &&
    !(side.excludes !== null && matchesSelector(side.excludes, label))
  const found: Item[] = []
  for (const { policies } of index.tiers) {
    for (const policy of policies) {
      for (const direction of ['ingress', 'egress'] as const) {
        for (const [at, rule] of (policy[direction] ?? []).entries()) {
          if (!finds(rule.source) && !finds(rule.destination)) continue
          if (found.length >= most) return found
          found.push(ruleItem(policy, direction, at))
        }
      }
    }
  }
  return found
}

function ruleItem(policy: Policy, direction: Direction, at: number): Item {
  const rule = policy[direction]?.[at]
  const action = rule?.action ?? 'Log'
  const role = ({ Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' } as const)[action]
  const staged = isStaged(policy.ref)
  const name = span(`${staged ? '~' : ''}${policyName(policy.ref)}`, staged ? 'staged' : 'plain')
  const line = [span(`${signs[action]} `, role), name, span(` ${direction} ${at}`, 'faint')]
  const aside = [span(`tier ${policy.ref.tier}`, 'faint')]
  return entry(line, { type: 'rule', policy: policyKey(policy.ref), direction, rule: at }, { hang: 2, aside })
}

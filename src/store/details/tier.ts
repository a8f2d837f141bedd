import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { hidingIn } from '../../model/gap.ts'
import { isStaged } from '../../model/policy.ts'
import { gapWords } from '../../text/gap.ts'
import { grouped } from '../../text/list.ts'
import { span } from '../../text/styled.ts'
import { policyEntry } from './endpoint.ts'
import { blank, fact, heading, type Item, text } from './item.ts'

/** A tier: its order, what its end does, and its policies in evaluation order. */
export function tierItems(index: ClusterIndex, name: string): readonly Item[] {
  const found = index.tiers.find((one) => one.tier.name === name)
  if (found === undefined) return [text(`no tier ${name}`, 0, 'faint')]
  const { tier, policies } = found
  const gaps = hidingIn(index.cluster.gaps.values(), name)
  const enforced = policies.filter((policy) => !isStaged(policy.ref)).length
  return [
    fact('order', tier.order === null ? 'none: after all other tiers' : `${tier.order}`),
    fact('end of tier', [span(tier.defaultAction, tier.defaultAction === 'Deny' ? 'deny' : 'pass')]),
    ...originItems(tier.origin),
    blank,
    ...gaps.map((gap) => text(`? ${gapWords(gap)}`, 0, 'unknown')),
    ...(gaps.length > 0 && enforced === 0
      ? []
      : [text(meaning(tier.defaultAction, enforced, policies.length), 0, 'faint')]),
    blank,
    heading('POLICIES', policies.length === 0 ? (gaps.length === 0 ? 'none' : 'none seen') : grouped(policies.length)),
    ...policies.map((policy) => policyEntry(policy, true)),
  ]
}

function originItems(origin: 'stored' | 'built-in' | 'missing'): readonly Item[] {
  if (origin === 'stored') return []
  if (origin === 'built-in') return [fact('origin', 'built in: every cluster has it')]
  return [fact('problem', [span('policies name this tier, but it does not exist', 'problem')])]
}

function meaning(action: 'Deny' | 'Pass', enforced: number, total: number): string {
  if (total === 0) return 'No policies: traffic skips this tier.'
  if (enforced === 0) return 'Staged policies only: traffic skips this tier.'
  const end = action === 'Deny' ? 'is denied' : 'goes on to the next tier'
  return `An endpoint that a policy of this tier selects must be decided here: what no rule matches ${end}. Other endpoints skip the tier.`
}

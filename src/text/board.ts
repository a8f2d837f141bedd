import { isStaged, type Policy, policyName } from '../model/policy.ts'
import type { Tier } from '../model/tier.ts'
import { countOf } from './list.ts'
import { type Line, span } from './styled.ts'

/** What the board needs of an index (`ClusterIndex` has it). */
export interface BoardSource {
  readonly tiers: readonly { readonly tier: Tier; readonly policies: readonly Policy[] }[]
  /** How many endpoints the policy selects. */
  countOf(policy: Policy): number
}

/** The board as text: tiers in evaluation order, each with its policies. */
export function boardLines(index: BoardSource, _options: { readonly width: number | null }): readonly Line[] {
  return index.tiers.flatMap(({ tier, policies }) => [
    [span(tier.name, 'heading')],
    ...policies.map((policy) => [
      span(
        `  ${isStaged(policy.ref) ? '~ ' : '  '}${policyName(policy.ref)}  ${countOf(index.countOf(policy), 'endpoint')}`,
      ),
    ]),
  ])
}

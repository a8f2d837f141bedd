import { lacksPods } from '../model/gap.ts'
import { isStaged, type Policy, policyKey } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { ClusterIndex } from './cluster-index.ts'
import type { FlowTable } from './flow-table.ts'
import type { HitCounts } from './hit-counts.ts'

/**
 * Whether flows hit a policy or a rule in the window they were read for.
 *
 * `never`: it could have been seen and was not. `no-endpoint`: it selects nobody, so nothing can meet it. `no-rule`: a policy
 * without rules, which only makes its tier decide. `untold`: such hits are not in these flows, so nothing is claimed.
 */
export type Seen = 'hit' | 'never' | 'no-endpoint' | 'no-rule' | 'untold'

/** What flows and their counts are judged with. */
export interface Judged {
  readonly table: FlowTable
  readonly counts: HitCounts
  readonly index: ClusterIndex
}

/** Whether a rule of a policy was hit. */
export function policySeen(policy: Policy, { table, counts, index }: Judged): Seen {
  if (counts.byPolicy.has(policyKey(policy.ref))) return 'hit'
  if (selectsNobody(policy, index)) return 'no-endpoint'
  const governed = (['ingress', 'egress'] as const).filter((direction) => policy[direction] !== null)
  if (governed.some((direction) => !isTold(policy, direction, table))) return 'untold'
  const deciding = governed.flatMap((direction) => policy[direction] ?? []).filter(({ action }) => action !== 'Log')
  return deciding.length === 0 ? 'no-rule' : 'never'
}

/** Whether one rule was hit. Rules that log decide nothing and are in no flow. */
export function ruleSeen(
  policy: Policy,
  { direction, rule }: { readonly direction: Direction; readonly rule: number },
  { table, counts, index }: Judged,
): Seen {
  if (counts.byRule.has(`${policyKey(policy.ref)} ${direction} ${rule}`)) return 'hit'
  if (selectsNobody(policy, index)) return 'no-endpoint'
  const isLog = policy[direction]?.[rule]?.action === 'Log'
  return isLog || !isTold(policy, direction, table) ? 'untold' : 'never'
}

/** True when it is known that the policy selects no endpoint: where pods could not be read, nobody knows. */
function selectsNobody(policy: Policy, index: ClusterIndex): boolean {
  return index.countOf(policy) === 0 && !lacksPods(index.cluster)
}

/** True when a hit of the policy in a direction would be in the flows that were read. */
function isTold(policy: Policy, direction: Direction, { all }: FlowTable): boolean {
  if (policy.invalid !== null || policy.stage !== 'normal') return false
  if (isStaged(policy.ref) && (policy.stagedAction !== 'Set' || !all.told.pending)) return false
  return all.told[direction]
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { isStaged, type Policy, policyKey } from '../model/policy.ts'
import type { Tier } from '../model/tier.ts'
import { textWidth } from '../text/width.ts'
import { keepInView } from './cursor.ts'
import { shortName } from './kinds.ts'
import { memoLast } from './memo.ts'
import { type PolicyFilter, policyFilter } from './policy-filter.ts'
import type { BoardCursor, BoardView, State } from './state.ts'

/** A tier as the board shows it. */
export interface BoardTier {
  readonly tier: Tier
  /** Those that are shown, in evaluation order. */
  readonly policies: readonly Policy[]
  /** How many the tier has, shown or not. */
  readonly total: number
  /** How many of them are staged. */
  readonly staged: number
  /** Drawn narrow: of the system, empty, or without anything the filter lets through. It is evaluated all the same. */
  readonly folded: boolean
  /** The cells its column takes when every name of the tier is shown in full, the hidden ones too: a filter moves nothing. */
  readonly wantedWidth: number
}

/** What stands on the board. */
export interface Board {
  readonly tiers: readonly BoardTier[]
  readonly filter: PolicyFilter
  readonly shown: number
  readonly total: number
}

/** Tiers Calico and its operator make for their own components. */
const systemTiers: readonly string[] = ['calico-system', 'allow-tigera']
/** Tiers every cluster has; folded while they are empty. */
const builtInTiers: readonly string[] = [
  'kube-admin',
  'kube-baseline',
  'adminnetworkpolicy',
  'baselineadminnetworkpolicy',
]

/** The tiers and policies a board view shows; null while nothing is known of the cluster. */
export function boardOf(state: State, view: BoardView): Board | null {
  if (state.index === null) return null
  return computeBoard(state.index, view.filter.entry.text, state.settings.showStaged, state.settings.unfolded)
}

const computeBoard = memoLast(
  (index: ClusterIndex, text: string, showStaged: boolean, unfolded: readonly string[]): Board => {
    const filter = policyFilter(index, text)
    const tiers = index.tiers.map(({ tier, policies }): BoardTier => {
      const kept = policies.filter((policy) => (showStaged || !isStaged(policy.ref)) && filter.accepts(policy))
      const staged = policies.reduce((count, policy) => count + (isStaged(policy.ref) ? 1 : 0), 0)
      const isHidden = filter.active && kept.length === 0
      const narrow = isHidden || isFoldable(tier, policies.length) !== unfolded.includes(tier.name)
      const wantedWidth = widthOf(index, tier, policies)
      return { tier, policies: kept, total: policies.length, staged, folded: narrow, wantedWidth }
    })
    const count = (of: (tier: BoardTier) => number) => tiers.reduce((sum, tier) => sum + of(tier), 0)
    return { tiers, filter, shown: count((tier) => tier.policies.length), total: count((tier) => tier.total) }
  },
)

/** Frame, marks, directions and the count beside the longest name; at least the heading with its order. */
function widthOf(index: ClusterIndex, tier: Tier, policies: readonly Policy[]): number {
  const known = widthsOf(index.tiers)
  const width = known.get(tier.name) ?? Math.max(headingWidth(tier), besideName + longestName(policies))
  known.set(tier.name, width)
  return width
}

/** By tier; the tiers of an index are those of the one before as long as no policy and no tier changes. */
const widthsOf = memoLast((_tiers: ClusterIndex['tiers']): Map<string, number> => new Map())
const besideName = 14

function headingWidth(tier: Tier): number {
  return textWidth(tier.name) + `${tier.order ?? 'no order'}`.length + 10
}

function longestName(policies: readonly Policy[]): number {
  let longest = 0
  for (const { ref } of policies) {
    const namespace = ref.namespace === null ? 0 : textWidth(ref.namespace) + 1
    longest = Math.max(longest, namespace + textWidth(shortName(ref)))
  }
  return longest
}

function isFoldable(tier: Tier, policies: number): boolean {
  return systemTiers.includes(tier.name) || (policies === 0 && builtInTiers.includes(tier.name))
}

/** The place of the tier under the cursor: the first that is not folded when none was chosen yet. While a filter is being
 * typed, the cursor goes where something is left. */
export function focusedTier(board: Board, view: BoardView): number {
  const chosen = board.tiers.findIndex((one) => one.tier.name === view.tier)
  const isLost = board.filter.active && view.filter.typing && board.tiers[chosen]?.policies.length === 0
  if (chosen >= 0 && !isLost) return chosen
  const open = board.tiers.findIndex((one) => !one.folded && one.policies.length > 0)
  return Math.max(0, open)
}

/** Where the cursor of a tier stands among its shown policies: on its policy, or where that was when it is gone. */
export function cursorIn(view: BoardView, tier: BoardTier, rows: number): BoardCursor {
  const known = view.cursors.get(tier.tier.name)
  const at = known === undefined ? 0 : placeOf(tier.policies, known)
  const { at: row, top } = keepInView({ at, top: known?.top ?? 0 }, tier.policies.length, rows)
  const policy = tier.policies[row]
  return { at: row, top, key: policy === undefined ? null : policyKey(policy.ref) }
}

function placeOf(policies: readonly Policy[], cursor: BoardCursor): number {
  const there = policies[cursor.at]
  if (cursor.key === null || (there !== undefined && policyKey(there.ref) === cursor.key)) return cursor.at
  const found = policies.findIndex((policy) => policyKey(policy.ref) === cursor.key)
  return found < 0 ? cursor.at : found
}

/** The policy under the cursor of the board, or null. */
export function selectedPolicy(state: State, view: BoardView): Policy | null {
  const board = boardOf(state, view)
  const tier = board?.tiers[focusedTier(board, view)]
  return tier?.policies[cursorIn(view, tier, state.size.rows).at] ?? null
}

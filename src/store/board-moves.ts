import { policyKey } from '../model/policy.ts'
import { type Board, type BoardTier, boardOf, cursorIn, focusedTier } from './board.ts'
import { boardLayout } from './board-layout.ts'
import { type Motion, moveCursor } from './cursor.ts'
import { type BoardView, type State, withView } from './state.ts'
import { boardSize } from './stops.ts'

/** The board after a motion of the pane that has the keys: the cursor of the tier, or the text of the preview. */
export function moveOnBoard(state: State, view: BoardView, motion: Motion): State {
  const board = boardOf(state, view)
  const tier = board?.tiers[focusedTier(board, view)]
  if (board === null || tier === undefined) return state
  if (view.pane === 'preview') return withView(state, { ...view, previewTop: movedTop(view.previewTop, motion, state) })
  const { rows } = boardLayout(board, view, boardSize(state))
  const moved = moveCursor(cursorIn(view, tier, rows), motion, tier.policies.length, rows)
  return withView(state, withCursor(view, tier, moved))
}

/** The preview does not know how long it is before it is drawn, which stops it at its end. */
function movedTop(top: number, motion: Motion, state: State): number {
  const rows = Math.max(1, state.size.rows - 6)
  switch (motion.type) {
    case 'by':
      return Math.max(0, top + motion.rows)
    case 'page':
      return Math.max(0, top + Math.trunc(motion.pages * rows))
    case 'first':
      return 0
    case 'last':
      return Number.MAX_SAFE_INTEGER
    case 'to':
      return motion.row
  }
}

function withCursor(
  view: BoardView,
  tier: BoardTier,
  cursor: { readonly at: number; readonly top: number },
): BoardView {
  const policy = tier.policies[cursor.at]
  const key = policy === undefined ? null : policyKey(policy.ref)
  const cursors = new Map(view.cursors).set(tier.tier.name, { ...cursor, key })
  return { ...view, tier: tier.tier.name, cursors, previewTop: 0 }
}

/** The board with the cursor on another tier, so many to the right; tiers that are folded since they show nothing are passed over,
 * and it stops at the ends. */
export function moveTier(state: State, view: BoardView, by: number): State {
  const board = boardOf(state, view)
  if (board === null) return state
  const here = focusedTier(board, view)
  const places = [...board.tiers.keys()].filter((place) => place === here || hasSomething(board.tiers[place]))
  const next = places[Math.max(0, Math.min(places.length - 1, places.indexOf(here) + by))]
  return toTier(state, view, next ?? here)
}

function hasSomething(tier: BoardTier | undefined): boolean {
  return tier !== undefined && (!tier.folded || tier.policies.length > 0)
}

/** The board with the cursor on the tier at a place, from 0, and the window where it shows it. */
export function toTier(state: State, view: BoardView, place: number): State {
  const board = boardOf(state, view)
  const tier = board?.tiers[place]
  if (board === null || tier === undefined) return state
  const focused: BoardView = { ...view, tier: tier.tier.name, pane: 'tiers', previewTop: 0 }
  return withView(state, settledWindow(board, focused, state))
}

function settledWindow(board: Board, view: BoardView, state: State): BoardView {
  const layout = boardLayout(board, view, boardSize(state))
  return layout.mode === 'single' ? view : { ...view, left: layout.left }
}

/** The board with the cursor on a policy, or null when the board does not show it. */
export function toPolicy(state: State, view: BoardView, key: string): State | null {
  const board = boardOf(state, view)
  if (board === null) return null
  for (const [place, tier] of board.tiers.entries()) {
    const at = tier.policies.findIndex((policy) => policyKey(policy.ref) === key)
    if (at < 0) continue
    const moved = withView(state, withCursor(view, tier, { at, top: view.cursors.get(tier.tier.name)?.top ?? 0 }))
    const top = moved.views.at(-1)
    return top?.type === 'board' ? toTier(moved, top, place) : moved
  }
  return null
}

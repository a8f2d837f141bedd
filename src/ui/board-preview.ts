import { isStaged, policyKey, policyName } from '../model/policy.ts'
import { cursorIn, focusedTier } from '../store/board.ts'
import { describedItems } from '../store/details/items-of.ts'
import { kindWord } from '../store/kinds.ts'
import type { Painter } from './board.ts'
import { framed } from './frame.ts'
import { paintItems, wrapForPane } from './items.ts'
import { type Block, run } from './look.ts'

/** The pane on the right: the policy under the cursor, or its tier where there is none. */
export function boardPreview(painter: Painter, width: number): Block {
  const { board, view, look, layout, index, state } = painter
  const known = { index, flows: state.flows }
  const tier = board.tiers[focusedTier(board, view)]
  const policy = tier?.folded === true ? undefined : tier?.policies[cursorIn(view, tier, layout.rows).at]
  const items =
    policy !== undefined
      ? describedItems(known, { type: 'policy', key: policyKey(policy.ref) }, { yaml: false, most: 50 })
      : tier === undefined
        ? []
        : describedItems(known, { type: 'tier', name: tier.tier.name }, { yaml: false, most: 50 })
  const wrapped = wrapForPane(items, width - 2)
  const top = Math.max(0, Math.min(view.previewTop, wrapped.lines.length - layout.rows))
  const window = { width: width - 2, top, rows: layout.rows, at: null, focused: false }
  const title = policy === undefined ? `tier ${tier?.tier.name ?? ''}` : policyName(policy.ref)
  const aside = policy === undefined ? '' : isStaged(policy.ref) ? 'staged' : kindWord(policy.ref)
  const below = wrapped.lines.length - top - layout.rows
  const frame = {
    width,
    rows: layout.rows,
    focused: view.pane === 'preview',
    title: [run(look, title, 'heading')],
    aside: [run(look, aside, policy !== undefined && isStaged(policy.ref) ? 'staged' : 'faint')],
    foot: [],
    footAside: below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : [],
  }
  return { width, lines: framed(look, frame, paintItems(look, wrapped, window)) }
}

import { isStaged, policyName } from '../model/policy.ts'
import { cursorIn, focusedTier } from '../store/board.ts'
import { policyItems } from '../store/details/policy.ts'
import { tierItems } from '../store/details/tier.ts'
import { kindWord } from '../store/kinds.ts'
import type { Painter } from './board.ts'
import { framed } from './frame.ts'
import { wrapItems } from './items.ts'
import { type Block, run } from './look.ts'

/** The pane on the right: the policy under the cursor, or its tier where there is none. */
export function boardPreview(painter: Painter, width: number): Block {
  const { board, view, look, layout, index } = painter
  const tier = board.tiers[focusedTier(board, view)]
  const policy = tier?.folded === true ? undefined : tier?.policies[cursorIn(view, tier, layout.rows).at]
  const items =
    policy !== undefined ? policyItems(index, policy, 50) : tier === undefined ? [] : tierItems(index, tier.tier.name)
  const { lines } = wrapItems(look, items, width - 2)
  const top = Math.max(0, Math.min(view.previewTop, lines.length - layout.rows))
  const title = policy === undefined ? `tier ${tier?.tier.name ?? ''}` : policyName(policy.ref)
  const aside = policy === undefined ? '' : isStaged(policy.ref) ? 'staged' : kindWord(policy.ref)
  const below = lines.length - top - layout.rows
  const frame = {
    width,
    rows: layout.rows,
    focused: view.pane === 'preview',
    title: [run(look, title, 'heading')],
    aside: [run(look, aside, policy !== undefined && isStaged(policy.ref) ? 'staged' : 'faint')],
    foot: [],
    footAside: below > 0 ? [run(look, `${look.glyphs.more.down}${below}`, 'faint')] : [],
  }
  return { width, lines: framed(look, frame, lines.slice(top, top + layout.rows)) }
}

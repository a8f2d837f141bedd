import type { PreviewMode, Turned } from '../engine/preview.ts'
import { type Fix, fixOf } from '../engine/preview-fix.ts'
import { policyKey } from '../model/policy.ts'
import { describedItems, knownOf } from './details/items-of.ts'
import { focusedColumn, mostInColumn } from './drill.ts'
import { openObject, withColumn } from './drill-moves.ts'
import { enforcedIndex } from './rehearsed.ts'
import { type State, topView, withView } from './state.ts'

/** Where to turn a connection of the rehearsal back; null where no policy decides. */
export function fixHere({ index }: State, turned: Turned, mode: PreviewMode): Fix | null {
  return index === null ? null : fixOf({ now: index, enforced: enforcedIndex(index), mode }, turned)
}

/** The policy opened with the cursor on the rule. */
export function openFix(state: State, { policy, direction, rule }: Fix): State {
  const key = policyKey(policy)
  const opened = openObject(state, { type: 'policy', key })
  const view = topView(opened)
  const known = knownOf(opened)
  if (view.type !== 'drill' || known === null || rule === null) return opened
  const items = describedItems(known, { type: 'policy', key }, { yaml: false, most: mostInColumn })
  const at = items.findIndex(
    ({ target }) => target?.type === 'rule' && target.direction === direction && target.rule === rule,
  )
  return at < 0 ? opened : withView(opened, withColumn(view, { ...focusedColumn(view), cursor: { at, top: 0 } }))
}

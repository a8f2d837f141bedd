import { policyKey } from '../model/policy.ts'
import { boardOf, focusedTier, selectedPolicy } from './board.ts'
import { focusedColumn, targetOf } from './drill.ts'
import { problemsShown, searchRows } from './lists.ts'
import type { ObjectRef } from './object.ts'
import { objectOfProblem } from './problems.ts'
import { type State, topView } from './state.ts'

/** The object a command is about: what is under the cursor, else what the pane shows; null where there is none. */
export function focusedObject(state: State): ObjectRef | null {
  const { index } = state
  if (index === null) return null
  const view = topView(state)
  switch (view.type) {
    case 'board': {
      const policy = selectedPolicy(state, view)
      const board = boardOf(state, view)
      const tier = board?.tiers[focusedTier(board, view)]
      if (policy !== null && tier?.folded !== true) return { type: 'policy', key: policyKey(policy.ref) }
      return tier === undefined ? null : { type: 'tier', name: tier.tier.name }
    }
    case 'drill':
      return targetOf({ index, flows: state.flows }, focusedColumn(view)) ?? focusedColumn(view).object
    case 'list':
      return searchRows(state, view).rows[view.cursor.at]?.object ?? null
    case 'problems': {
      const row = problemsShown(index, view)[view.cursor.at]
      return row?.type === 'problem' ? objectOfProblem(index, row.problem) : null
    }
    case 'history':
    case 'snapshots':
    case 'live':
    case 'contexts':
    case 'flows':
    case 'matrix':
    case 'neighbours':
    case 'columns':
    case 'rehearsal':
    case 'stops':
    case 'picker':
    case 'trace':
      return null
  }
}

import type { Preview, Turned } from '../engine/preview.ts'
import { groupTurned, type TurnedGroup, type TurnedGrouping } from '../engine/preview-groups.ts'
import { rehearsal } from './flow-rows.ts'
import { memoLast } from './memo.ts'
import type { RehearsalView, State } from './state.ts'

/** A row of the rehearsal: a connection, or what several have in common, with the connections below it. */
export type RehearsalRow =
  | { readonly type: 'group'; readonly group: TurnedGroup }
  | { readonly type: 'turned'; readonly turned: Turned; readonly isBelow: boolean }

/** The rows of the rehearsal on screen; none without flows. */
export function rehearsalRows(state: State, view: RehearsalView): readonly RehearsalRow[] {
  const found = rehearsal(state, view.mode)
  return found === null ? [] : rowsOf(found, view.by)
}

const rowsOf = memoLast((found: Preview, by: TurnedGrouping): readonly RehearsalRow[] => {
  const turned = [...found.denied, ...found.allowed]
  if (by === 'connections') return turned.map((each) => ({ type: 'turned', turned: each, isBelow: false }))
  return groupTurned(turned, by).flatMap((group): readonly RehearsalRow[] => {
    const [only] = group.turned
    // A pair of one connection says all that its connection says.
    if (by === 'pairs' && only !== undefined && group.turned.length === 1) {
      return [{ type: 'turned', turned: only, isBelow: false }]
    }
    const members = group.turned.map((each) => ({ type: 'turned', turned: each, isBelow: true }) as const)
    return [{ type: 'group', group }, ...members]
  })
})

/** The connection a row stands for: of several the most frequent. */
export function turnedOfRow(row: RehearsalRow | undefined): Turned | null {
  if (row === undefined) return null
  return row.type === 'turned' ? row.turned : (row.group.turned[0] ?? null)
}

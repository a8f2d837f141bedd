import { policyKey } from '../model/policy.ts'
import type { Motion } from './cursor.ts'
import { type State, withView } from './state.ts'
import { isScene, type Scene, sceneOf } from './trace-scene.ts'
import type { TraceView } from './trace-state.ts'
import { policyOf, type Stride, stepBack, stepForward, type Told } from './trace-told.ts'

/** The state after a stride through the walk, several times over; null where there is nothing further. */
export function stride(state: State, view: TraceView, by: Stride, times: number): State | null {
  const scene = sceneOf(state, view)
  if (!isScene(scene)) return null
  let at = scene.at
  for (let count = 0; count < Math.abs(times); count += 1) {
    at = times > 0 ? stepForward(scene.told, at, by) : stepBack(scene.told, at, by)
  }
  return at === scene.at ? null : toStep(state, view, at)
}

/** The state with another step under the cursor. */
export function toStep(state: State, view: TraceView, at: number): State {
  return withView(state, { ...view, at, top: 0 })
}

/** The state after a motion: rows are policies, the first is the answer and the last the verdict. */
export function moveInTrace(state: State, view: TraceView, motion: Motion): State {
  const scene = sceneOf(state, view)
  if (!isScene(scene)) return state
  switch (motion.type) {
    case 'by':
      return stride(state, view, 'policy', motion.rows) ?? state
    case 'first':
      return toStep(state, view, 0)
    case 'last':
      return toStep(state, view, scene.told.length - 1)
    case 'to':
      return toStep(state, view, Math.min(motion.row, scene.told.length - 1))
    case 'page':
      return withView(state, { ...view, top: Math.max(-scene.told.length, view.top + Math.trunc(motion.pages * 10)) })
  }
}

/** The told step of a trace that says the same as one of another trace: the same leg, tier and policy, as near as can be. */
export function sameStep(from: Scene, to: Scene): number {
  const { here } = from
  if (here.telling.type === 'answer') return 0
  if (here.telling.type === 'verdict') return to.told.length - 1
  const exact = to.told.findIndex((each) => isSame(here, each))
  if (exact >= 0) return exact
  const near = to.told.findIndex((each) => each.leg === here.leg && each.tier === here.tier)
  return Math.max(0, near)
}

/** True for steps of two traces that are about the same rule, policy or end of a tier. */
function isSame(one: Told, other: Told): boolean {
  if (one.leg !== other.leg || one.tier !== other.tier || one.telling.type !== other.telling.type) return false
  const [policy, same] = [policyOf(one), policyOf(other)]
  if (policy !== null && same !== null && policyKey(policy) !== policyKey(same)) return false
  return one.telling.type !== 'rule' || other.telling.type !== 'rule' || one.telling.rule === other.telling.rule
}

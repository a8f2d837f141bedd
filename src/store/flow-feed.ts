import { type FlowTable, inWindow } from '../engine/flow-table.ts'
import type { LiveFlows } from '../model/live-flows.ts'
import type { Effect } from './effect.ts'
import type { State } from './state.ts'

/** How flows come in, and whether the screen shows them. */
export interface FlowFeed {
  /** True once the flows of the live cluster were asked for. */
  readonly isFollowed: boolean
  /** How it stands with them; null where they were not asked for, or nothing is known yet. */
  readonly live: LiveFlows | null
  /** When that was told, in milliseconds since 1970; what counts down counts from it. */
  readonly now: number
  readonly isPaused: boolean
  /** All flows so far while the screen stands still; null while nothing new came. */
  readonly waiting: FlowTable | null
}

/** No flows were looked at yet. */
export const noFeed: FlowFeed = { isFollowed: false, live: null, now: 0, isPaused: false, waiting: null }

/** The windows that flows are counted in, the shortest first; null is all that was recorded. */
export const windows: readonly (number | null)[] = [5 * 60_000, 15 * 60_000, 60 * 60_000, null]

/** The state with the flows gathered so far; while it is paused they wait. */
export function flowsCame(state: State, flows: FlowTable): State {
  const { flowFeed, settings } = state
  if (flowFeed.isPaused && state.flows !== null) return { ...state, flowFeed: { ...flowFeed, waiting: flows } }
  return { ...state, flows: inWindow(flows, settings.flowWindowMs) }
}

/** The state with flows standing still, or going on with all that came meanwhile. */
export function pauseOrResume(state: State): State {
  const { flowFeed } = state
  if (!flowFeed.isPaused) return { ...state, flowFeed: { ...flowFeed, isPaused: true } }
  const going = { ...state, flowFeed: { ...flowFeed, isPaused: false, waiting: null } }
  return flowFeed.waiting === null ? going : flowsCame(going, flowFeed.waiting)
}

/** How many records came while the screen stood still. */
export function newRecords({ flows, flowFeed }: State): number {
  return flowFeed.waiting === null ? 0 : flowFeed.waiting.all.records - (flows?.all.records ?? 0)
}

/** The state with flows counted in another window. */
export function withWindow(state: State, flowWindowMs: number | null): State {
  const flows = state.flows === null ? null : inWindow(state.flows, flowWindowMs)
  return { ...state, flows, settings: { ...state.settings, flowWindowMs } }
}

/** A state that shows flows: those of a live cluster are followed from then on. Null where there are none and never will be. */
export function lookingAtFlows(before: State, next: State): readonly [State, readonly Effect[]] | null {
  const { source, settings, flowFeed } = before
  const follows = source.live !== null && settings.followsFlows
  if (!follows) return before.flows === null ? null : [next, []]
  if (flowFeed.isFollowed) return [next, []]
  return [{ ...next, flowFeed: { ...flowFeed, isFollowed: true } }, [{ type: 'follow-flows' }]]
}

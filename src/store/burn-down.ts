import { pairOfFlow } from '../engine/preview.ts'
import { stagedPolicies } from '../engine/staged.ts'
import type { Cluster } from '../model/cluster.ts'
import { isEqual } from '../model/equal.ts'
import { overallStatus } from '../model/live.ts'
import type { Effect } from './effect.ts'
import { rehearsal } from './flow-rows.ts'
import type { State } from './state.ts'

/** What a rehearsal came to at one moment. */
export interface BurnDownPoint {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Staged policies then. */
  readonly staged: number
  /** Pairs of workloads with a connection that would have been denied. */
  readonly denied: readonly string[]
  /** Distinct connections it was judged on. */
  readonly judged: number
}

/** How the rehearsal went while policies were changed: since it was first looked at, a point for each change. */
export interface BurnDown {
  /** The oldest first. */
  readonly points: readonly BurnDownPoint[]
  /** The policies of the last point; null before the first. */
  readonly policies: Cluster['policies'] | null
  /** True once the rehearsal was looked at: from then on it is followed. */
  readonly isFollowed: boolean
  /** True while the time was asked for and did not come yet. */
  readonly asks: boolean
}

export const noBurnDown: BurnDown = { points: [], policies: null, isFollowed: false, asks: false }

/** After a change several often follow: so long the next point waits for them, in milliseconds. */
const pauseMs = 400

/** The state with a first point asked for, when the rehearsal is looked at. */
export function burnDownBegun(state: State): readonly [State, readonly Effect[]] {
  return burnDownFollowed({ ...state, burnDown: { ...state.burnDown, isFollowed: true } })
}

/** The state with the time asked for, where policies are others than those of the last point and all is there to judge them. */
export function burnDownFollowed(state: State): readonly [State, readonly Effect[]] {
  const { policies, isFollowed, asks } = state.burnDown
  const isChanged = state.index !== null && state.index.cluster.policies !== policies
  if (!isFollowed || asks || !isChanged || !isWhole(state)) return [state, []]
  const ms = policies === null ? 0 : pauseMs
  return [{ ...state, burnDown: { ...state.burnDown, asks: true } }, [{ type: 'ask-time', ms }]]
}

/** The state with a point more, now that the time is known; none where nothing can be judged, or nothing was changed after all. */
export function burnDownTimed(state: State, now: number): State {
  const { points, policies } = state.burnDown
  const found = rehearsal(state, 'replace')
  const settled = { ...state.burnDown, asks: false }
  if (found === null || state.index === null || !isWhole(state)) return { ...state, burnDown: settled }
  const { cluster } = state.index
  const same = policies !== null && hasSame(policies, cluster.policies)
  const point: BurnDownPoint = {
    at: now,
    staged: stagedPolicies(cluster).length,
    denied: [...new Set(found.denied.map(({ flow }) => pairOfFlow(flow)))],
    judged: found.distinct,
  }
  const next = same ? points : [...points, point].slice(-mostPoints)
  return { ...state, burnDown: { ...settled, points: next, policies: cluster.policies } }
}

const mostPoints = 200

/** What is read anew has equal policies that are not the same objects. */
function hasSame(before: Cluster['policies'], after: Cluster['policies']): boolean {
  if (before.size !== after.size) return false
  return [...after].every(([key, policy]) => before.get(key) === policy || isEqual(before.get(key), policy))
}

function isWhole({ source, flows }: State): boolean {
  if (source.status !== 'ready' || flows === null) return false
  return source.live === null || overallStatus(source.live)?.state !== 'loading'
}

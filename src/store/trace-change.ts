import type { ClusterIndex } from '../engine/cluster-index.ts'
import { overallStatus } from '../model/live.ts'
import { policyKey, policyName } from '../model/policy.ts'
import type { Leg, Step, Trace } from '../model/trace.ts'
import type { State, View } from './state.ts'
import { isScene, sceneOf } from './trace-scene.ts'

/** The views after the cluster changed: a walk through a connection says where it goes another way than before. */
export function viewsAfter(state: State, index: ClusterIndex): readonly View[] {
  if (state.index === null || !isWhole(state) || !state.views.some((view) => view.type === 'trace')) return state.views
  const next = { ...state, index }
  return state.views.map((view) => {
    if (view.type !== 'trace') return view
    const [before, after] = [sceneOf(state, view), sceneOf(next, view)]
    if (!isScene(before) || !isScene(after)) return view
    const change = changeOf(before.trace, after.trace, index)
    return change === null ? view : { ...view, change }
  })
}

/** What changed from one trace to a later one of the same connection, in a sentence; null when nothing did. */
export function changeOf(before: Trace, after: Trace, now: ClusterIndex): string | null {
  const place = partingPlace(before, after, now)
  if (place === null) return null
  const words = { Allow: 'allowed', Deny: 'denied' } as const
  return before.verdict === after.verdict
    ? `The cluster changed: still ${words[after.verdict]}, but the walk is another from ${place} on.`
    : `The cluster changed: now ${words[after.verdict]}, before ${words[before.verdict]}. It parts at ${place}.`
}

/** While things are still being read every answer changes, and none of it is a change of the cluster. */
function isWhole({ source }: State): boolean {
  if (source.status !== 'ready') return false
  return source.live === null || overallStatus(source.live)?.state !== 'loading'
}

function partingPlace(before: Trace, after: Trace, now: ClusterIndex): string | null {
  for (let at = 0; at < Math.max(before.legs.length, after.legs.length); at += 1) {
    const [one, other] = [before.legs[at], after.legs[at]]
    const place = partingIn(one, other, now)
    const leg = other ?? one
    if (place !== null && leg !== undefined) return `${place} (${leg.direction} at ${leg.endpoint})`
  }
  return null
}

function partingIn(before: Leg | undefined, after: Leg | undefined, now: ClusterIndex): string | null {
  const [ones, others] = [deciding(before), deciding(after)]
  for (let at = 0; at < Math.max(ones.length, others.length); at += 1) {
    const [one, other] = [ones[at], others[at]]
    if (stepKey(one) === stepKey(other)) continue
    const policy = one !== undefined && 'policy' in one ? one.policy : null
    const isGone = policy !== null && !now.cluster.policies.has(policyKey(policy))
    if (isGone) return `${policyName(policy)}, which is there no more`
    const step = other ?? one
    return step === undefined ? null : placeOf(step)
  }
  return before?.verdict === after?.verdict ? null : 'the end'
}

/** What is passed over or never reached decides nothing, and no change of it is worth a word. */
function deciding(leg: Leg | undefined): readonly Step[] {
  return (leg?.steps ?? []).filter(({ type }) => !type.endsWith('-skipped') && type !== 'policy-not-reached')
}

/** Equal for steps that decide alike by the same rules: the addresses a pod happens to have are left out. */
function stepKey(step: Step | undefined): string {
  return JSON.stringify(step, (key, value: unknown) => (key === 'has' ? undefined : value)) ?? ''
}

function placeOf(step: Step): string {
  if ('policy' in step) return policyName(step.policy)
  switch (step.type) {
    case 'tier-skipped':
    case 'end-of-tier':
      return `tier ${step.tier}`
    case 'profile':
      return `profile ${step.profile}`
    default:
      return 'the end'
  }
}

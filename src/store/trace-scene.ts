import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Scope } from '../model/connection.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { type Policy, type PolicyRef, policyKey } from '../model/policy.ts'
import type { Tier } from '../model/tier.ts'
import type { Assumption, Leg, Trace } from '../model/trace.ts'
import { enforcedIndex } from './rehearsed.ts'
import type { State } from './state.ts'
import { type Answer, answer, type Route, traceRoute } from './trace-answer.ts'
import type { Recorded, TraceView } from './trace-state.ts'
import { policyOf, type Told, toldSteps } from './trace-told.ts'

/** All that the screens of the tracer read: one trace, where we stand in it, and the cluster for names and rules. */
export interface Scene {
  readonly index: ClusterIndex
  readonly view: TraceView
  readonly routes: readonly Route[]
  readonly route: Route
  readonly trace: Trace
  /** The same connection in the other scope. */
  readonly other: Trace
  readonly told: readonly Told[]
  /** The step under the cursor. */
  readonly at: number
  readonly here: Told
}

/** The scene of a walk, or why there is none. */
export function sceneOf(state: State, view: TraceView): Scene | Exclude<Answer, { type: 'answered' }> | null {
  if (state.index === null) return null
  const found = recordedAnswer(view) ?? answer(state.index, view.question, state.settings.namespace)
  if (found.type === 'open') return found
  const route = found.routes[Math.min(view.backend, found.routes.length - 1)]
  if (route === undefined) return null
  const shown = askedIn(state.index, view, view.scope)
  const hidden = askedIn(state.index, view, view.scope === 'enforced' ? 'pending' : 'enforced')
  const index = shown.index
  const trace = traceRoute(index, route, shown.scope)
  const other = traceRoute(hidden.index, route, hidden.scope)
  const told = toldSteps(trace)
  const at = Math.max(0, Math.min(view.at, told.length - 1))
  return { index, view, routes: found.routes, route, trace, other, told, at, here: told[at] as Told } // the answer at least is told
}

/** The cluster and the scope that a side of a walk is asked in. A walk from a rehearsal that replaces twins is pending in the cluster as it
 * would be, with nothing staged any more. */
function askedIn(
  index: ClusterIndex,
  view: TraceView,
  scope: Scope,
): { readonly index: ClusterIndex; readonly scope: Scope } {
  return isRehearsed({ ...view, scope }) ? { index: enforcedIndex(index), scope: 'enforced' } : { index, scope }
}

/** True for a walk in the cluster as it would be with each staged policy in the place of its twin. */
export function isRehearsed({ recorded, scope }: TraceView): boolean {
  return scope === 'pending' && recorded?.enforcesStaged === true
}

/** A recorded connection is traced as the log tells it, whatever its names would be taken for today. */
function recordedAnswer({ recorded, question }: TraceView): Extract<Answer, { type: 'answered' }> | null {
  if (recorded === null) return null
  const known = answers.get(recorded)
  if (known !== undefined) return known
  const { connection } = recorded.connection
  const found = { type: 'answered', routes: [{ name: question.to, connection }] } as const
  answers.set(recorded, found)
  return found
}

const answers = new WeakMap<Recorded, Extract<Answer, { type: 'answered' }>>()

/** True for a scene, false for a question that is still open. */
export function isScene(scene: ReturnType<typeof sceneOf>): scene is Scene {
  return scene !== null && 'trace' in scene
}

/** The leg a step belongs to, or null. */
export function legOf(scene: Scene, told: Told): Leg | null {
  return told.leg === null ? null : (scene.trace.legs[told.leg] ?? null)
}

/** The endpoint at which a step happens, or null where the cluster has it no more. */
export function endpointOf(scene: Scene, told: Told): Endpoint | null {
  const leg = legOf(scene, told)
  return leg === null ? null : scene.index.endpoint(leg.endpoint)
}

/** The policy as the cluster has it, or null. */
export function policyAt(scene: Scene, ref: PolicyRef): Policy | null {
  return scene.index.cluster.policies.get(policyKey(ref)) ?? null
}

/** The tier as the cluster has it or Calico assumes it, or null. */
export function tierAt(scene: Scene, name: string): Tier | null {
  return scene.index.tiers.find(({ tier }) => tier.name === name)?.tier ?? null
}

/** What the end of a step's tier does. Before address translation and connection tracking it never denies. */
export function endAction(scene: Scene, told: Told): 'Deny' | 'Pass' {
  const stage = legOf(scene, told)?.stage
  if (stage === 'pre-dnat' || stage === 'untracked') return 'Pass'
  return tierAt(scene, told.tier ?? '')?.defaultAction ?? 'Deny'
}

/** What was assumed about the rule or policy of a step, or null. */
export function assumptionOf(scene: Scene, told: Told): Assumption | null {
  const policy = policyOf(told)
  const direction = legOf(scene, told)?.direction
  if (policy === null || direction === undefined) return null
  const rule = told.telling.type === 'rule' ? told.telling.rule : null
  return (
    scene.trace.assumptions.find(
      (each) =>
        each.direction === direction &&
        policyKey(each.policy) === policyKey(policy) &&
        (each.rule === null || each.rule === rule),
    ) ?? null
  )
}

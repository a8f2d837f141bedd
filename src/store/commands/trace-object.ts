import { type PolicyRef, policyKey } from '../../model/policy.ts'
import type { Direction } from '../../model/rule.ts'
import { plainText } from '../../text/styled.ts'
import { yamlLines } from '../../text/yaml.ts'
import type { Command, Outcome } from '../command.ts'
import { openObject } from '../drill-moves.ts'
import type { ObjectRef } from '../object.ts'
import { type State, topView, withView } from '../state.ts'
import { legOf, policyAt, type Scene } from '../trace-scene.ts'
import { policyOf } from '../trace-told.ts'
import { inTrace } from './trace-in.ts'

/** What a step is about, as an object that opens: the policy, the tier, the profile or the endpoint. */
export function objectOfStep(scene: Scene): ObjectRef | null {
  const { telling, tier } = scene.here
  const policy = policyOf(scene.here)
  if (policy !== null) return { type: 'policy', key: policyKey(policy) }
  if (telling.type === 'profile') return { type: 'profile', name: telling.profile }
  if (tier !== null) return { type: 'tier', name: tier }
  const leg = legOf(scene, scene.here) ?? scene.trace.legs.at(-1)
  return leg === undefined ? null : { type: 'endpoint', key: leg.endpoint }
}

const open: Command = {
  id: 'trace.open',
  contexts: ['trace'],
  keys: ['enter', 'd'],
  help: 'open what the step is about',
  group: 'Open',
  hint: 40,
  run: inTrace(({ state, scene }): Outcome => {
    const object = objectOfStep(scene)
    return object === null ? { disabled: 'there is nothing to open here' } : openObject(state, object)
  }),
}

const yaml: Command = {
  id: 'trace.yaml',
  contexts: ['trace'],
  keys: ['y'],
  help: 'the YAML of the policy, at the rule',
  group: 'Open',
  hint: null,
  run: inTrace(({ state, scene }) => {
    const policy = policyOf(scene.here)
    if (policy === null) return { disabled: 'go to a policy first (j)' }
    const opened = openObject(state, { type: 'policy', key: policyKey(policy) }, true)
    const { telling } = scene.here
    const direction = legOf(scene, scene.here)?.direction
    const isRule = telling.type === 'rule' || telling.type === 'pass'
    return isRule && direction !== undefined
      ? atRow(opened, ruleRow(scene, policy, { direction, rule: telling.rule }))
      : opened
  }),
}

/** The drill-in just opened, its cursor on a row. */
function atRow(state: State, row: number | null): State {
  const view = topView(state)
  const column = view.type === 'drill' ? view.columns.at(-1) : undefined
  if (view.type !== 'drill' || column === undefined || row === null) return state
  const cursor = { at: row, top: Math.max(0, row - 4) }
  return withView(state, { ...view, columns: [...view.columns.slice(0, -1), { ...column, cursor }] })
}

/** The row at which a rule begins in the YAML of its policy; null where rules are not written one for one. */
function ruleRow(
  scene: Scene,
  ref: PolicyRef,
  at: { readonly direction: Direction; readonly rule: number },
): number | null {
  const policy = policyAt(scene, ref)
  if (policy === null || ref.apiGroup !== 'projectcalico.org' || ref.kind === 'StagedKubernetesNetworkPolicy')
    return null
  const lines = yamlLines(policy.manifest).map(plainText)
  const head = lines.findIndex((line) => line.startsWith(`  ${at.direction}:`))
  const indent = /^ *- /.exec(lines[head + 1] ?? '')?.[0]
  if (head < 0 || indent === undefined) return null
  let rule = -1
  for (let row = head + 1; row < lines.length; row += 1) {
    if (lines[row]?.startsWith(indent) === true) rule += 1
    if (rule === at.rule) return row
  }
  return null
}

export const traceObjectCommands: readonly Command[] = [open, yaml]

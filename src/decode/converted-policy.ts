import type { Change } from '../model/cluster.ts'
import { type Policy, type PolicyRef, policyKey, type StagedAction } from '../model/policy.ts'
import type { Rule } from '../model/rule.ts'
import { manifestOf } from './manifest.ts'
import type { Resource } from './metadata.ts'
import { readSelectors } from './policy-selectors.ts'
import { drop, refuse, startReading } from './reading.ts'
import { readRules } from './rule.ts'

/** A rule in the form of projectcalico.org/v3. */
export interface ConvertedRule {
  readonly action: string
  readonly protocol?: string
  readonly source?: ConvertedEntity
  readonly destination?: ConvertedEntity
  readonly metadata?: { readonly annotations: { readonly name: string } }
}

export interface ConvertedEntity {
  readonly selector?: string
  readonly namespaceSelector?: string
  readonly nets?: readonly string[]
  readonly notNets?: readonly string[]
  readonly ports?: readonly (number | string)[]
}

/** The `spec` of a Calico policy that was made from a policy of Kubernetes. */
export interface ConvertedSpec {
  readonly tier: string
  readonly order: number
  readonly selector: string
  readonly namespaceSelector?: string
  readonly types: readonly ('Ingress' | 'Egress')[]
  readonly ingress: readonly ConvertedRule[]
  readonly egress: readonly ConvertedRule[]
}

/** A converted policy, and for each rule the number of the rule it came from. */
export interface Converted {
  readonly spec: ConvertedSpec
  readonly from: { readonly ingress: readonly number[]; readonly egress: readonly number[] }
}

/** The policy that Calico makes of a policy of Kubernetes. Problems of the conversion are told of the original rules. */
export function convertedPolicy(
  resource: Resource,
  ref: PolicyRef,
  { spec, from }: Converted,
  stagedAction: StagedAction | null,
): Change {
  const { reading, fields, form } = resource
  const inner = startReading(reading.resource, reading.origin)
  const rules = (direction: 'ingress' | 'egress'): readonly Rule[] | null => {
    const pathOf = (at: number) => `spec.${direction}[${from[direction][at]}]`
    const read = readRules({ reading: inner, direction, namespace: ref.namespace, pathOf }, spec[direction])
    const type = direction === 'ingress' ? 'Ingress' : 'Egress'
    // Without types a policy governs both directions. Source: felix/calc/policy_sorter.go (projectcalico/calico).
    return spec.types.length === 0 || spec.types.includes(type) ? read : null
  }
  const selectors = readSelectors(inner, { ...spec }, ref.namespace)
  const [ingress, egress] = [rules('ingress'), rules('egress')]
  // What only Calico's validation minds is no concern here: converted policies never pass through it.
  for (const { path, message } of inner.problems.filter(({ severity }) => severity === 'error')) {
    const rule = path === null ? null : (/^spec\.(in|e)gress\[\d+\]/.exec(path)?.[0] ?? null)
    const tell = inner.refused === null ? drop : refuse
    tell(reading, rule, `as Calico converts it: ${message}`)
  }
  const value: Policy = {
    ref,
    order: spec.order,
    appliesTo: selectors.appliesTo,
    selector: selectors.selector,
    namespaceSelector: selectors.namespaceSelector,
    serviceAccountSelector: selectors.serviceAccountSelector,
    ingress,
    egress,
    stage: 'normal',
    applyOnForward: false,
    stagedAction,
    invalid: reading.refused,
    manifest: manifestOf(fields),
  }
  return { type: 'policies', key: policyKey(ref), value, form, problems: reading.problems }
}

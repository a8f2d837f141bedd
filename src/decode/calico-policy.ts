import type { Change } from '../model/cluster.ts'
import { type Policy, type PolicyKind, type PolicyRef, policyKey, type StagedAction } from '../model/policy.ts'
import type { Rule } from '../model/rule.ts'
import { namespaceOf } from './change-of.ts'
import { manifestOf } from './manifest.ts'
import type { Resource } from './metadata.ts'
import { readSelectors } from './policy-selectors.ts'
import { readGoverned } from './policy-types.ts'
import { warnOfPolicy } from './policy-warnings.ts'
import { booleanOf, type Fields, fieldsOf, numberOf, type Reading, refuse, textOf, told, warn } from './reading.ts'
import { readRules } from './rule.ts'
import { warnOfUnknown } from './unknown-fields.ts'

const namespacedFields = [
  'tier',
  'order',
  'selector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
]
const knownFields: Readonly<Record<string, ReadonlySet<string>>> = {
  NetworkPolicy: new Set(namespacedFields),
  StagedNetworkPolicy: new Set([...namespacedFields, 'stagedAction']),
  GlobalNetworkPolicy: new Set([...namespacedFields, 'namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward']),
  StagedGlobalNetworkPolicy: new Set([
    ...namespacedFields,
    'namespaceSelector',
    'doNotTrack',
    'preDNAT',
    'applyOnForward',
    'stagedAction',
  ]),
}

/** A NetworkPolicy or GlobalNetworkPolicy of Calico, or the staged form of one. */
export function decodeCalicoPolicy(resource: Resource): Change {
  const { reading, fields, form } = resource
  // The caller has looked the kind up among these four.
  const kind = resource.kind as PolicyKind
  const namespace = kind.includes('Global') ? null : namespaceOf(resource)
  const spec = fieldsOf(reading, fields.spec, 'spec')
  warnOfUnknown(reading, spec, 'spec', knownFields[kind] ?? new Set())
  warnOfPolicy(resource, spec)
  const tier = textOf(reading, spec.tier, 'spec.tier') ?? 'default'
  const ref: PolicyRef = { apiGroup: 'projectcalico.org', kind, tier, namespace, name: resource.name }
  const ingress = rulesOf(reading, spec, namespace, 'ingress')
  const egress = rulesOf(reading, spec, namespace, 'egress')
  const governed = readGoverned(resource, spec, { ingress: ingress.length, egress: egress.length })
  const selectors = readSelectors(reading, spec, namespace)
  const { stage, applyOnForward } = readStage(reading, spec, namespace)
  // No spread: of objects made by one, V8 would look up every field by name.
  const value: Policy = {
    ref,
    order: numberOf(reading, spec.order, 'spec.order'),
    appliesTo: selectors.appliesTo,
    selector: selectors.selector,
    namespaceSelector: selectors.namespaceSelector,
    serviceAccountSelector: selectors.serviceAccountSelector,
    ingress: governed.ingress ? ingress : null,
    egress: governed.egress ? egress : null,
    stage,
    applyOnForward,
    stagedAction: kind.startsWith('Staged') ? readStagedAction(reading, spec) : null,
    invalid: reading.refused,
    manifest: manifestOf(fields),
  }
  return { type: 'policies', key: policyKey(ref), value, form, problems: reading.problems }
}

function rulesOf(
  reading: Reading,
  spec: Fields,
  namespace: string | null,
  direction: 'ingress' | 'egress',
): readonly Rule[] {
  const pathOf = (at: number) => `spec.${direction}[${at}]`
  return readRules({ reading, direction, namespace, pathOf }, spec[direction])
}

function readStage(reading: Reading, spec: Fields, namespace: string | null): Pick<Policy, 'stage' | 'applyOnForward'> {
  if (namespace !== null) return { stage: 'normal', applyOnForward: false }
  const doNotTrack = booleanOf(reading, spec.doNotTrack, 'spec.doNotTrack') ?? false
  const preDnat = booleanOf(reading, spec.preDNAT, 'spec.preDNAT') ?? false
  const applyOnForward = booleanOf(reading, spec.applyOnForward, 'spec.applyOnForward') ?? false
  if (doNotTrack && preDnat) warn(reading, 'spec.preDNAT', 'expected either `preDNAT` or `doNotTrack`')
  if ((doNotTrack || preDnat) && !applyOnForward) {
    warn(reading, 'spec.applyOnForward', 'expected `true` beside `preDNAT` or `doNotTrack`')
  }
  // Felix asks for doNotTrack first. Source: felix/calc/event_sequencer.go tierInfoToProtoTierInfo (projectcalico/calico).
  return { stage: doNotTrack ? 'untracked' : preDnat ? 'pre-dnat' : 'normal', applyOnForward }
}

const stagedActions: readonly StagedAction[] = ['Set', 'Delete', 'Learn', 'Ignore']

/** Missing, it is `Set`. */
export function readStagedAction(reading: Reading, spec: Fields): StagedAction {
  const text = textOf(reading, spec.stagedAction, 'spec.stagedAction') ?? 'Set'
  const action = stagedActions.find((known) => known === text)
  if (action === undefined) {
    refuse(reading, 'spec.stagedAction', `expected Set, Delete, Learn or Ignore, not ${told(text)}`)
  }
  return action ?? 'Set'
}

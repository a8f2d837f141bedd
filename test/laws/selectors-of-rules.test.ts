import { expect, test } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import { policyKey } from '../../src/model/policy.ts'
import type { EntityRule } from '../../src/model/rule.ts'
import type { Selector } from '../../src/model/selector.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { holds } from '../spec/selector.ts'
import { type Known, knownThings, labelOf } from '../spec/world.ts'
import { samples } from './cases.ts'

/** The selectors of one side of a rule, as written. */
interface RawSide {
  readonly selector?: string
  readonly notSelector?: string
  readonly namespaceSelector?: string
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string }
}

interface RawPolicy {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec: {
    readonly selector?: string
    readonly namespaceSelector?: string
    readonly serviceAccountSelector?: string
    readonly ingress?: readonly { readonly source?: RawSide; readonly destination?: RawSide }[]
    readonly egress?: readonly { readonly source?: RawSide; readonly destination?: RawSide }[]
  }
}

type LabelsOf = (label: string) => string | undefined

/** Whether a selector holds with all its labels prefixed; what `all()` and `global()` mean there is given. */
function prefixedHolds(
  text: string,
  prefix: string,
  labels: LabelsOf,
  means: { all: boolean; global: boolean },
): boolean {
  const walk = (selector: Selector): boolean => {
    switch (selector.type) {
      case 'all':
      case 'global':
        return means[selector.type]
      case 'not':
        return !walk(selector.operand)
      case 'and':
        return selector.operands.every(walk)
      case 'or':
        return selector.operands.some(walk)
      default:
        return holds(selector, (label) => labels(prefix + label))
    }
  }
  const parsed = parseSelector(text)
  if (isProblem(parsed)) throw new Error(`${text} does not parse`)
  return walk(parsed)
}

const plain = { all: true, global: true }

/** The positive selector of a side, word by word from the semantics (§4.3); null where there is none. */
function wanted(side: RawSide, namespace: string | null, labels: LabelsOf): boolean | null {
  const inNamespace = labels('projectcalico.org/namespace') !== undefined
  const { selector, namespaceSelector, notSelector, serviceAccounts } = side
  const base: boolean[] = []
  if (selector !== undefined) base.push(prefixedHolds(selector, '', labels, plain))
  if (serviceAccounts?.selector !== undefined)
    base.push(prefixedHolds(serviceAccounts.selector, 'pcsa.', labels, plain))
  const names = serviceAccounts?.names ?? []
  if (names.length > 0) base.push(names.includes(labels('projectcalico.org/serviceaccount') ?? ''))
  const where =
    namespaceSelector !== undefined
      ? prefixedHolds(namespaceSelector, 'pcns.', labels, { all: inNamespace, global: !inNamespace })
      : namespace === null
        ? null
        : labels('projectcalico.org/namespace') === namespace
  const given = base.length > 0 || notSelector !== undefined || namespaceSelector !== undefined
  if (where !== null && given) return where && base.every(Boolean)
  return base.length === 0 ? null : base.every(Boolean)
}

function found(selector: Selector | null, labels: LabelsOf): boolean | null {
  return selector === null ? null : holds(selector, labels)
}

function labelsOfThing(cluster: Cluster, thing: Known): LabelsOf {
  return (label) => labelOf(cluster, thing.value, label)
}

test('a side of a rule finds what its selectors as written mean', () => {
  for (const { seed, objects, cluster } of samples()) {
    for (const raw of calicoPolicies(objects, cluster)) {
      const namespace = raw.metadata.namespace ?? null
      for (const direction of ['ingress', 'egress'] as const) {
        for (const [at, rule] of (raw.spec[direction] ?? []).entries()) {
          for (const end of ['source', 'destination'] as const) {
            const entity = decodedSide(cluster, raw, direction, at)?.[end]
            if (entity === undefined) continue
            for (const thing of knownThings(cluster)) {
              const labels = labelsOfThing(cluster, thing)
              const side = rule[end] ?? {}
              const excluded =
                side.notSelector === undefined ? null : prefixedHolds(side.notSelector, '', labels, plain)
              const told = `SEED=${seed} ${raw.metadata.name} ${direction} ${at} ${end} ${JSON.stringify(side)} on ${thing.value.key}`
              expect([found(entity.matches, labels), found(entity.excludes, labels)], told).toEqual([
                wanted(side, namespace, labels),
                excluded,
              ])
            }
          }
        }
      }
    }
  }
})

test('a policy applies to what its selectors as written mean', () => {
  for (const { seed, objects, cluster } of samples()) {
    for (const raw of calicoPolicies(objects, cluster)) {
      const policy = decoded(cluster, raw)
      if (policy === undefined) continue
      for (const thing of knownThings(cluster)) {
        const labels = labelsOfThing(cluster, thing)
        const told = `SEED=${seed} ${JSON.stringify(raw.metadata)} on ${thing.value.key}`
        expect(holds(policy.appliesTo, labels), told).toBe(applies(raw, labels))
      }
    }
  }
})

/** Beside a selector of namespaces `all()` means things in a namespace; beside one of service accounts, things with an account. */
function applies({ metadata, spec }: RawPolicy, labels: LabelsOf): boolean {
  const { selector, namespaceSelector, serviceAccountSelector } = spec
  const inNamespace = labels('projectcalico.org/namespace') !== undefined
  const hasAccount = labels('projectcalico.org/serviceaccount') !== undefined
  const isGlobal = metadata.namespace === undefined
  const byAccount = isGlobal && serviceAccountSelector !== undefined ? hasAccount : true
  const all = isGlobal && namespaceSelector !== undefined ? inNamespace : byAccount
  const parts = [
    selector === undefined || prefixedHolds(selector, '', labels, { all, global: true }),
    isGlobal || labels('projectcalico.org/namespace') === metadata.namespace,
    !isGlobal ||
      namespaceSelector === undefined ||
      prefixedHolds(namespaceSelector, 'pcns.', labels, { all, global: true }),
    serviceAccountSelector === undefined ||
      prefixedHolds(serviceAccountSelector, 'pcsa.', labels, { all: byAccount, global: true }),
  ]
  return parts.every(Boolean)
}

/** Those that were read last under their name, so that the cluster holds just them. */
function calicoPolicies(objects: readonly unknown[], cluster: Cluster): RawPolicy[] {
  // The generator makes exactly these fields.
  const raw = (objects as RawPolicy[]).filter(
    (one) => /^(Staged)?(Global)?NetworkPolicy$/.test(one.kind) && one.apiVersion.startsWith('projectcalico'),
  )
  const last = new Map(raw.map((one) => [`${one.kind} ${one.metadata.namespace} ${one.metadata.name}`, one]))
  return [...last.values()].filter((one) => decoded(cluster, one)?.invalid === null)
}

function decoded(cluster: Cluster, { kind, metadata }: RawPolicy) {
  const namespace = metadata.namespace ?? null
  // One of the four kinds by the filter above.
  const ref = {
    apiGroup: 'projectcalico.org',
    kind: kind as 'NetworkPolicy',
    tier: '',
    namespace,
    name: metadata.name,
  } as const
  return cluster.policies.get(policyKey(ref))
}

function decodedSide(
  cluster: Cluster,
  raw: RawPolicy,
  direction: 'ingress' | 'egress',
  at: number,
): { readonly source: EntityRule; readonly destination: EntityRule } | undefined {
  return decoded(cluster, raw)?.[direction]?.[at]
}

import {
  type AccessTable,
  type ClusterRole,
  flowsNamespace,
  type KindAccess,
  missingFlowsRole,
  missingRole,
  type NamespacedRole,
  policyVerbs,
  readVerbs,
  type TierAccess,
} from '../model/access-table.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'
import { yamlLines } from './yaml.ts'

/** What may be added to the rules of the Role for live flows, as lines of comment below it: who needs it knows. */
export const optionalFlowsRules: readonly string[] = [
  '  # optional, to check the certificate of a Whisker that is served over TLS:',
  '  # - { apiGroups: [""], resources: [configmaps], resourceNames: [whisker-ca-bundle], verbs: [get] }',
  '  # only for --live-flows goldmane, which asks a client for a certificate; the Secret holds its key:',
  '  # - { apiGroups: [""], resources: [configmaps], resourceNames: [goldmane-ca-bundle], verbs: [get] }',
  '  # - { apiGroups: [""], resources: [secrets], resourceNames: [goldmane-key-pair], verbs: [get] }',
]

/** Where a table of access was asked for. */
export interface AccessOf {
  readonly context: string
  readonly server: string
  readonly access: AccessTable
}

const optionalLines = optionalFlowsRules.map((text): Line => [span(text, 'faint')])

/** What a user may see and do, kind by kind and tier by tier, and the ClusterRole that is missing. */
export function accessLines({ context, server, access }: AccessOf): readonly Line[] {
  const role = missingRole(access)
  const flowsRole = missingFlowsRole(access)
  const who = access.user ?? 'you (the server does not say who)'
  return [
    [span(who, 'strong'), span(` at ${context} (${server})`)],
    [],
    ...kindLines(access),
    [],
    ...tierLines(access),
    [],
    ...(access.flows.length === 0 ? [] : [...flowsLines(access), []]),
    ...(role === null
      ? [[span('Everything that can be shown may be read.', 'allow')]]
      : [[span('A ClusterRole with what is missing to see everything:')], [], ...yamlLines(role)]),
    ...(flowsRole === null
      ? []
      : [[], [span('A Role with what is missing to read live flows:')], [], ...yamlLines(flowsRole), ...optionalLines]),
  ]
}

function kindLines({ kinds, namespace, isFiltered }: AccessTable): readonly Line[] {
  const rows = kinds
    .filter(({ resource }) => resource !== null)
    .map((kind) => [[span(kind.name)], ...policyVerbs.map((verb) => [kindCell(kind, verb, { namespace, isFiltered })])])
  return table(rows, { heading: ['KIND', ...policyVerbs] })
}

function kindCell(
  kind: KindAccess,
  verb: string,
  { namespace, isFiltered }: Pick<AccessTable, 'namespace' | 'isFiltered'>,
): Line[number] {
  if (!kind.asked.includes(verb)) return span('')
  // What everybody is granted so that their tiers can decide: as custom resources about writing only.
  const isRead = readVerbs.some((read) => read === verb)
  if (kind.byTier && (isFiltered || !isRead) && kind.everywhere.includes(verb)) return span('by tier', 'unknown')
  if (kind.everywhere.includes(verb)) return span('yes', 'allow')
  return kind.inNamespace.includes(verb) ? span(`in ${namespace ?? ''}`, 'unknown') : span('no', 'problem')
}

function tierLines({ tiers }: AccessTable): readonly Line[] {
  if (tiers.length === 0) return [[span('There are no tiers here.', 'faint')]]
  const rows = tiers.map((tier) => [
    [span(tier.tier)],
    ...policyVerbs.map((verb) => [tierCell(tier, verb)]),
    tier.locked === null ? [] : [span(tier.locked, 'faint')],
  ])
  return table(rows, { heading: ['TIER', ...policyVerbs, ''] })
}

function tierCell(tier: TierAccess, verb: string): Line[number] {
  const allowed = [...tier.verbs.values()].filter((verbs) => verbs.includes(verb)).length
  if (allowed === 0) return span('no', 'problem')
  return allowed === tier.verbs.size ? span('yes', 'allow') : span('some', 'unknown')
}

function flowsLines({ flows }: AccessTable): readonly Line[] {
  const rows = flows.map(({ verb, resource, purpose, isAllowed }) => [
    [span(`${verb} ${resource}`)],
    [isAllowed ? span('yes', 'allow') : span('no', 'problem')],
    [span(purpose, 'faint')],
  ])
  return table(rows, { heading: [`IN ${flowsNamespace}`, '', ''] })
}

/** The same as the JSON of `calico-tui access -o json`. */
export function accessJson({ context, server, access }: AccessOf): AccessJson {
  return {
    schema: 'calico-tui/access/v1',
    context,
    server,
    user: access.user,
    namespace: access.namespace,
    kinds: access.kinds.map(({ name, resource, byTier, everywhere, inNamespace }) => ({
      name,
      resource,
      byTier,
      verbs: everywhere,
      verbsInNamespace: inNamespace,
    })),
    tiers: access.tiers.map(({ tier, verbs, locked }) => ({
      name: tier,
      locked,
      resources: [...verbs].map(([resource, allowed]) => ({ resource, verbs: allowed })),
    })),
    flows: access.flows.map(({ verb, resource, isAllowed }) => ({ verb, resource, allowed: isAllowed })),
    missing: missingRole(access),
    missingForFlows: missingFlowsRole(access),
  }
}

export interface AccessJson {
  readonly schema: 'calico-tui/access/v1'
  readonly context: string
  readonly server: string
  readonly user: string | null
  readonly namespace: string | null
  readonly kinds: readonly {
    readonly name: string
    readonly resource: string | null
    /** True where the tiers have a say in it too. */
    readonly byTier: boolean
    readonly verbs: readonly string[]
    readonly verbsInNamespace: readonly string[]
  }[]
  readonly tiers: readonly {
    readonly name: string
    readonly locked: string | null
    readonly resources: readonly { readonly resource: string; readonly verbs: readonly string[] }[]
  }[]
  /** What live flows need, in `calico-system`. */
  readonly flows: readonly { readonly verb: string; readonly resource: string; readonly allowed: boolean }[]
  readonly missing: ClusterRole | null
  readonly missingForFlows: NamespacedRole | null
}

import {
  type AccessTable,
  type ClusterRole,
  type KindAccess,
  missingRole,
  policyVerbs,
  readVerbs,
  type TierAccess,
} from '../model/access-table.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'
import { yamlLines } from './yaml.ts'

/** Where a table of access was asked for. */
export interface AccessOf {
  readonly context: string
  readonly server: string
  readonly access: AccessTable
}

/** What a user may see and do, kind by kind and tier by tier, and the ClusterRole that is missing. */
export function accessLines({ context, server, access }: AccessOf): readonly Line[] {
  const role = missingRole(access)
  const who = access.user ?? 'you (the server does not say who)'
  return [
    [span(who, 'strong'), span(` at ${context} (${server})`)],
    [],
    ...kindLines(access),
    [],
    ...tierLines(access),
    [],
    ...(role === null
      ? [[span('Everything that can be shown may be read.', 'allow')]]
      : [[span('A ClusterRole with what is missing to see everything:')], [], ...yamlLines(role)]),
  ]
}

function kindLines({ kinds, namespace }: AccessTable): readonly Line[] {
  const rows = kinds
    .filter(({ resource }) => resource !== null)
    .map((kind) => [[span(kind.name)], ...readVerbs.map((verb) => [kindCell(kind, verb, namespace)])])
  return table(rows, { heading: ['KIND', ...readVerbs] })
}

function kindCell(kind: KindAccess, verb: string, namespace: string | null): Line[number] {
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

/** The same as the JSON of `calico-tui access -o json`. */
export function accessJson({ context, server, access }: AccessOf): AccessJson {
  return {
    schema: 'calico-tui/access/v1',
    context,
    server,
    user: access.user,
    namespace: access.namespace,
    kinds: access.kinds.map(({ name, resource, everywhere, inNamespace }) => ({
      name,
      resource,
      verbs: everywhere,
      verbsInNamespace: inNamespace,
    })),
    tiers: access.tiers.map(({ tier, verbs, locked }) => ({
      name: tier,
      locked,
      resources: [...verbs].map(([resource, allowed]) => ({ resource, verbs: allowed })),
    })),
    missing: missingRole(access),
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
    readonly verbs: readonly string[]
    readonly verbsInNamespace: readonly string[]
  }[]
  readonly tiers: readonly {
    readonly name: string
    readonly locked: string | null
    readonly resources: readonly { readonly resource: string; readonly verbs: readonly string[] }[]
  }[]
  readonly missing: ClusterRole | null
}

import { setMaxListeners } from 'node:events'
import { type AccessRequest, type AccessRule, allows } from '../../model/access.ts'
import {
  type AccessTable,
  type FlowsRight,
  flowsNamespace,
  flowsRights,
  groupAndPlural,
  type KindAccess,
  policyVerbs,
  readVerbs,
  type TierAccess,
} from '../../model/access-table.ts'
import { tieredKinds } from '../../model/gap.ts'
import { type ReviewedAccess, reviewAccess, reviewRules, whoAmI } from './access.ts'
import type { ApiClient } from './api-client.ts'
import { ApiError } from './api-error.ts'
import type { Discovered } from './discovery.ts'
import { pathOf, resourceOf, type WatchedKind, watchedKinds } from './kinds.ts'
import { list, record, text } from './record.ts'

export interface AccessQuestion {
  readonly client: Pick<ApiClient, 'json'>
  readonly discovered: Discovered
  /** Asked about beside all namespaces; null for none. */
  readonly namespace: string | null
}

/** A rules review names a namespace. Nobody can have been granted anything in one that does not exist, so in this one only what
 * holds everywhere is granted. */
const nowhere = 'calico-tui-asks-about-all-namespaces'

/** Ask the server what the user may see and do. Creates nothing there. Throws an ApiError. */
export async function readAccess(question: AccessQuestion, until: AbortSignal): Promise<AccessTable> {
  const signal = AbortSignal.any([until])
  // Each of many questions listens to it.
  setMaxListeners(0, signal)
  const { client, discovered, namespace } = question
  const everywhere = new Asker(client, null, signal)
  const inside = namespace === null ? null : new Asker(client, namespace, signal)
  const kinds = await Promise.all(watchedKinds.map((kind) => kindAccess(kind, discovered, everywhere, inside)))
  const isFiltered = discovered.flavour === 'aggregated'
  const names = await tierNames(question, await everywhere.rules, signal)
  const tiers = await Promise.all(names.map((tier) => tierAccess(tier, discovered, everywhere)))
  const flows = discovered.flavour === 'no-calico' ? [] : await flowsAccess(client, signal)
  return { user: await whoAmI(client, signal), namespace, kinds, tiers, flows, isFiltered }
}

async function flowsAccess(client: AccessQuestion['client'], signal: AbortSignal): Promise<readonly FlowsRight[]> {
  const asker = new Asker(client, flowsNamespace, signal)
  return Promise.all(
    flowsRights.map(async (right) => {
      const { verb, resource } = right
      return { ...right, isAllowed: await asker.can({ verb, group: '', resource, name: null }) }
    }),
  )
}

async function kindAccess(
  kind: WatchedKind,
  discovered: Discovered,
  everywhere: Asker,
  inside: Asker | null,
): Promise<KindAccess> {
  const resource = resourceOf(kind, discovered)
  const { name, namespaced } = kind
  const asked = kind.isEdited ? policyVerbs : readVerbs
  const about = { name, namespaced, resource, asked }
  if (resource === null) return { ...about, byTier: false, everywhere: [], inNamespace: [] }
  const [group, plural] = groupAndPlural(resource)
  const verbs = (asker: Asker) => asker.verbs(asked, (verb) => ({ verb, group, resource: plural, name: null }))
  const inNamespace = namespaced && inside !== null ? await verbs(inside) : []
  const byTier = tieredKinds.some((each) => each === name) && governs(discovered, group)
  return { ...about, byTier, everywhere: await verbs(everywhere), inNamespace }
}

async function tierAccess(tier: string, discovered: Discovered, asker: Asker): Promise<TierAccess> {
  const verbs = new Map<string, readonly string[]>()
  for (const plural of tieredKinds) {
    const resource = policyResource(plural, discovered)
    if (resource === null) continue
    const [group] = groupAndPlural(resource)
    verbs.set(
      plural,
      await asker.verbs(policyVerbs, (verb) => ({ verb, group, resource: plural, name: null }), {
        // Where the tier has no say, what the plain kind grants is all there is to ask.
        tier: governs(discovered, group) ? tier : null,
        reads: discovered.flavour === 'aggregated',
      }),
    )
  }
  return { tier, verbs, locked: lockedBecause(verbs) }
}

function policyResource(plural: string, discovered: Discovered): string | null {
  const kind = watchedKinds.find(({ name }) => name === plural)
  return kind === undefined ? null : resourceOf(kind, discovered)
}

/** Calico's own API asks for rights to the tier, by its server or by an admission plugin; the storage form knows nothing of it. */
function governs(discovered: Discovered, group: string): boolean {
  return group === 'projectcalico.org' && ['aggregated', 'native', 'migrating'].includes(discovered.flavour)
}

function lockedBecause(verbs: ReadonlyMap<string, readonly string[]>): string | null {
  const hidden = [...verbs].filter(([, allowed]) => !allowed.includes('list')).map(([plural]) => plural)
  return hidden.length === 0 ? null : `you may not list its ${hidden.join(', ')}`
}

/** The tiers there are; where they may not be listed, those that the user's rights and every Calico name. */
async function tierNames(
  question: AccessQuestion,
  reviewed: ReviewedAccess,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [kind] = watchedKinds
  const resource = kind === undefined ? null : resourceOf(kind, question.discovered)
  if (resource === null) return []
  try {
    const answer = record(await question.client.json(pathOf(resource, null), { signal }))
    const items = list(answer.items).map(record)
    const order = (item: (typeof items)[number]) => Number(record(item.spec).order ?? Number.POSITIVE_INFINITY)
    const sorted = [...items].sort((left, right) => order(left) - order(right) || 0)
    return sorted.flatMap((item) => text(record(item.metadata).name) ?? [])
  } catch (cause) {
    if (!(cause instanceof ApiError && cause.kind === 'forbidden')) throw cause
    return [...new Set([...reviewed.rules.flatMap(tiersNamedBy), 'default'])].sort()
  }
}

function tiersNamedBy({ resources, resourceNames }: AccessRule): readonly string[] {
  if (resources.includes('tiers')) return resourceNames
  if (!resources.some((resource) => resource.startsWith('tier.'))) return []
  return resourceNames.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2))
}

/** How a tier takes part: null where it does not; `reads` where it decides about reading too. */
interface TierPart {
  readonly tier: string | null
  readonly reads: boolean
}

/** Answers from the rules the server lists, and asks it one by one where it says that they are not all. */
class Asker {
  readonly rules: Promise<ReviewedAccess>
  readonly #client: Pick<ApiClient, 'json'>
  readonly #namespace: string | null
  readonly #signal: AbortSignal
  readonly #answers = new Map<string, Promise<boolean>>()

  constructor(client: Pick<ApiClient, 'json'>, namespace: string | null, signal: AbortSignal) {
    this.#client = client
    this.#namespace = namespace
    this.#signal = signal
    this.rules = reviewRules(client, namespace ?? nowhere, signal)
  }

  /** Those of the verbs that are allowed. */
  async verbs(
    verbs: readonly string[],
    request: (verb: string) => AccessRequest,
    part: TierPart = { tier: null, reads: false },
  ): Promise<readonly string[]> {
    const allowed = await Promise.all(
      verbs.map(async (verb) => {
        const asked = request(verb)
        const isRead = readVerbs.some((read) => read === verb)
        const { tier } = part
        if (!(await this.can(asked))) return false
        return tier === null || (isRead && !part.reads) || (await this.#inTier(asked, tier))
      }),
    )
    return verbs.filter((_, at) => allowed[at])
  }

  async #inTier({ verb, group, resource }: AccessRequest, tier: string): Promise<boolean> {
    const sees = await this.can({ verb: 'get', group, resource: 'tiers', name: tier })
    return sees && this.can({ verb, group, resource: `tier.${resource}`, name: `${tier}.*` })
  }

  async can(request: AccessRequest): Promise<boolean> {
    const { rules, isComplete } = await this.rules
    if (allows(rules, request)) return true
    if (isComplete) return false
    const key = `${request.verb} ${request.group} ${request.resource} ${request.name ?? ''}`
    const known = this.#answers.get(key) ?? reviewAccess(this.#client, request, this.#signal, this.#namespace)
    this.#answers.set(key, known)
    return known
  }
}

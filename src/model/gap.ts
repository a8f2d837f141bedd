import type { AccessTable } from './access-table.ts'
import type { Cluster } from './cluster.ts'
import type { LiveStatus } from './live.ts'

/** Something of a cluster that may be there and was not read, or is not known as it is now. */
export interface Gap {
  /** Plurals as a user calls them, such as `pods`. */
  readonly kinds: readonly string[]
  /** The tier whose policies of these kinds may be hidden; null where it is not about one tier. */
  readonly tier: string | null
  readonly because: GapReason
  /** The only namespace that was read; null where none was, and for kinds without namespaces. */
  readonly onlyIn: string | null
  /** As of when it is known, in milliseconds since 1970; null unless it is stale. */
  readonly since: number | null
}

/**
 * `hidden`: Calico's API server leaves out what the user has no rights to. `unasked`: it may, and was not asked yet. `loading`,
 * `failed`: it was not read yet, or cannot be. `stale`: it was read and may have changed. `environment`: it is set where it is
 * never read. `release`: only some releases of Calico read it, and nothing says which one this is.
 */
export type GapReason = 'forbidden' | 'hidden' | 'unasked' | 'loading' | 'failed' | 'stale' | 'environment' | 'release'

/** `defaultEndpointToHostAction` where no FelixConfiguration sets it: the environment of calico-node decides. */
export const hostActionGap: Gap = {
  kinds: ['defaultEndpointToHostAction'],
  tier: null,
  because: 'environment',
  onlyIn: null,
  since: null,
}

/** A policy of a kind that not every release of Calico reads. */
export function gapOfRelease(kinds: string): Gap {
  return { kinds: [kinds], tier: null, because: 'release', onlyIn: null, since: null }
}

/** The kinds of policy that stand in any tier; Calico's own. */
export const tieredKinds = [
  'networkpolicies',
  'globalnetworkpolicies',
  'stagednetworkpolicies',
  'stagedglobalnetworkpolicies',
] as const

/** The kinds of policy that Calico takes into fixed tiers. */
const fixedTiers: Readonly<Record<string, readonly string[]>> = {
  'kubernetes networkpolicies': ['default'],
  stagedkubernetesnetworkpolicies: ['default'],
  clusternetworkpolicies: ['kube-admin', 'kube-baseline'],
  adminnetworkpolicies: ['adminnetworkpolicy'],
  baselineadminnetworkpolicies: ['baselineadminnetworkpolicy'],
}

/** What of a live cluster is not known, by a key that stays the same while it is so. */
export function gapsOfLive(live: Pick<LiveStatus, 'kinds' | 'flavour' | 'access'>): ReadonlyMap<string, Gap> {
  const gaps = new Map<string, Gap>()
  for (const [kind, status] of live.kinds) {
    const whole = { kinds: [kind], tier: null, onlyIn: null, since: null }
    if (status.state === 'forbidden' || status.state === 'loading') gaps.set(kind, { ...whole, because: status.state })
    else if (status.state === 'error') gaps.set(kind, { ...whole, because: 'failed' })
    else if (status.state === 'stale') gaps.set(kind, { ...whole, because: 'stale', since: status.since })
    else if (status.state === 'live' && status.namespace !== null)
      gaps.set(kind, { ...whole, because: 'forbidden', onlyIn: status.namespace })
  }
  for (const [key, gap] of hiddenByTier(live)) gaps.set(key, gap)
  return gaps
}

/** Only Calico's API server reads by tiers. */
function* hiddenByTier({ flavour, access, kinds }: Pick<LiveStatus, 'kinds' | 'flavour' | 'access'>) {
  if (flavour !== 'aggregated') return
  const rest = { onlyIn: null, since: null }
  // What is forbidden in every tier is a gap of its own.
  const present = tieredKinds.filter((kind) => !['absent', 'forbidden'].includes(kinds.get(kind)?.state ?? 'absent'))
  if (access === null) {
    yield ['tiers/', { kinds: present, tier: null, because: 'unasked', ...rest }] as const
    return
  }
  for (const [tier, hidden] of hiddenKinds(access, present))
    yield [`tiers/${tier}`, { kinds: hidden, tier, because: 'hidden', ...rest }] as const
}

function hiddenKinds(
  { tiers }: AccessTable,
  present: readonly string[],
): readonly (readonly [string, readonly string[]])[] {
  return tiers.flatMap(({ tier, verbs }) => {
    const hidden = present.filter((kind) => verbs.get(kind)?.includes('list') === false)
    return hidden.length === 0 ? [] : [[tier, hidden] as const]
  })
}

/** True when policies of one of the kinds of a gap can stand in a tier. */
export function concernsTier({ kinds, tier: only }: Pick<Gap, 'kinds' | 'tier'>, tier: string): boolean {
  if (only !== null) return only === tier
  return kinds.some((kind) => tieredKinds.some((each) => each === kind) || fixedTiers[kind]?.includes(tier) === true)
}

/** The tiers that policies of a kind can stand in; null for any. */
export function tiersOf(kind: string): readonly string[] | null {
  return fixedTiers[kind] ?? null
}

/** What may hide policies of a tier, staged ones too. */
export function hidingIn(gaps: Iterable<Gap>, tier: string): readonly Gap[] {
  return [...gaps].filter((gap) => gap.because !== 'stale' && concernsTier(gap, tier))
}

/** True where pods were not read at all, so that no number of endpoints says anything. Once some came the numbers count up. */
export function lacksPods({ gaps, endpoints }: Pick<Cluster, 'gaps' | 'endpoints'>): boolean {
  for (const { kinds, because, onlyIn } of gaps.values()) {
    if (!kinds.includes('pods') || onlyIn !== null) continue
    if (because === 'forbidden' || because === 'failed') return true
    if (because === 'loading' && endpoints.size === 0) return true
  }
  return false
}

/** True for the plurals of kinds of policy. */
export function isPolicyKind(kind: string): boolean {
  return tieredKinds.some((each) => each === kind) || fixedTiers[kind] !== undefined
}

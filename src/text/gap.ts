import type { Cluster } from '../model/cluster.ts'
import { type Gap, type GapReason, lacksPods, tieredKinds } from '../model/gap.ts'
import { countOf, wordList } from './list.ts'
import { type Line, span } from './styled.ts'

/** What is not known of a cluster, in a few words: "pods unknown: forbidden", "you may not see all policies of tier security". */
export function gapWords(gap: Gap): string {
  return sentence(gap, gap.tier === null ? [] : [gap.tier])
}

/** The same of several gaps; those that differ only in their kinds, or only in their tiers, share a sentence. */
export function gapsWords(gaps: Iterable<Gap>): readonly string[] {
  const found = new Map<string, { gap: Gap; tiers: string[] }>()
  for (const gap of gaps) {
    const alike = [gap.because, gap.onlyIn, ...(gap.tier === null ? [] : gap.kinds)].join(' ')
    const known = found.get(alike)
    const tiers = [...(known?.tiers ?? []), ...(gap.tier === null ? [] : [gap.tier])]
    const kinds = known === undefined || gap.tier !== null ? gap.kinds : [...known.gap.kinds, ...gap.kinds]
    // The oldest of what is known is how old the whole is.
    const since = gap.since === null ? null : Math.min(gap.since, known?.gap.since ?? gap.since)
    found.set(alike, { gap: { ...gap, kinds, since }, tiers })
  }
  return [...found.values()].map(({ gap, tiers }) => sentence(gap, tiers))
}

function sentence({ kinds, because, onlyIn, since }: Gap, tiers: readonly string[]): string {
  const what = wordList(kinds, Infinity)
  switch (because) {
    case 'hidden': {
      const of = `of tier${tiers.length > 1 ? 's' : ''} ${wordList(tiers, Infinity)}`
      return kinds.length === tieredKinds.length
        ? `you may not see the policies ${of}`
        : `you may not see all policies ${of} (${what})`
    }
    case 'unasked':
      return 'whether you may see all policies of every tier is not known'
    case 'forbidden':
      return onlyIn === null
        ? `${what} unknown: forbidden`
        : `${what} known in namespace ${onlyIn} only: else forbidden`
    case 'loading':
      return `${what} not read yet`
    case 'failed':
      return `${what} unknown: cannot be read`
    case 'environment':
      return `${what} is not set in any FelixConfiguration: taken as Accept, which Calico’s manifests set in the environment of calico-node`
    case 'release':
      return `whether this Calico reads ${what} is not known: only 3.29 to 3.31 do, and no ClusterInformation says the release`
    case 'stale':
      return `${kinds.length > mostStale ? 'the cluster is known' : what} as of ${timeWords(since ?? 0)}`
  }
}

/** More kinds than these are not listed one by one where the server as a whole is away. */
const mostStale = 3

/** The time of day of a moment, the same everywhere. */
function timeWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`
}

/** How many endpoints, as far as that is known. */
export function endpointWords(cluster: Pick<Cluster, 'gaps' | 'endpoints'>, count: number): string {
  return lacksPods(cluster) ? '? endpoints' : countOf(count, 'endpoint')
}

/** A gap as JSON shows it. */
export interface GapJson {
  readonly kinds: readonly string[]
  readonly tier: string | null
  readonly because: GapReason
  readonly onlyIn: string | null
  readonly since: string | null
  readonly note: string
}

/** A gap with what it means in words; times as in Kubernetes. */
export function gapJson(gap: Gap): GapJson {
  return { ...gap, since: gap.since === null ? null : new Date(gap.since).toISOString(), note: gapWords(gap) }
}

/** What of a whole cluster is not known, a line each. */
export function gapLines(gaps: Iterable<Gap>): readonly Line[] {
  return gapsWords(gaps).map((words) => [span('? ', 'unknown'), span(words)])
}

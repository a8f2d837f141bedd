import type { AccessTable } from '../model/access-table.ts'
import type { Change, Cluster } from '../model/cluster.ts'
import { isEqual } from '../model/equal.ts'
import { gapsOfLive } from '../model/gap.ts'
import type { KindStatus } from '../model/live.ts'
import { type WatchedKind, watchedKinds } from '../sources/live/kinds.ts'
import { gapsWords } from '../text/gap.ts'
import { wordList } from '../text/list.ts'

/** What could not be read of a live cluster, and what that means, one line each. Kinds that are forbidden share a line where they mean
 * the same. */
export function gapsOf(statuses: ReadonlyMap<string, KindStatus>, access: AccessTable | null): readonly string[] {
  const flavour = access?.isFiltered === true ? 'aggregated' : null
  const gaps = [...gapsOfLive({ kinds: statuses, flavour, access }).values()]
  return [
    ...forbiddenKinds(statuses),
    ...watchedKinds.flatMap((kind) => {
      const status = statuses.get(kind.name)
      if (status?.state === 'stale' || status?.state === 'error')
        return [`${kind.name} could not be read, so ${effectOf(kind)}: ${status.reason}`]
      if (status?.state === 'live' && status.namespace !== null)
        return [`you may read ${kind.name} in namespace ${status.namespace} only`]
      return []
    }),
    ...gapsWords(gaps.filter(({ because }) => because === 'hidden')),
  ]
}

function forbiddenKinds(statuses: ReadonlyMap<string, KindStatus>): readonly string[] {
  const byEffect = new Map<string, { readonly name: string; readonly reason: string }[]>()
  for (const kind of watchedKinds) {
    const status = statuses.get(kind.name)
    if (status?.state !== 'forbidden') continue
    const others = byEffect.get(effectOf(kind)) ?? []
    byEffect.set(effectOf(kind), [...others, { name: kind.name, reason: status.reason }])
  }
  if (byEffect.size === 0) return []
  const lines = [...byEffect].map(([effect, kinds]) => {
    const reason = byEffect.size === 1 && kinds.length === 1 ? `: ${kinds[0]?.reason}` : ''
    return `you may not read ${wordList(
      kinds.map(({ name }) => name),
      Infinity,
    )}, so ${effect}${reason}`
  })
  return [...lines, '`calico-tui access --role` prints the role that is missing']
}

function effectOf({ capability }: WatchedKind): string {
  return capability === null ? 'the board is not complete' : `nothing is known of ${capability}`
}

/** Why a cluster tells nothing at all: each kind that it has is forbidden. Null where something may be read. */
export function allForbidden(statuses: ReadonlyMap<string, KindStatus>): string | null {
  const present = [...statuses.values()].filter(({ state }) => state !== 'absent')
  const [first] = present
  if (first?.state !== 'forbidden' || present.some(({ state }) => state !== 'forbidden')) return null
  return `you may read nothing of this cluster: ${first.reason}; \`calico-tui access --role\` prints the role that is missing`
}

/** The changes that make a cluster say what is not known of it now. */
export function gapChanges(before: Cluster['gaps'], now: Cluster['gaps']): readonly Change[] {
  const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => [key, null] as const)
  const news = [...now].filter(([key, gap]) => !isEqual(before.get(key), gap))
  return [...gone, ...news].map(([key, value]) => ({ type: 'gaps', key, value, form: 'v3', problems: [] }))
}

import type { AccessTable } from '../model/access-table.ts'
import type { Change, Cluster } from '../model/cluster.ts'
import { isEqual } from '../model/equal.ts'
import type { KindStatus } from '../model/live.ts'
import { watchedKinds } from '../sources/live/kinds.ts'

/** What could not be read of a live cluster, and what that means, one line each. */
export function gapsOf(statuses: ReadonlyMap<string, KindStatus>, access: AccessTable | null): readonly string[] {
  const ofKinds = watchedKinds.flatMap((kind) => {
    const status = statuses.get(kind.name)
    const effect = kind.capability === null ? 'the board is not complete' : `nothing is known of ${kind.capability}`
    if (status?.state === 'forbidden') return [`you may not read ${kind.name}, so ${effect}: ${status.reason}`]
    if (status?.state === 'stale' || status?.state === 'error')
      return [`${kind.name} could not be read, so ${effect}: ${status.reason}`]
    if (status?.state === 'live' && status.namespace !== null)
      return [`you may read ${kind.name} in namespace ${status.namespace} only`]
    return []
  })
  const locked = access?.isFiltered === true ? access.tiers.filter((tier) => tier.locked !== null) : []
  return [...ofKinds, ...locked.map((one) => `you may not see all policies of tier ${one.tier}: ${one.locked}`)]
}

/** The changes that make a cluster say what is not known of it now. */
export function gapChanges(before: Cluster['gaps'], now: Cluster['gaps']): readonly Change[] {
  const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => [key, null] as const)
  const news = [...now].filter(([key, gap]) => !isEqual(before.get(key), gap))
  return [...gone, ...news].map(([key, value]) => ({ type: 'gaps', key, value, form: 'v3', problems: [] }))
}

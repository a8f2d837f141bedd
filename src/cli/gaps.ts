import type { KindStatus } from '../model/live.ts'
import { watchedKinds } from '../sources/live/kinds.ts'

/** What could not be read of a live cluster, and what that means, one line each. */
export function gapsOf(statuses: ReadonlyMap<string, KindStatus>): readonly string[] {
  return watchedKinds.flatMap((kind) => {
    const status = statuses.get(kind.name)
    const effect = kind.capability === null ? 'the board is not complete' : `nothing is known of ${kind.capability}`
    if (status?.state === 'forbidden') return [`you may not read ${kind.name}, so ${effect}: ${status.reason}`]
    if (status?.state === 'stale' || status?.state === 'error')
      return [`${kind.name} could not be read, so ${effect}: ${status.reason}`]
    return []
  })
}

import { type HitCount, hitTotal, largerOf } from '../engine/hit-counts.ts'
import { policySeen, type Seen } from '../engine/never-hit.ts'
import { lacksPods } from '../model/gap.ts'
import { type Policy, policyKey } from '../model/policy.ts'
import { judged } from '../store/flow-counts.ts'
import type { BoardCount, State } from '../store/state.ts'
import type { Role } from '../text/styled.ts'
import type { Painter } from './board.ts'

/** A number of the board, or the sign that stands for it. */
export interface CountCell {
  readonly text: string
  readonly role: Role
}

/** What stands for a number where no flow hit a policy. */
export const unseenSigns: Readonly<Record<Exclude<Seen, 'hit'>, CountCell>> = {
  never: { text: 'none', role: 'problem' },
  'no-endpoint': { text: '-', role: 'unknown' },
  'no-rule': { text: '·', role: 'faint' },
  untold: { text: '?', role: 'unknown' },
}

/** The number of a row: the endpoints the policy selects, or what flows did at it in the window. */
export function countCell({ state, index }: Painter, policy: Policy): CountCell {
  const { counts } = state.settings
  if (counts === 'endpoints')
    return lacksPods(index.cluster) ? { text: '?', role: 'unknown' } : numberCell(index.countOf(policy))
  const flows = judged(state)
  if (flows === null) return { text: '', role: 'faint' }
  const seen = policySeen(policy, flows)
  if (seen !== 'hit') return unseenSigns[seen]
  const hits = flows.counts.byPolicy.get(policyKey(policy.ref))
  return numberCell(hits === undefined ? 0 : counted(largerOf(hits), counts))
}

/** What flows did at the end of a tier in the window; null while endpoints are counted, or without flows. */
export function tierEndCount(state: State, tier: string): string | null {
  const { counts } = state.settings
  const hits = counts === 'endpoints' ? undefined : judged(state)?.counts.byTier.get(tier)
  return counts === 'endpoints' || hits === undefined ? null : shortCount(counted(largerOf(hits), counts))
}

function counted(count: HitCount, what: Exclude<BoardCount, 'endpoints'>): number {
  switch (what) {
    case 'connections':
      return hitTotal(count)
    case 'packets':
    case 'bytes':
    case 'denied':
      return count[what]
  }
}

function numberCell(count: number): CountCell {
  return { text: shortCount(count), role: count === 0 ? 'unknown' : 'faint' }
}

/** A count in at most four cells: `641`, `1.2k`, `48k`, `1.1M`. */
export function shortCount(count: number): string {
  if (count < 1000) return `${count}`
  for (const [at, letter] of ['k', 'M', 'G'].entries()) {
    const share = count / 1000 ** (at + 1)
    if (share < 9.95) return `${share.toFixed(1)}${letter}`
    if (share < 999.5) return `${Math.round(share)}${letter}`
  }
  return `${Math.round(count / 1e12)}T`
}

import type { Change } from '../model/cluster.ts'
import type { Gap, GapReason } from '../model/gap.ts'
import { visible } from '../model/visible.ts'
import { type Fields, isFields } from './reading.ts'

const reasons: readonly GapReason[] = ['forbidden', 'hidden', 'unasked', 'failed', 'stale']
/** As many as there are kinds, and a tier each. */
const mostGaps = 10_000

/** Gaps as the header of a saved snapshot holds them. What was still on its way is, there, not known. */
export function encodeGaps(gaps: Iterable<Gap>): readonly Gap[] {
  return [...gaps].map((gap) => (gap.because === 'loading' ? { ...gap, because: 'failed' } : gap))
}

/** What was not read of the cluster when a snapshot was saved. What is no gap is passed over. */
export function decodeGaps({ gaps }: Fields): readonly Change[] {
  if (!Array.isArray(gaps)) return []
  return gaps.slice(0, mostGaps).flatMap((value: unknown): readonly Change[] => {
    const gap = isFields(value) ? gapOf(value) : null
    if (gap === null) return []
    return [{ type: 'gaps', key: `${gap.kinds.join(' ')}/${gap.tier ?? ''}`, value: gap, form: 'v3', problems: [] }]
  })
}

function gapOf({ kinds, tier, because, onlyIn, since }: Fields): Gap | null {
  const reason = reasons.find((each) => each === because)
  const names = Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : []
  if (reason === undefined || names.length === 0) return null
  return {
    kinds: names.slice(0, 100).map((kind) => visible(kind, 100)),
    tier: textOf(tier),
    because: reason,
    onlyIn: textOf(onlyIn),
    since: typeof since === 'number' && Number.isSafeInteger(since) ? since : null,
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? visible(value, 253) : null
}

import { sliceOf } from './flow-slices.ts'
import type { FlowTable, HitKind } from './flow-table.ts'
import { connectionsByMinute, firstMinute, minuteOf } from './minutes.ts'

/** Connections over the window at the hits that are wanted: minute by minute, or in at most 64 slices of all that was recorded.
 * As one reporter saw them, the one that tells more. Empty without flows. */
export function hitSpark({ all, from, to, windowMs }: FlowTable, wants: (hit: HitKind) => boolean): readonly number[] {
  const { slicing } = all
  if (from === null || to === null || slicing === null) return []
  const hits = all.hits.filter(wants)
  const [first, last] =
    windowMs === null ? [sliceOf(slicing, from), sliceOf(slicing, to - 1)] : [firstMinute(to, windowMs), minuteOf(to)]
  const bySide = [true, false].map((isSource) =>
    added(
      hits
        .filter(({ reporter }) => (reporter === 'src') === isSource)
        .map(({ slices, minutes }) =>
          windowMs === null ? slices.slice(Math.max(0, first), last + 1) : connectionsByMinute(minutes, first, last),
        ),
    ),
  )
  const [out = [], into = []] = bySide
  return total(out) > total(into) ? out : into.length === 0 ? out : into
}

function added(series: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...rest] = series
  return first.map((count, at) => rest.reduce((sum, one) => sum + (one[at] ?? 0), count))
}

function total(series: readonly number[]): number {
  return series.reduce((sum, one) => sum + one, 0)
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** Counts over time in at most `width` signs, as high as the largest is; a dot where there was nothing. */
export function sparkline(counts: readonly number[], width: number): string {
  const shown = counts.length <= width ? counts : pooled(counts, Math.max(1, width))
  const most = Math.max(0, ...shown)
  return shown
    .map((count) => (count === 0 ? '·' : (levels[Math.ceil((count / most) * levels.length) - 1] ?? '')))
    .join('')
}

/** Neighbours added up, so that no more than `width` counts are left. */
function pooled(counts: readonly number[], width: number): readonly number[] {
  const sums = new Array<number>(width).fill(0)
  for (const [at, count] of counts.entries()) {
    const place = Math.floor((at * width) / counts.length)
    sums[place] = (sums[place] ?? 0) + count
  }
  return sums
}

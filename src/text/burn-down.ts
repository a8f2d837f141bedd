/** How many connections would be denied in each slice of a window, a sign for each: `2211..1.`; `.` none, `+` more than nine. */
export function burnDownText(counts: readonly number[]): string {
  return counts.map((count) => (count === 0 ? '.' : count > 9 ? '+' : `${count}`)).join('')
}

/** Pairs that were denied once and of which no flow tells any more: nothing says that they are allowed now. */
export function wentQuiet(deniedOnce: readonly string[], seen: ReadonlySet<string>): readonly string[] {
  return [...new Set(deniedOnce)].filter((pair) => !seen.has(pair))
}

/** How many connections would be denied in each slice of a window, a sign for each: `2211..1.`; `.` none, `+` more than nine. */
export function burnDownText(counts: readonly number[]): string {
  return counts.map((count) => (count === 0 ? '.' : count > 9 ? '+' : `${count}`)).join('')
}

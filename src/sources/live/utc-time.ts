/** A moment as `2026-11-21 03:20 UTC`. */
export function utcTime(ms: number): string {
  return Number.isNaN(ms) ? 'an unknown time' : `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

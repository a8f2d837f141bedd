/** Bytes in three digits: `980 B`, `12.3 kB`, `4.0 MB`. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let [value, unit] = [bytes / 1000, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A count in at most five signs: `604`, `24.1k`, `3.2M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return String(count)
  if (count < 999_500) return `${count < 99_950 ? (count / 1000).toFixed(1) : Math.round(count / 1000)}k`
  return `${(count / 1e6).toFixed(1)}M`
}

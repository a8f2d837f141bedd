/** `a`, `a and b`, `a, b and c`; with more than `most` entries the rest is counted: `a, b and 5 more`. */
export function wordList(words: readonly string[], most = 4): string {
  const shown = words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`
}

/** `1 policy`, `2 policies`; a noun in -y becomes -ies, others get an s unless the plural is given. */
export function countOf(count: number, noun: string, plural: string | null = null): string {
  if (count === 1) return `1 ${noun}`
  return `${grouped(count)} ${plural ?? (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`)}`
}

/** A whole number with a space between groups of three digits: `24 061`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ')
}

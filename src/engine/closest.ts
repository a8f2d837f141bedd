/** How many candidates a message offers. */
const most = 8

/** The names most like a wanted one, the likeliest first: those that hold it, then those that are spelled alike. */
export function closest(wanted: string, names: Iterable<string>): readonly string[] {
  const scored: { readonly name: string; readonly score: number }[] = []
  const grams = bigrams(wanted)
  for (const name of new Set(names)) {
    const score =
      name.includes(wanted) && wanted !== '' ? 1 + wanted.length / name.length : likeness(grams, bigrams(name))
    if (score > 0.3) scored.push({ name, score })
  }
  return scored
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

/** From 0 to 1: how many pairs of neighbouring letters two names share. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0
  for (const gram of one) if (other.has(gram)) shared += 1
  return (2 * shared) / Math.max(1, one.size + other.size)
}

function bigrams(name: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (let at = 0; at + 1 < name.length; at += 1) found.add(name.slice(at, at + 2).toLowerCase())
  return found
}

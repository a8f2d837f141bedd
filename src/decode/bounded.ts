/** More entries than the memory of one big cluster needs, few enough to forget. */
const mostEntries = 50_000

/** A memory of values by text, emptied when it has grown to `most`: equal things are made once and shared. */
export function bounded<Value>(most = mostEntries): (key: string, make: () => Value) => Value {
  const known = new Map<string, Value>()
  return (key, make) => {
    // A text nobody writes twice would only hold memory.
    if (key.length > 4096) return make()
    const found = known.get(key)
    if (found !== undefined) return found
    const value = make()
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}

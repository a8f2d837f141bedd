import { type Fields, isFields } from './reading.ts'

/** Depth and number of values beyond which an object is cut: anchors of YAML can make it endless or huge. */
const deepest = 40
const mostValues = 100_000
/** Longest text kept: annotations hold 256 KiB together. */
const longestText = 300_000

const cut = '…'

interface Budget {
  left: number
}

/** The object as it was read, as a plain tree without managed fields: finite, free of cycles and of keys that are no data. */
export function manifestOf(fields: Fields): Fields {
  const metadata = isFields(fields.metadata) ? { ...fields.metadata, managedFields: undefined } : fields.metadata
  return isFields(metadata)
    ? plainFields({ ...fields, metadata }, 0, { left: mostValues })
    : plainFields(fields, 0, { left: mostValues })
}

function plain(value: unknown, depth: number, budget: Budget): unknown {
  budget.left -= 1
  switch (typeof value) {
    case 'string':
      return value.length > longestText ? value.slice(0, longestText) + cut : value
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return String(value)
    case 'object':
      if (value === null) return null
      if (depth > deepest || budget.left <= 0) return cut
      if (Array.isArray(value)) return plainList(value, depth, budget)
      // Not a list and not null: an object.
      return value instanceof Date ? value.toISOString() : plainFields(value as Fields, depth, budget)
    default:
      return null
  }
}

function plainList(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const copy: unknown[] = []
  for (const entry of list) {
    if (budget.left <= 0) break
    copy.push(plain(entry, depth + 1, budget))
  }
  if (copy.length < list.length) copy.push(cut)
  return copy
}

function plainFields(fields: Fields, depth: number, budget: Budget): Fields {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    if (budget.left <= 0) break
    if (key === '__proto__' || fields[key] === undefined) continue
    copy[key] = plain(fields[key], depth + 1, budget)
  }
  return copy
}

import { type Fields, isFields } from './reading.ts'

/** Depth and number of values beyond which an object is cut: anchors of YAML can make it endless or huge. */
const deepest = 40
const mostValues = 100_000
/** Number of characters kept, of one text and of all: annotations hold 256 KiB together. */
const longestText = 300_000
const mostText = 2_000_000

/** No field and no label has a longer name. */
const longestKey = 1024

const cut = '…'

interface Budget {
  left: number
  text: number
  /** The objects and lists around the value at hand. */
  readonly around: unknown[]
}

/** The object as it was read, as a plain tree without managed fields: finite, free of cycles and of keys that are no data. */
export function manifestOf(fields: Fields): Fields {
  const budget = { left: mostValues, text: mostText, around: [] }
  const metadata = isFields(fields.metadata) ? { ...fields.metadata, managedFields: undefined } : fields.metadata
  return isFields(metadata) ? plainFields({ ...fields, metadata }, budget) : plainFields(fields, budget)
}

function plain(value: unknown, budget: Budget): unknown {
  budget.left -= 1
  switch (typeof value) {
    case 'string':
      return plainText(value, budget)
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return String(value)
    case 'object':
      return value === null ? null : plainObject(value, budget)
    default:
      return null
  }
}

function plainObject(value: object, budget: Budget): unknown {
  const { around, left } = budget
  if (around.length > deepest || left <= 0 || around.includes(value)) return cut
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  around.push(value)
  // Not a list: an object of named values.
  const copy = Array.isArray(value) ? plainList(value, budget) : plainFields(value as Fields, budget)
  around.pop()
  return copy
}

function plainText(text: string, budget: Budget): string {
  const most = Math.min(longestText, budget.text)
  budget.text -= Math.min(most, text.length)
  return text.length > most ? text.slice(0, most) + cut : text
}

function plainList(list: readonly unknown[], budget: Budget): unknown[] {
  const copy: unknown[] = []
  for (const entry of list) {
    if (budget.left <= 0) break
    copy.push(plain(entry, budget))
  }
  if (copy.length < list.length) copy.push(cut)
  return copy
}

function plainFields(fields: Fields, budget: Budget): Fields {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    if (budget.left <= 0) break
    if (key === '__proto__' || key.length > longestKey || fields[key] === undefined) continue
    copy[key] = plain(fields[key], budget)
  }
  return copy
}

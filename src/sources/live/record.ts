/** An object of JSON whose keys have not been looked into. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** The value as an object that can be read by key, or an empty one. */
export function record(value: unknown): JsonRecord {
  // Any object that is no list can be read by key; what the keys hold stays unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {}
}

/** The list, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The text, or null when there is none or it is empty. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

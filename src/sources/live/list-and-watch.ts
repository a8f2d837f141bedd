import { ApiError, errorOfAnswer, safeText } from './api-error.ts'
import { type JsonRecord, record, text } from './record.ts'

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[]
  /** What the next page is asked for by; null for the last. */
  readonly next: string | null
  readonly resourceVersion: string
  /** How many are left after this page, where the server says so. */
  readonly remaining: number | null
}

/** A page of a list as the server sends it. Throws an ApiError when it is none. */
export function listPage(value: unknown): Page {
  const list = record(value)
  const metadata = record(list.metadata)
  if (!Array.isArray(list.items)) throw new ApiError('not-kubernetes', 'not a Kubernetes API: a list without items')
  const remaining = metadata.remainingItemCount
  return {
    items: list.items.map((item) => withKind(item, list)),
    next: text(metadata.continue),
    resourceVersion: text(metadata.resourceVersion) ?? '',
    remaining: typeof remaining === 'number' ? remaining : null,
  }
}

/** The items of a list carry neither kind nor version of their own. */
function withKind(item: unknown, list: JsonRecord): unknown {
  const kind = typeof list.kind === 'string' ? list.kind.replace(/List$/, '') : undefined
  return { apiVersion: list.apiVersion, kind, ...record(item) }
}

/** One line of a watch that is no error. */
export interface WatchEvent {
  readonly type: string
  readonly object: unknown
}

/** A line of a watch. Throws an ApiError when it is an ERROR event or none at all. */
export function watchEvent(line: string): WatchEvent {
  let event: JsonRecord
  try {
    event = record(JSON.parse(line))
  } catch {
    throw new ApiError('not-kubernetes', `not a Kubernetes API: ${safeText(line, 80)}`)
  }
  const object = event.object
  if (event.type === 'ERROR') {
    const code = record(object).code
    throw errorOfAnswer(typeof code === 'number' ? code : 500, JSON.stringify(object ?? null), null)
  }
  return { type: String(event.type), object }
}

/** The version an object carries, or null. */
export function resourceVersionOf(object: unknown): string | null {
  return text(record(record(object).metadata).resourceVersion)
}

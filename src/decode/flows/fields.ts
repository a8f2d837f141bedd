import type { FlowCounts, FlowEndpoint, FlowHit } from '../../model/flow.ts'
import type { Labels } from '../../model/selector.ts'

/** A JSON object that has not been looked into yet. */
export type Raw = Readonly<Record<string, unknown>>

/** The value as an object, or an empty one. */
export function raw(value: unknown): Raw {
  // Any object that is not a list can be read by key; what the keys hold stays unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

/** The first of the keys that the object has: writers differ in snake and camel case. */
export function pick(object: Raw, ...keys: readonly string[]): unknown {
  for (const key of keys) if (Object.hasOwn(object, key)) return object[key]
  return undefined
}

/** The text, or null where there is none; `-`, `*` and an empty text mean none. */
export function word(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== '-' && value !== '*' ? value : null
}

/** A count, 0 where there is none; a number as text counts too (protojson writes int64 so). NaN for what is no whole number that can
 * be added up: one absurd record would ruin a sum. */
export function count(value: unknown): number {
  if (value === undefined || value === null || value === '') return 0
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) && Number(number) >= 0 ? Number(number) : Number.NaN
}

const earliest = Date.UTC(2000, 0)
const latest = Date.UTC(2100, 0)

/** A time in milliseconds since 1970 from epoch seconds or RFC 3339, or null; null too for one of another century, which would stretch
 * every window over it. */
export function time(value: unknown): number | null {
  const ms = milliseconds(value)
  return ms >= earliest && ms < latest ? ms : null
}

function milliseconds(value: unknown): number {
  if (typeof value === 'number') return value * 1000
  if (typeof value !== 'string') return Number.NaN
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value)
}

/** Labels from `["key=value", …]`. */
export function labelList(value: unknown): Labels | null {
  if (!Array.isArray(value)) return null
  const pairs: [string, string][] = []
  for (const text of value) {
    if (typeof text !== 'string') continue
    const at = text.indexOf('=')
    if (at > 0) pairs.push([text.slice(0, at), text.slice(at + 1)])
  }
  return Object.fromEntries(pairs)
}

/** A namespace; `-`, an empty text and `Global` mean none. */
export function namespaceOf(value: unknown): string | null {
  const text = word(value)
  return text === 'Global' ? null : text
}

/** The names of what is outside the cluster, in the words of all formats, as `pub` and `pvt`. */
export function networkName(name: string): 'pub' | 'pvt' | null {
  if (name === 'PUBLIC NETWORK' || name === 'pub') return 'pub'
  if (name === 'PRIVATE NETWORK' || name === 'pvt') return 'pvt'
  return null
}

/** An end that is known by name alone. */
export function endpointNamed(name: string, namespace: string | null): FlowEndpoint {
  const network = namespace === null ? networkName(name) : null
  return {
    type: network === null ? null : 'net',
    namespace,
    name: network ?? name,
    pod: null,
    ip: null,
    labels: null,
    domains: null,
  }
}

/** Hits by their position in the trace; equal positions keep the order of the input. */
export function inOrder(hits: readonly FlowHit[]): readonly FlowHit[] {
  return [...hits].sort((left, right) => left.index - right.index)
}

/** The action of a hit by any writer's word for it, or null. */
export function actionOf(value: unknown): FlowHit['action'] | null {
  const text = typeof value === 'string' ? value.toLowerCase() : value
  if (text === 'allow' || text === 1) return 'Allow'
  if (text === 'deny' || text === 2) return 'Deny'
  return text === 'pass' || text === 3 ? 'Pass' : null
}

/** The reporter of a flow by any writer's word for it, or null. */
export function reporterOf(value: unknown): 'src' | 'dst' | 'fwd' | null {
  const text = typeof value === 'string' ? value.toLowerCase() : value
  if (text === 'src' || text === 1) return 'src'
  if (text === 'dst' || text === 2) return 'dst'
  return text === 'fwd' ? 'fwd' : null
}

/** Packets and bytes by the names Whisker and Calico Enterprise share. */
export function countsOf(flow: Raw): FlowCounts {
  return {
    packetsIn: count(flow.packets_in),
    packetsOut: count(flow.packets_out),
    bytesIn: count(flow.bytes_in),
    bytesOut: count(flow.bytes_out),
  }
}

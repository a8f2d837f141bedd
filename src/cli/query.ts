import type { Connection } from '../model/connection.ts'

/** One question of `trace`, from options or from a line of a batch; null where nothing was said. */
export interface Query {
  readonly from: string
  readonly to: string
  /** Canonical name, or a number as text. */
  readonly protocol: string | null
  /** A number, or the name of a container port. */
  readonly port: number | string | null
  readonly sourcePort: number | null
  readonly icmp: Connection['icmp']
  readonly http: Connection['http']
}

/** What was said, before it is checked: texts of options, or values of JSON. */
export type RawQuery = Readonly<Record<QueryField, unknown>>

type QueryField =
  | 'from'
  | 'to'
  | 'protocol'
  | 'port'
  | 'sourcePort'
  | 'icmpType'
  | 'icmpCode'
  | 'httpMethod'
  | 'httpPath'

/** The fields a query may have. */
export const queryFields: readonly QueryField[] = [
  'from',
  'to',
  'protocol',
  'port',
  'sourcePort',
  'icmpType',
  'icmpCode',
  'httpMethod',
  'httpPath',
]

/** A query that makes no sense, in words. */
export interface WrongQuery {
  readonly type: 'wrong-query'
  readonly message: string
}

const NAMES = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'UDPLite']
const NUMBERS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
  132: 'SCTP',
  136: 'UDPLite',
}
const WITH_PORTS = ['TCP', 'UDP', 'SCTP']

/** Checks what can be checked without a cluster. Absent and null are the same. */
export function readQuery(raw: RawQuery): Query | WrongQuery {
  try {
    const protocol = protocolOf(raw.protocol)
    return {
      from: needed(raw.from, 'from'),
      to: needed(raw.to, 'to'),
      protocol,
      // Records of protocols without ports often hold a 0 there.
      port: hasPorts(protocol) ? portOf(raw.port) : null,
      sourcePort: numberOf(raw.sourcePort, 'source port', 1, 65_535),
      icmp: icmpOf(raw),
      http: httpOf(raw),
    }
  } catch (error) {
    if (error instanceof WrongValue) return { type: 'wrong-query', message: error.message }
    throw error
  }
}

/** True when connections of the protocol have ports at all; null is TCP. */
export function hasPorts(protocol: string | null): boolean {
  return protocol === null || WITH_PORTS.includes(protocol) || protocol === 'UDPLite'
}

/** True when the protocol cannot be traced without a port. */
export function needsPort(protocol: string): boolean {
  return WITH_PORTS.includes(protocol)
}

class WrongValue extends Error {}

function needed(value: unknown, name: string): string {
  if (value === null || value === undefined) throw new WrongValue(`\`${name}\` is missing`)
  if (typeof value !== 'string' || value.trim() === '')
    throw new WrongValue(`\`${name}\`: expected an endpoint, not ${told(value)}`)
  return value
}

function protocolOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return NUMBERS[Number(text)] ?? String(Number(text))
  const name = NAMES.find((known) => known.toLowerCase() === text.toLowerCase())
  if (name === undefined)
    throw new WrongValue(`protocol: expected ${NAMES.join(', ')} or a number from 0 to 255, not ${told(value)}`)
  return name
}

function portOf(value: unknown): number | string | null {
  if (typeof value === 'string' && /[a-z]/i.test(value) && /^[a-z0-9-]{1,63}$/i.test(value)) return value
  return numberOf(value, 'port', 1, 65_535, ' or the name of a container port')
}

function numberOf(
  value: unknown,
  what: string,
  ...[least, most, orElse = '']: [number, number, string?]
): number | null {
  if (value === null || value === undefined) return null
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  const isGood = typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
  if (!isGood) throw new WrongValue(`${what}: expected a number from ${least} to ${most}${orElse}, not ${told(value)}`)
  return number
}

function icmpOf(raw: RawQuery): Connection['icmp'] {
  const type = numberOf(raw.icmpType, 'ICMP type', 0, 255)
  const code = numberOf(raw.icmpCode, 'ICMP code', 0, 255)
  if (type === null && code !== null) throw new WrongValue('an ICMP code needs an ICMP type')
  return type === null ? null : { type, code }
}

function httpOf(raw: RawQuery): Connection['http'] {
  const method = textOf(raw.httpMethod, 'HTTP method')
  const path = textOf(raw.httpPath, 'HTTP path')
  return method === null && path === null ? null : { method, path }
}

function textOf(value: unknown, what: string): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw new WrongValue(`${what}: expected a text, not ${told(value)}`)
  return value
}

function told(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return `\`${text}\``
}

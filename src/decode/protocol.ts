import type { RuleProtocol } from '../model/rule.ts'
import { type Reading, refuse, told, warn } from './reading.ts'

const numbers: ReadonlyMap<string, number> = new Map([
  ['TCP', 6],
  ['UDP', 17],
  ['ICMP', 1],
  ['ICMPv6', 58],
  ['SCTP', 132],
  ['UDPLite', 136],
])
const names: ReadonlyMap<string, string> = new Map([...numbers.keys()].map((name) => [name.toLowerCase(), name]))

const shared = new Map<string, RuleProtocol>(
  [...numbers].map(([name, number]) => [name, { text: name, number, named: true }]),
)

/** A protocol by name or number, null where none is written or it is none; the policy then counts for nothing.
 * Source: typha/pkg/validator/v1/validator.go validateProtocol (projectcalico/calico). */
export function readProtocol(reading: Reading, value: unknown, path: string): RuleProtocol | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) {
    const number = Number(value)
    if (Number.isInteger(number) && number >= 1 && number <= 255) return { text: String(number), number, named: false }
  } else if (typeof value === 'string' && value.length < 10) {
    const name = names.get(value.toLowerCase())
    if (name !== undefined && name !== value) warn(reading, path, `expected \`${name}\`, not ${told(value)}`)
    if (name !== undefined) return shared.get(name) ?? null
  }
  refuse(reading, path, `expected TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or a number from 1 to 255, not ${told(value)}`)
  return null
}

/** The usual spelling of a protocol's name, whatever its case; null for what is none. */
export function protocolNamed(text: string): string | null {
  return names.get(text.toLowerCase()) ?? null
}

/** True for the protocols whose packets carry ports that rules can match. */
export function hasPorts(protocol: RuleProtocol | null): boolean {
  return protocol !== null && (protocol.number === 6 || protocol.number === 17 || protocol.number === 132)
}

import type { RulePort } from '../model/rule.ts'
import type { KubernetesPort } from './kubernetes-ports.ts'
import { type Fields, isFields, type Reading, refuse, told } from './reading.ts'

/** One entry of `protocols` of a ClusterNetworkPolicy, or why it cannot be converted.
 * Source: libcalico-go/lib/backend/k8s/conversion/clusternetworkpolicy.go k8sCNPPortToCalicoFields (projectcalico/calico). */
export function clusterPortOf(reading: Reading, fields: Fields, path: string): KubernetesPort | string {
  for (const [field, protocol] of [
    ['tcp', 'TCP'],
    ['udp', 'UDP'],
    ['sctp', 'SCTP'],
  ] as const) {
    const entry = fields[field]
    if (!isFields(entry)) continue
    const port = isFields(entry.destinationPort) ? numberOrRange(entry.destinationPort) : null
    return typeof port === 'string' ? port : { protocol, port }
  }
  return named(reading, fields.destinationNamedPort, `${path}.destinationNamedPort`) ?? { protocol: null, port: null }
}

/** One entry of `ports` of an AdminNetworkPolicy, or why it cannot be converted. */
export function adminPortOf(reading: Reading, fields: Fields, path: string): KubernetesPort | string {
  const { portNumber, portRange } = fields
  if (isFields(portNumber)) {
    const port = rangeOf(portNumber.port, portNumber.port)
    return typeof port === 'string' ? port : { protocol: protocolOf(portNumber), port }
  }
  if (isFields(portRange)) {
    const port = rangeOf(portRange.start, portRange.end)
    return typeof port === 'string' ? port : { protocol: protocolOf(portRange), port }
  }
  return named(reading, fields.namedPort, `${path}.namedPort`) ?? { protocol: null, port: null }
}

function protocolOf(fields: Fields): string {
  return typeof fields.protocol === 'string' && fields.protocol !== '' ? fields.protocol : 'TCP'
}

/** A port by name stands without a protocol: each endpoint says what its port is. */
function named(reading: Reading, value: unknown, path: string): KubernetesPort | null {
  if (typeof value !== 'string' || value === '') return null
  // It stays a name, which no endpoint can bear; Felix refuses it together with the policy.
  if (/^\d+$/.test(value)) refuse(reading, path, `expected a name with a letter, not ${told(value)}`)
  return { protocol: '', port: { type: 'named', name: value } }
}

function numberOrRange(fields: Fields): RulePort | string | null {
  if (fields.number !== undefined && fields.number !== null && fields.number !== 0) {
    return rangeOf(fields.number, fields.number)
  }
  return isFields(fields.range) ? rangeOf(fields.range.start, fields.range.end) : null
}

function rangeOf(first: unknown, last: unknown): RulePort | string {
  if (!isPort(first) || !isPort(last))
    return `expected a port from 1 to 65535, not ${told(isPort(first) ? last : first)}`
  return first > last
    ? `expected a range that begins with the smaller port, not \`${first}\` to \`${last}\``
    : { type: 'range', first, last }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
}

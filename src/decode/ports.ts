import type { RulePort } from '../model/rule.ts'
import { bounded } from './bounded.ts'
import { listOf, type Reading, refuse, told } from './reading.ts'

const known = bounded<RulePort | string>()

/**
 * Ports of a rule: numbers, `first:last`, names. Null where none are written. What is no port makes the policy count for nothing.
 * Source: api/pkg/lib/numorstring/port.go PortFromString, typha/pkg/validator/v1/validator.go validatePort (projectcalico/calico).
 */
export function readPorts(reading: Reading, value: unknown, path: string): readonly RulePort[] | null {
  const ports: RulePort[] = []
  for (const [at, entry] of listOf(reading, value, path).entries()) {
    const text = typeof entry === 'number' ? String(entry) : entry
    const port = typeof text === 'string' ? known(text, () => portOf(text)) : expected
    if (typeof port === 'string') refuse(reading, `${path}[${at}]`, `${port}, not ${told(entry)}`)
    else ports.push(port)
  }
  return ports.length === 0 ? null : ports
}

const expected = 'expected a port, a range such as `80:90` or a name'

/** A port, or what was expected in its place. */
function portOf(text: string): RulePort | string {
  const range = /^(\d+)(?::(\d+))?$/.exec(text)
  if (range === null) return namedPortOf(text)
  const first = Number(range[1])
  const last = Number(range[2] ?? range[1])
  if (first < 1 || first > 65535 || last < 1 || last > 65535) return 'expected ports from 1 to 65535'
  if (first > last) return 'expected a range that begins with the smaller port'
  return { type: 'range', first, last }
}

function namedPortOf(text: string): RulePort | string {
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(text)) return expected
  if (isServiceName(text)) return { type: 'named', name: text }
  return 'expected a port name of at most 15 lower-case letters, digits and `-`, one letter at least'
}

/** True for the names that Kubernetes and Felix take for a port. Source: k8s.io/apimachinery IsValidPortName. */
export function isServiceName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text)
}

/** A port as the converter of Kubernetes policies reads it, or null. Names that Felix refuses pass here.
 * Source: api/pkg/lib/numorstring/port.go PortFromString (projectcalico/calico). */
export function kubernetesPortOf(text: string): RulePort | null {
  const range = /^(\d+)(?::(\d+))?$/.exec(text)
  if (range === null) return /^[a-zA-Z0-9_.-]{1,128}$/.test(text) ? { type: 'named', name: text } : null
  const first = Number(range[1])
  const last = Number(range[2] ?? range[1])
  return last > 65535 || first > last ? null : { type: 'range', first, last }
}

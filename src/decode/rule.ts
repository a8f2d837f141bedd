import type { Action, Direction, HttpMatch, IcmpMatch, Rule } from '../model/rule.ts'
import { readEntity } from './entity-rule.ts'
import { hasPorts, readProtocol } from './protocol.ts'
import { fieldsOf, integerOf, isFields, listOf, type Reading, refuse, textOf, textsOf, told, warn } from './reading.ts'
import { warnOfRule } from './rule-warnings.ts'
import { warnOfUnknown } from './unknown-fields.ts'

/** What the rules of one direction of a policy or profile have in common. */
export interface RuleContext {
  readonly reading: Reading
  readonly direction: Direction
  /** Of the policy; null for a cluster-wide one and for a profile. */
  readonly namespace: string | null
  /** Where rule number `at` stands in the object. */
  readonly pathOf: (at: number) => string
}

/** The rules of one direction. */
export function readRules(context: RuleContext, value: unknown): readonly Rule[] {
  return listOf(context.reading, value, `spec.${context.direction}`).map((entry, at) => readRule(context, entry, at))
}

const knownFields = new Set([
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
])

function readRule(context: RuleContext, value: unknown, at: number): Rule {
  const { reading, namespace } = context
  const path = context.pathOf(at)
  if (!isFields(value)) refuse(reading, path, `expected a rule, not ${told(value)}`)
  const fields = isFields(value) ? value : {}
  warnOfUnknown(reading, fields, path, knownFields)
  const rule: Rule = {
    action: readAction(reading, fields.action, `${path}.action`),
    ipVersion: readIpVersion(reading, fields.ipVersion, `${path}.ipVersion`),
    protocol: readProtocol(reading, fields.protocol, `${path}.protocol`),
    notProtocol: readProtocol(reading, fields.notProtocol, `${path}.notProtocol`),
    icmp: readIcmp(reading, fields.icmp, `${path}.icmp`),
    notIcmp: readIcmp(reading, fields.notICMP, `${path}.notICMP`),
    source: readEntity(reading, fields.source, `${path}.source`, namespace),
    destination: readEntity(reading, fields.destination, `${path}.destination`, namespace),
    http: readHttp(reading, fields.http, `${path}.http`),
    name: readName(fields.metadata),
  }
  refusePortsWithoutProtocol(reading, rule, path)
  warnOfRule(context, rule, path)
  return rule
}

const actions: ReadonlyMap<string, Action> = new Map([
  ['allow', 'Allow'],
  ['deny', 'Deny'],
  ['log', 'Log'],
  ['pass', 'Pass'],
])

function readAction(reading: Reading, value: unknown, path: string): Action {
  const action = typeof value === 'string' && value.length < 10 ? actions.get(value.toLowerCase()) : undefined
  // Calico lowers the case of all actions but Pass, which it knows in one spelling only.
  if (action === undefined || (action === 'Pass' && value !== 'Pass')) {
    refuse(reading, path, `expected Allow, Deny, Log or Pass, not ${told(value)}`)
    return action ?? 'Deny'
  }
  if (action !== value) warn(reading, path, `expected \`${action}\`, not ${told(value)}`)
  return action
}

function readIpVersion(reading: Reading, value: unknown, path: string): 4 | 6 | null {
  if (value === undefined || value === null) return null
  if (value === 4 || value === 6) return value
  refuse(reading, path, `expected 4 or 6, not ${told(value)}`)
  return null
}

function readIcmp(reading: Reading, value: unknown, path: string): IcmpMatch | null {
  if (value === undefined || value === null) return null
  const fields = fieldsOf(reading, value, path)
  const type = integerOf(reading, fields.type, `${path}.type`)
  const code = integerOf(reading, fields.code, `${path}.code`)
  if (type !== null && (type < 0 || type > 254)) refuse(reading, `${path}.type`, `expected 0 to 254, not \`${type}\``)
  if (code !== null && (code < 0 || code > 255)) refuse(reading, `${path}.code`, `expected 0 to 255, not \`${code}\``)
  if (code !== null && type === null) warn(reading, path, 'a code without a type is passed over')
  return type === null ? null : { type, code }
}

function readHttp(reading: Reading, value: unknown, path: string): HttpMatch | null {
  if (value === undefined || value === null) return null
  const fields = fieldsOf(reading, value, path)
  const methods = textsOf(reading, fields.methods, `${path}.methods`)
  const paths = listOf(reading, fields.paths, `${path}.paths`)
    .map((entry, at) => readHttpPath(reading, entry, `${path}.paths[${at}]`))
    .filter((entry) => entry !== null)
  return { methods, paths }
}

function readHttpPath(reading: Reading, value: unknown, path: string): HttpMatch['paths'][number] | null {
  const fields = fieldsOf(reading, value, path)
  const exact = textOf(reading, fields.exact, `${path}.exact`)
  const prefix = textOf(reading, fields.prefix, `${path}.prefix`)
  if ((exact === null) === (prefix === null)) warn(reading, path, 'expected either `exact` or `prefix`')
  if (exact !== null) return { type: 'exact', value: exact }
  return prefix === null ? null : { type: 'prefix', value: prefix }
}

/** More of a name is not kept. */
const longestName = 253

function readName(metadata: unknown): string | null {
  const annotations = isFields(metadata) ? metadata.annotations : null
  const name = isFields(annotations) ? annotations.name : null
  return typeof name === 'string' && name !== '' ? name.slice(0, longestName) : null
}

/** Source: typha/pkg/validator/v1/validator.go validateBackendRule (projectcalico/calico). */
function refusePortsWithoutProtocol(reading: Reading, rule: Rule, path: string): void {
  if (hasPorts(rule.protocol)) return
  for (const side of ['source', 'destination'] as const) {
    for (const list of ['ports', 'notPorts'] as const) {
      const ports = rule[side][list] ?? []
      // Without a protocol names may stand alone: each endpoint says what its port is.
      const wrong = rule.protocol === null ? ports.some((port) => port.type === 'range') : ports.length > 0
      if (wrong) refuse(reading, `${path}.${side}.${list}`, 'ports need the protocol TCP, UDP or SCTP')
    }
  }
}

import type { Cidr } from '../model/address.ts'
import { compareBytes } from '../model/bytes.ts'
import { anyEntity, type EntityRule } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'
import { prefixSelector } from '../model/selector-prefix.ts'
import { readNets } from './nets.ts'
import { readPorts } from './ports.ts'
import { drop, fieldsOf, type Reading, refuse, textOf, textsOf, warn } from './reading.ts'
import { both, readSelector, replaceCatchAlls } from './selector-texts.ts'
import { warnOfUnknown } from './unknown-fields.ts'

/** The label every workload and namespaced network set bears. */
export const namespaceLabel = 'projectcalico.org/namespace'
/** The label of a workload's service account. */
export const serviceAccountLabel = 'projectcalico.org/serviceaccount'

const hasNamespace: Selector = { type: 'has', label: namespaceLabel }
const hasNoNamespace: Selector = { type: 'not', operand: hasNamespace }

const knownFields = new Set([
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'services',
  'ports',
  'notPorts',
  'domains',
])

/**
 * One side of a rule. `namespace` is that of the policy, null for a cluster-wide one.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go getEndpointSelector (projectcalico/calico).
 */
export function readEntity(reading: Reading, value: unknown, path: string, namespace: string | null): EntityRule {
  const fields = fieldsOf(reading, value, path)
  if (Object.keys(fields).length === 0) return anyEntity
  warnOfUnknown(reading, fields, path, knownFields)
  const selector = readSelector(reading, fields.selector, `${path}.selector`, refuse)
  const notSelector = readSelector(reading, fields.notSelector, `${path}.notSelector`, refuse)
  const inNamespaces = readSelector(reading, fields.namespaceSelector, `${path}.namespaceSelector`, refuse)
  const accounts = readServiceAccounts(reading, fields.serviceAccounts, `${path}.serviceAccounts`)
  const base = both(accounts.matches, selector.selector)
  const scope = inNamespaces.text === null ? ownNamespace(namespace) : prefixed(inNamespaces.selector)
  const isScoped = base !== null || notSelector.text !== null || inNamespaces.text !== null
  const domains = textsOf(reading, fields.domains, `${path}.domains`)
  return {
    nets: readRuleNets(reading, fields.nets, `${path}.nets`),
    notNets: readNotNets(reading, fields.notNets, `${path}.notNets`),
    selector: selector.text,
    notSelector: notSelector.text,
    namespaceSelector: inNamespaces.text,
    serviceAccounts: accounts.written,
    matches: isScoped ? both(scope, base) : null,
    excludes: notSelector.selector,
    ports: readPorts(reading, fields.ports, `${path}.ports`),
    notPorts: readPorts(reading, fields.notPorts, `${path}.notPorts`),
    services: readServices(reading, fields.services, `${path}.services`),
    domains: domains.length === 0 ? null : domains,
  }
}

function ownNamespace(namespace: string | null): Selector | null {
  return namespace === null ? null : { type: 'equals', label: namespaceLabel, value: namespace }
}

function prefixed(selector: Selector | null): Selector | null {
  return selector === null ? null : replaceCatchAlls(prefixSelector(selector, 'pcns.'), hasNamespace, hasNoNamespace)
}

function readRuleNets(reading: Reading, value: unknown, path: string): readonly Cidr[] | null {
  const nets = readNets(reading, value, path, 'warn')
  if (nets.length === 0 && Array.isArray(value) && value.length > 0) {
    drop(
      reading,
      path,
      'none of these nets can be read: Calico takes the rule for one without them, which matches any address',
    )
  }
  return listed(nets)
}

function readNotNets(reading: Reading, value: unknown, path: string): readonly Cidr[] | null {
  const nets = readNets(reading, value, path, 'warn')
  if (nets.some((net) => net.prefix === 0)) {
    warn(reading, path, 'a net with prefix length 0 leaves no address for the rule to match')
  }
  return listed(nets)
}

/** Calico leaves out nets it cannot read, and a list that is empty then asks for nothing. */
function listed(nets: readonly Cidr[]): readonly Cidr[] | null {
  return nets.length === 0 ? null : nets
}

interface Accounts {
  readonly written: EntityRule['serviceAccounts']
  readonly matches: Selector | null
}

function readServiceAccounts(reading: Reading, value: unknown, path: string): Accounts {
  if (value === undefined || value === null) return { written: null, matches: null }
  const fields = fieldsOf(reading, value, path)
  const names = textsOf(reading, fields.names, `${path}.names`)
  const { text, selector } = readSelector(reading, fields.selector, `${path}.selector`, refuse)
  const values = [...new Set(names)].sort(compareBytes)
  const byName: Selector | null = names.length === 0 ? null : { type: 'in', label: serviceAccountLabel, values }
  const bySelector = selector === null ? null : prefixSelector(selector, 'pcsa.')
  return { written: { names, selector: text }, matches: both(bySelector, byName) }
}

function readServices(reading: Reading, value: unknown, path: string): EntityRule['services'] {
  if (value === undefined || value === null) return null
  const fields = fieldsOf(reading, value, path)
  const name = textOf(reading, fields.name, `${path}.name`)
  const namespace = textOf(reading, fields.namespace, `${path}.namespace`)
  if (name === null) {
    warn(reading, `${path}.name`, 'expected the name of a service; without one Calico takes the criterion for none')
    return null
  }
  return { name, namespace }
}

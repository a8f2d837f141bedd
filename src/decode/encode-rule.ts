import { formatCidr } from '../model/address.ts'
import type { EntityRule, Rule, RulePort, RuleProtocol } from '../model/rule.ts'

/** A rule as projectcalico.org/v3 writes it; `decode` gives the same rule again. */
export function encodeRule(rule: Rule): Record<string, unknown> {
  return given({
    action: rule.action,
    ipVersion: rule.ipVersion,
    protocol: encodeProtocol(rule.protocol),
    notProtocol: encodeProtocol(rule.notProtocol),
    icmp: rule.icmp && given({ ...rule.icmp }),
    notICMP: rule.notIcmp && given({ ...rule.notIcmp }),
    source: encodeEntity(rule.source),
    destination: encodeEntity(rule.destination),
    http: rule.http && {
      methods: rule.http.methods,
      paths: rule.http.paths.map((path) => ({ [path.type]: path.value })),
    },
    metadata: rule.name === null ? null : { annotations: { name: rule.name } },
  })
}

/** The object without what is null. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
}

function encodeProtocol(protocol: RuleProtocol | null): string | number | null {
  if (protocol === null) return null
  return protocol.named ? protocol.text : protocol.number
}

function encodeEntity(entity: EntityRule): Record<string, unknown> {
  return given({
    nets: entity.nets?.map(formatCidr),
    notNets: entity.notNets?.map(formatCidr),
    selector: entity.selector,
    notSelector: entity.notSelector,
    namespaceSelector: entity.namespaceSelector,
    serviceAccounts: entity.serviceAccounts && given({ ...entity.serviceAccounts }),
    ports: entity.ports?.map(encodePort),
    notPorts: entity.notPorts?.map(encodePort),
    services: entity.services && given({ ...entity.services }),
    domains: entity.domains,
  })
}

function encodePort(port: RulePort): string | number {
  if (port.type === 'named') return port.name
  return port.first === port.last ? port.first : `${port.first}:${port.last}`
}

import { protocolHasPorts, protocolNumber } from '../model/protocol.ts'
import type { Rule, RulePort } from '../model/rule.ts'
import { type Answer, not, said, type Test } from './answer.ts'
import type { Ask, SideName } from './ask.ts'
import { satisfies } from './match-peer.ts'

/** Whether one of the ports a side lists is the connection's. */
export function portsTest(rule: Rule, name: SideName): Test | null {
  const { ports } = rule[name]
  return ports === null ? null : (ask) => isListed(ports, rule, name, ask)
}

/** Whether none of the ports a side excludes is the connection's. */
export function notPortsTest(rule: Rule, name: SideName): Test | null {
  const { notPorts } = rule[name]
  return notPorts === null ? null : (ask) => not(isListed(notPorts, rule, name, ask))
}

function isListed(ports: readonly RulePort[], rule: Rule, name: SideName, ask: Ask): Answer {
  const { port } = ask[name]
  if (port !== null) {
    const isPort = (each: RulePort) =>
      each.type === 'range' ? isWithin(each, port) : namedPorts(each.name, rule, name, ask).includes(port)
    return said(ports.some(isPort))
  }
  if (!protocolHasPorts(ask.protocol.number)) return 'no'
  const mayBe = ports.some((each) => each.type === 'range' || namedPorts(each.name, rule, name, ask).length > 0)
  return mayBe ? 'unknown' : 'no'
}

function isWithin(range: Extract<RulePort, { type: 'range' }>, port: number): boolean {
  return range.first <= port && port <= range.last
}

/**
 * The numbers that a port name stands for at the address: as each endpoint there names its ports, of the connection's protocol,
 * if the endpoint also satisfies the selectors of that side. Addresses outside the cluster name no ports.
 * Source: felix/calc/rule_scanner.go namedPortsToIPSets, felix/labelindex/named_port_index.go LookupNamedPorts (projectcalico/calico).
 */
function namedPorts(portName: string, rule: Rule, name: SideName, ask: Ask): readonly number[] {
  return ask[name].holders
    .filter(({ label }) => satisfies(rule[name], label))
    .flatMap(({ object }) => ('namedPorts' in object ? object.namedPorts : []))
    .filter((named) => named.name === portName && protocolNumber(named.protocol) === ask.protocol.number)
    .map((named) => named.port)
}

import { type Address, type Cidr, cidrContains } from '../model/address.ts'
import type { HttpMatch, IcmpMatch, Rule, RuleProtocol } from '../model/rule.ts'
import type { Field } from '../model/trace.ts'
import { type Answer, not, said, type Test } from './answer.ts'
import type { Ask, SideName } from './ask.ts'
import { matchesHttp } from './match-http.ts'
import { domainsTest, excludesTest, matchesTest, servicesTest } from './match-peer.ts'
import { notPortsTest, portsTest } from './match-ports.ts'

/** One criterion of Calico's rules. */
export interface RuleCriterion {
  readonly field: Field
  /** What a rule asks of a connection here, or null where it asks nothing. */
  readonly test: (rule: Rule) => Test | null
}

/**
 * Every criterion, in the order in which the first that fails is told.
 * Source: felix/rules/policy.go CalculateRuleMatch (projectcalico/calico).
 */
export const criteria: readonly RuleCriterion[] = [
  { field: 'ip-version', test: (rule) => versionTest(impliedIpVersion(rule)) },
  { field: 'protocol', test: ({ protocol }) => protocolTest(protocol, true) },
  { field: 'not-protocol', test: ({ notProtocol }) => protocolTest(notProtocol, false) },
  { field: 'icmp', test: ({ icmp }) => icmpTest(icmp) },
  { field: 'not-icmp', test: ({ notIcmp }) => notIcmpTest(notIcmp) },
  { field: 'source-nets', test: ({ source }) => netsTest(source.nets, 'source') },
  { field: 'source-not-nets', test: ({ source }) => notNetsTest(source.notNets, 'source') },
  { field: 'source-selector', test: (rule) => matchesTest(rule, 'source') },
  { field: 'source-not-selector', test: (rule) => excludesTest(rule, 'source') },
  { field: 'source-services', test: (rule) => servicesTest(rule, 'source') },
  { field: 'source-ports', test: (rule) => portsTest(rule, 'source') },
  { field: 'source-not-ports', test: (rule) => notPortsTest(rule, 'source') },
  { field: 'destination-nets', test: ({ destination }) => netsTest(destination.nets, 'destination') },
  { field: 'destination-not-nets', test: ({ destination }) => notNetsTest(destination.notNets, 'destination') },
  { field: 'destination-selector', test: (rule) => matchesTest(rule, 'destination') },
  { field: 'destination-not-selector', test: (rule) => excludesTest(rule, 'destination') },
  { field: 'destination-services', test: (rule) => servicesTest(rule, 'destination') },
  { field: 'destination-domains', test: (rule) => domainsTest(rule) },
  { field: 'destination-ports', test: (rule) => portsTest(rule, 'destination') },
  { field: 'destination-not-ports', test: (rule) => notPortsTest(rule, 'destination') },
  { field: 'http', test: ({ http }) => httpTest(http) },
]

/** The IP version a rule asks for: as written, else 4 for the protocol *name* ICMP and 6 for ICMPv6; numbers imply nothing.
 * Source: felix/calc/rule_convert.go ipVersionToProtoIPVersion (projectcalico/calico). */
export function impliedIpVersion(rule: Rule): 4 | 6 | null {
  if (rule.ipVersion !== null) return rule.ipVersion
  if (rule.protocol?.named !== true) return null
  if (rule.protocol.number === 1) return 4
  return rule.protocol.number === 58 ? 6 : null
}

function versionTest(version: 4 | 6 | null): Test | null {
  if (version === null) return null
  return (ask) => (ask.version === null ? 'unknown' : said(ask.version === version))
}

function protocolTest(protocol: RuleProtocol | null, isWanted: boolean): Test | null {
  if (protocol === null) return null
  const { number } = protocol
  return (ask) => said((number !== null && number === ask.protocol.number) === isWanted)
}

function icmpTest(icmp: IcmpMatch | null): Test | null {
  return icmp === null ? null : (ask) => (isIcmp(ask) ? matchesIcmp(icmp, ask) : 'no')
}

/** Nothing forces protocol ICMP beside notICMP; of other packets the data planes compare different bytes. */
function notIcmpTest(icmp: IcmpMatch | null): Test | null {
  return icmp === null ? null : (ask) => (isIcmp(ask) ? not(matchesIcmp(icmp, ask)) : 'unknown')
}

/** ICMP on IPv4, ICMPv6 on IPv6. */
function isIcmp(ask: Ask): boolean {
  const { number } = ask.protocol
  return number === 1 ? ask.version !== 6 : number === 58 && ask.version !== 4
}

function matchesIcmp(wanted: IcmpMatch, ask: Ask): Answer {
  if (ask.icmp === null) return 'unknown'
  if (ask.icmp.type !== wanted.type) return 'no'
  if (wanted.code === null) return 'yes'
  return ask.icmp.code === null ? 'unknown' : said(ask.icmp.code === wanted.code)
}

/**
 * Nets of the other IP version are left out first; a list that had entries and has none left fits nothing of this version.
 * Source: felix/rules/policy.go FilterRuleToIPVersion, filterNets (projectcalico/calico).
 */
function netsTest(nets: readonly Cidr[] | null, side: SideName): Test | null {
  if (nets === null) return null
  const blocks = blocksOf(nets)
  return (ask) => {
    const { address } = ask[side]
    if (address !== null) return said(isIn(blocks, nets, address))
    return ask.version === null || nets.some((net) => net.version === ask.version) ? 'unknown' : 'no'
  }
}

/** As `netsTest`; a block of all addresses here makes the rule apply to nothing of its version. */
function notNetsTest(nets: readonly Cidr[] | null, side: SideName): Test | null {
  if (nets === null) return null
  const blocks = blocksOf(nets)
  return (ask) => {
    const { address } = ask[side]
    const { version } = ask
    if (version !== null && nets.every((net) => net.version !== version)) return 'no'
    if (nets.some((net) => net.version === version && net.prefix === 0)) return 'no'
    return address === null ? 'unknown' : said(!isIn(blocks, nets, address))
  }
}

/** The blocks of IPv4 among nets, each as its first address and its mask: a rule is asked much faster so. */
function blocksOf(nets: readonly Cidr[]): readonly number[] {
  return nets
    .filter((net) => net.version === 4)
    .flatMap(({ words, prefix }) => [(words[0] ?? 0) | 0, prefix === 0 ? 0 : -1 << (32 - prefix)])
}

function isIn(blocks: readonly number[], nets: readonly Cidr[], address: Address): boolean {
  if (address.version === 6) return nets.some((net) => cidrContains(net, address))
  const word = address.words[0] ?? 0
  for (let at = 0; at < blocks.length; at += 2) {
    if (((word ^ (blocks[at] ?? 0)) & (blocks[at + 1] ?? 0)) === 0) return true
  }
  return false
}

function httpTest(http: HttpMatch | null): Test | null {
  return http === null ? null : (ask) => matchesHttp(http, ask.http)
}

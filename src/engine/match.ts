import { type Address, type Cidr, cidrContains } from '../model/address.ts'
import type { IcmpMatch, Rule, RuleProtocol } from '../model/rule.ts'
import type { Field } from '../model/trace.ts'
import { type Answer, not, said } from './answer.ts'
import type { Ask } from './ask.ts'
import { matchesHttp } from './match-http.ts'
import { isInPeer, isOutsideExcluded, matchesDomains, matchesServices } from './match-peer.ts'
import { matchesPorts, missesPorts } from './match-ports.ts'

/** One criterion of the rules of Calico: when a rule has it, and whether a connection meets it. */
export interface CriterionKind {
  readonly field: Field
  readonly isAsked: (rule: Rule) => boolean
  readonly answer: (rule: Rule, ask: Ask) => Answer
}

/**
 * Every criterion, in the order in which the first that fails is told.
 * Source: felix/rules/policy.go CalculateRuleMatch (projectcalico/calico).
 */
export const criteria: readonly CriterionKind[] = [
  {
    field: 'ip-version',
    isAsked: (rule) => impliedIpVersion(rule) !== null,
    answer: (rule, ask) => (ask.version === null ? 'unknown' : said(ask.version === impliedIpVersion(rule))),
  },
  {
    field: 'protocol',
    isAsked: (rule) => rule.protocol !== null,
    answer: (rule, ask) => said(isProtocol(rule.protocol, ask)),
  },
  {
    field: 'not-protocol',
    isAsked: (rule) => rule.notProtocol !== null,
    answer: (rule, ask) => said(!isProtocol(rule.notProtocol, ask)),
  },
  {
    field: 'icmp',
    isAsked: (rule) => rule.icmp !== null,
    answer: (rule, ask) => (isIcmp(ask) ? matchesIcmp(rule.icmp, ask) : 'no'),
  },
  {
    field: 'not-icmp',
    isAsked: (rule) => rule.notIcmp !== null,
    // Nothing forces protocol ICMP beside notICMP; of other packets the data planes compare different bytes.
    answer: (rule, ask) => (isIcmp(ask) ? not(matchesIcmp(rule.notIcmp, ask)) : 'unknown'),
  },
  {
    field: 'source-nets',
    isAsked: ({ source }) => source.nets !== null,
    answer: ({ source }, ask) => isInNets(source.nets ?? [], ask.source.address, ask),
  },
  {
    field: 'source-not-nets',
    isAsked: ({ source }) => source.notNets !== null,
    answer: ({ source }, ask) => isOutOfNets(source.notNets ?? [], ask.source.address, ask),
  },
  {
    field: 'source-selector',
    isAsked: ({ source }) => source.matches !== null,
    answer: (rule, ask) => isInPeer(rule, 'source', ask),
  },
  {
    field: 'source-not-selector',
    isAsked: ({ source }) => source.excludes !== null,
    answer: (rule, ask) => isOutsideExcluded(rule, 'source', ask),
  },
  {
    field: 'source-services',
    isAsked: ({ source }) => source.services !== null,
    answer: (rule, ask) => matchesServices(rule, 'source', ask),
  },
  {
    field: 'source-ports',
    isAsked: ({ source }) => source.ports !== null,
    answer: (rule, ask) => matchesPorts(rule, 'source', ask),
  },
  {
    field: 'source-not-ports',
    isAsked: ({ source }) => source.notPorts !== null,
    answer: (rule, ask) => missesPorts(rule, 'source', ask),
  },
  {
    field: 'destination-nets',
    isAsked: ({ destination }) => destination.nets !== null,
    answer: ({ destination }, ask) => isInNets(destination.nets ?? [], ask.destination.address, ask),
  },
  {
    field: 'destination-not-nets',
    isAsked: ({ destination }) => destination.notNets !== null,
    answer: ({ destination }, ask) => isOutOfNets(destination.notNets ?? [], ask.destination.address, ask),
  },
  {
    field: 'destination-selector',
    isAsked: ({ destination }) => destination.matches !== null,
    answer: (rule, ask) => isInPeer(rule, 'destination', ask),
  },
  {
    field: 'destination-not-selector',
    isAsked: ({ destination }) => destination.excludes !== null,
    answer: (rule, ask) => isOutsideExcluded(rule, 'destination', ask),
  },
  {
    field: 'destination-services',
    isAsked: ({ destination }) => destination.services !== null,
    answer: (rule, ask) => matchesServices(rule, 'destination', ask),
  },
  {
    field: 'destination-domains',
    isAsked: ({ destination }) => destination.domains !== null,
    answer: (rule, ask) => matchesDomains(rule, ask),
  },
  {
    field: 'destination-ports',
    isAsked: ({ destination }) => destination.ports !== null,
    answer: (rule, ask) => matchesPorts(rule, 'destination', ask),
  },
  {
    field: 'destination-not-ports',
    isAsked: ({ destination }) => destination.notPorts !== null,
    answer: (rule, ask) => missesPorts(rule, 'destination', ask),
  },
  { field: 'http', isAsked: ({ http }) => http !== null, answer: (rule, ask) => matchesHttp(rule.http, ask.http) },
]

/** The IP version a rule asks for: as written, else 4 for the protocol *name* ICMP and 6 for ICMPv6; numbers imply nothing.
 * Source: felix/calc/rule_convert.go ipVersionToProtoIPVersion (projectcalico/calico). */
export function impliedIpVersion(rule: Rule): 4 | 6 | null {
  if (rule.ipVersion !== null) return rule.ipVersion
  if (rule.protocol?.named !== true) return null
  if (rule.protocol.number === 1) return 4
  return rule.protocol.number === 58 ? 6 : null
}

function isProtocol(protocol: RuleProtocol | null, ask: Ask): boolean {
  return protocol !== null && protocol.number !== null && protocol.number === ask.protocol.number
}

/** ICMP on IPv4, ICMPv6 on IPv6. */
function isIcmp(ask: Ask): boolean {
  const { number } = ask.protocol
  return number === 1 ? ask.version !== 6 : number === 58 && ask.version !== 4
}

function matchesIcmp(wanted: IcmpMatch | null, ask: Ask): Answer {
  if (wanted === null) return 'yes'
  if (ask.icmp === null) return 'unknown'
  if (ask.icmp.type !== wanted.type) return 'no'
  if (wanted.code === null) return 'yes'
  return ask.icmp.code === null ? 'unknown' : said(ask.icmp.code === wanted.code)
}

/**
 * Nets of the other IP version are left out first; a list that had entries and has none left fits nothing of this version.
 * Source: felix/rules/policy.go FilterRuleToIPVersion, filterNets (projectcalico/calico).
 */
function isInNets(nets: readonly Cidr[], address: Address | null, ask: Ask): Answer {
  if (ask.version !== null && nets.every((net) => net.version !== ask.version)) return 'no'
  return address === null ? 'unknown' : said(nets.some((net) => cidrContains(net, address)))
}

/** As `isInNets`; a block of all addresses here makes the rule apply to nothing of its version. */
function isOutOfNets(nets: readonly Cidr[], address: Address | null, ask: Ask): Answer {
  if (ask.version !== null && nets.every((net) => net.version !== ask.version)) return 'no'
  if (nets.some((net) => net.version === ask.version && net.prefix === 0)) return 'no'
  return address === null ? 'unknown' : said(!nets.some((net) => cidrContains(net, address)))
}

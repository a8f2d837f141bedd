import { type Address, cidrContains, formatAddress, parseAddress } from '../../src/model/address.ts'
import type { EntityRule, Rule, RulePort } from '../../src/model/rule.ts'
import type { Field } from '../../src/model/trace.ts'
import { type Ask, nodeAt, type Side } from './ask.ts'
import { httpHolds } from './http.ts'
import { holds } from './selector.ts'
import { type Known, labelOf, sameAddress } from './world.ts'

export type Answer = 'yes' | 'no' | 'unknown'

/** What a rule comes to: the criterion that said no, or those that nobody can answer, or neither: it matches. */
export interface Outcome {
  readonly no: Field | null
  readonly unknown: readonly Field[]
}

type End = 'source' | 'destination'

/** All criteria of a rule, in the order of `Field`, each with its answer; those that are not given are left out. */
function answers(rule: Rule, ask: Ask, egress: boolean): [Field, Answer][] {
  const source = rule.source
  const destination = rule.destination
  const domainsCount = egress && rule.action === 'Allow'
  const all: [Field, Answer | null][] = [
    ['ip-version', ipVersion(rule, ask)],
    ['protocol', rule.protocol && yesNo(rule.protocol.number === ask.protocol)],
    ['not-protocol', rule.notProtocol && yesNo(rule.notProtocol.number !== ask.protocol)],
    ['icmp', icmp(rule, ask)],
    ['not-icmp', notIcmp(rule, ask)],
    ['source-nets', nets(source, ask.source, versionOf(ask))],
    ['source-not-nets', notNets(source, ask.source, versionOf(ask))],
    ['source-selector', selector(source, ask, ask.source, false)],
    ['source-not-selector', notSelector(source, ask, ask.source, false)],
    ['source-services', services(source, ask, ask.source, 'source')],
    ['source-ports', ports(rule, 'ports', ask, 'source')],
    ['source-not-ports', opposite(ports(rule, 'notPorts', ask, 'source'))],
    ['destination-nets', nets(destination, ask.destination, versionOf(ask))],
    ['destination-not-nets', notNets(destination, ask.destination, versionOf(ask))],
    ['destination-selector', selector(destination, ask, ask.destination, domainsCount)],
    ['destination-not-selector', notSelector(destination, ask, ask.destination, domainsCount)],
    ['destination-services', services(destination, ask, ask.destination, 'destination')],
    ['destination-domains', domains(destination.domains, ask, ask.destination)],
    ['destination-ports', ports(rule, 'ports', ask, 'destination')],
    ['destination-not-ports', opposite(ports(rule, 'notPorts', ask, 'destination'))],
    ['http', rule.http && httpHolds(rule.http, ask.http)],
  ]
  return all.filter((entry): entry is [Field, Answer] => entry[1] !== null)
}

/** What a rule says to the connection (§4). */
export function outcome(rule: Rule, ask: Ask, egress: boolean): Outcome {
  const all = answers(rule, ask, egress)
  return {
    no: all.find(([, answer]) => answer === 'no')?.[0] ?? null,
    unknown: all.filter(([, answer]) => answer === 'unknown').map(([field]) => field),
  }
}

function yesNo(held: boolean): Answer {
  return held ? 'yes' : 'no'
}

function opposite(answer: Answer): Answer
function opposite(answer: Answer | null): Answer | null
function opposite(answer: Answer | null): Answer | null {
  return answer === null || answer === 'unknown' ? answer : yesNo(answer === 'no')
}

function versionOf(ask: Ask): 4 | 6 {
  return ask.destination.ip?.version ?? ask.source.ip?.version ?? 4
}

function ipVersion(rule: Rule, ask: Ask): Answer | null {
  const implied = rule.protocol?.named === true ? { 1: 4, 58: 6 }[rule.protocol.number ?? 0] : undefined
  const wanted = rule.ipVersion ?? implied
  return wanted === undefined ? null : yesNo(wanted === versionOf(ask))
}

/** ICMP on IPv4, ICMPv6 on IPv6. */
function isIcmp(ask: Ask): boolean {
  return ask.protocol === (versionOf(ask) === 4 ? 1 : 58)
}

function icmp(rule: Rule, ask: Ask): Answer | null {
  if (rule.icmp === null) return null
  return isIcmp(ask) ? sameIcmp(rule.icmp, ask) : 'no'
}

function notIcmp(rule: Rule, ask: Ask): Answer | null {
  if (rule.notIcmp === null) return null
  return isIcmp(ask) ? opposite(sameIcmp(rule.notIcmp, ask)) : 'unknown'
}

function sameIcmp(wanted: { readonly type: number; readonly code: number | null }, ask: Ask): Answer {
  if (ask.icmp === null) return 'unknown'
  if (ask.icmp.type !== wanted.type) return 'no'
  if (wanted.code === null) return 'yes'
  return ask.icmp.code === null ? 'unknown' : yesNo(ask.icmp.code === wanted.code)
}

function nets(entity: EntityRule, side: Side, version: 4 | 6): Answer | null {
  if (entity.nets === null) return null
  const left = entity.nets.filter((net) => net.version === version)
  if (left.length === 0) return 'no'
  const ip = side.ip
  return ip === null ? 'unknown' : yesNo(left.some((net) => cidrContains(net, ip)))
}

function notNets(entity: EntityRule, side: Side, version: 4 | 6): Answer | null {
  if (entity.notNets === null) return null
  const left = entity.notNets.filter((net) => net.version === version)
  if (left.length === 0 || left.some((net) => net.prefix === 0)) return 'no'
  const ip = side.ip
  return ip === null ? 'unknown' : yesNo(!left.some((net) => cidrContains(net, ip)))
}

/** Whether the address belongs to a known thing. */
function holdsAddress(thing: Known, ip: Address): boolean {
  if (thing.type === 'set') return thing.value.nets.some((net) => cidrContains(net, ip))
  return thing.value.addresses.some((one) => sameAddress(one, formatAddress(ip)))
}

/** P, with N folded in (§4.3). */
function satisfies(entity: EntityRule, ask: Ask, thing: Known): boolean {
  const label = (key: string) => labelOf(ask.cluster, thing.value, key)
  return (
    (entity.matches === null || holds(entity.matches, label)) &&
    (entity.excludes === null || !holds(entity.excludes, label))
  )
}

/** The address belongs to a known thing that satisfies P; domains of network sets count in egress Allow rules alone. */
function selector(entity: EntityRule, ask: Ask, side: Side, domainsCount: boolean): Answer | null {
  return entity.matches === null ? null : belongs({ ...entity, excludes: null }, ask, side, domainsCount)
}

/** With P, N is folded into it: a thing that satisfies P and not N must hold the address. N alone: no known thing that satisfies
 * it may hold the address, so an outside one matches. */
function notSelector(entity: EntityRule, ask: Ask, side: Side, domainsCount: boolean): Answer | null {
  if (entity.excludes === null) return null
  if (entity.matches !== null) return belongs(entity, ask, side, domainsCount)
  return opposite(belongs({ ...entity, matches: entity.excludes, excludes: null }, ask, side, false))
}

function belongs(entity: EntityRule, ask: Ask, side: Side, domainsCount: boolean): Answer {
  const found = ask.things.filter((thing) => satisfies(entity, ask, thing))
  const ip = side.ip
  if (ip !== null && found.some((thing) => holdsAddress(thing, ip))) return 'yes'
  const sets = found.flatMap((thing) => (thing.type === 'set' ? [thing.value] : []))
  const names = domainsCount ? sets.flatMap((set) => set.domains) : []
  const byName = names.length === 0 ? 'no' : (domains(names, ask, side) ?? 'no')
  if (byName === 'yes') return 'yes'
  if (ip === null && sets.some((set) => set.nets.length > 0)) return 'unknown'
  return byName
}

/** Source: an address of the service's slices. Destination: address, protocol and port together (§6.2). A name of unknown address
 * may stand for an address outside the cluster, never for one inside. */
function services(entity: EntityRule, ask: Ask, side: Side, end: End): Answer | null {
  if (entity.services === null) return null
  const { name, namespace } = entity.services
  const ip = side.ip
  const slices = [...ask.cluster.endpointSlices.values()].filter(
    (one) => one.namespace === namespace && one.service === name,
  )
  const found = slices.some(
    (slice) =>
      slice.addresses.some((one) => (ip === null ? isForeign(ask, one) : sameAddress(one, formatAddress(ip)))) &&
      (end === 'source' ||
        slice.ports.some((port) => port.port === ask.port && protocolIs(port.protocol, ask.protocol))),
  )
  return found && ip === null ? 'unknown' : yesNo(found)
}

/** An address that no pod and no host of the cluster has. */
function isForeign(ask: Ask, text: string): boolean {
  const address = parseAddress(text)
  const isHere = (thing: Known) => thing.type === 'endpoint' && address !== null && holdsAddress(thing, address)
  return !ask.things.some(isHere) && nodeAt(ask.cluster, text) === null
}

function protocolIs(name: string, number: number | null): boolean {
  return ({ TCP: 6, UDP: 17, SCTP: 132 } as Record<string, number>)[name] === number
}

/** Exact, or one `*` as a whole component that stands for one or more (§6.3). Unknown for a bare outside address. */
function domains(wanted: readonly string[] | null, ask: Ask, side: Side): Answer | null {
  if (wanted === null) return null
  if (side.domain === null) return isOfCluster(ask, side) ? 'no' : 'unknown'
  const name = side.domain.toLowerCase().replace(/\.$/, '').split('.')
  return yesNo(wanted.some((pattern) => domainIs(pattern.toLowerCase().replace(/\.$/, '').split('.'), name)))
}

/** A pod or a host of the cluster is nothing outside that a name stands for. */
function isOfCluster(ask: Ask, { ip, node }: Side): boolean {
  if (node !== null) return true
  return ip !== null && ask.things.some((thing) => thing.type === 'endpoint' && holdsAddress(thing, ip))
}

function domainIs(pattern: readonly string[], name: readonly string[]): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern.join('.') === name.join('.')
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return (
    name.length > before.length + after.length &&
    before.every((part, index) => name[index] === part) &&
    after.every((part, index) => name[name.length - after.length + index] === part)
  )
}

/** Numbers compare with the packet; a name is a port that an endpoint satisfying the side's selectors gives that name (§4.4). */
function ports(rule: Rule, list: 'ports' | 'notPorts', ask: Ask, end: End): Answer | null {
  const wanted = rule[end][list]
  if (wanted === null) return null
  const port = end === 'source' ? ask.sourcePort : ask.port
  if (port === null)
    return hasPorts(ask.protocol) && wanted.some((one) => mayBe(rule, one, ask, end)) ? 'unknown' : 'no'
  return yesNo(
    wanted.some((one) =>
      one.type === 'range' ? one.first <= port && port <= one.last : namedPortIs(rule, one.name, ask, end),
    ),
  )
}

function hasPorts(protocol: number | null): boolean {
  return protocol === 6 || protocol === 17 || protocol === 132
}

/** Whether some port number would match: a name does only where an endpoint at the address gives it to a port. */
function mayBe(rule: Rule, one: RulePort, ask: Ask, end: End): boolean {
  return one.type === 'range' || namedPorts(rule, one.name, ask, end).length > 0
}

function namedPortIs(rule: Rule, name: string, ask: Ask, end: End): boolean {
  const port = end === 'source' ? ask.sourcePort : ask.port
  return namedPorts(rule, name, ask, end).includes(port ?? 0)
}

/** The numbers that a port name stands for at the address of this end. */
function namedPorts(rule: Rule, name: string, ask: Ask, end: End): number[] {
  const entity = rule[end]
  const ip = ask[end].ip
  if (ip === null) return []
  return ask.things
    .filter((thing) => holdsAddress(thing, ip) && (entity.matches === null || satisfies(entity, ask, thing)))
    .flatMap((thing) => (thing.type === 'endpoint' ? thing.value.namedPorts : []))
    .filter((one) => one.name === name && protocolIs(one.protocol, ask.protocol))
    .filter((one) => rule.protocol === null || protocolIs(one.protocol, rule.protocol.number))
    .map((one) => one.port)
}

import type { EntityRule, Rule } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'
import { type LabelLookup, matchesSelector } from '../model/selector-match.ts'
import { type Answer, said, type Test } from './answer.ts'
import type { Ask, Side, SideName } from './ask.ts'

/** Whether the address belongs to something known that satisfies the positive selector of a side. */
export function matchesTest(rule: Rule, name: SideName): Test | null {
  const { matches } = rule[name]
  if (matches === null) return null
  return (ask) => isHeld({ matches, excludes: null }, rule, name, ask)
}

/**
 * Whether the negative selector of a side lets the address through. Beside a positive one it narrows that: some known object must
 * satisfy the one and not the other. Alone it excludes what it knows; addresses outside the cluster pass.
 * Source: felix/calc/rule_scanner.go combineMatchesIfPossible (projectcalico/calico).
 */
export function excludesTest(rule: Rule, name: SideName): Test | null {
  const { matches, excludes } = rule[name]
  if (excludes === null) return null
  return (ask) => {
    if (matches !== null) {
      const both = isHeld({ matches, excludes }, rule, name, ask)
      if (both !== 'no' || isHeld({ matches, excludes: null }, rule, name, ask) !== 'no') return both
    }
    const { ip, holders } = ask[name]
    if (ip === null) return ask.index.hasAddresses(excludes, null) ? 'unknown' : 'yes'
    return said(!holders.some(({ label }) => matchesSelector(excludes, label)))
  }
}

/** True when labels satisfy both selectors of a side, the negative one folded in; a side without a positive one asks nothing. */
export function satisfies(entity: Pick<EntityRule, 'matches' | 'excludes'>, label: LabelLookup): boolean {
  if (entity.matches === null) return true
  return (
    matchesSelector(entity.matches, label) && !(entity.excludes !== null && matchesSelector(entity.excludes, label))
  )
}

type Wanted = { readonly matches: Selector; readonly excludes: Selector | null }

function isHeld(wanted: Wanted, rule: Rule, name: SideName, ask: Ask): Answer {
  const side = ask[name]
  for (const { label } of side.holders) if (satisfies(wanted, label)) return 'yes'
  const byDomain = name === 'destination' ? isHeldByDomain(wanted, rule, ask) : 'no'
  if (byDomain !== 'no' || side.ip !== null) return byDomain
  // An address nobody said could be one of a network set that is wanted.
  return ask.index.hasAddresses(wanted.matches, wanted.excludes) ? 'unknown' : 'no'
}

/**
 * Network sets of Calico Enterprise may name domains beside nets, which count in egress Allow rules only.
 * Source: calico-enterprise/reference/resources/globalnetworkset.mdx (tigera/docs).
 */
function isHeldByDomain(wanted: Wanted, rule: Rule, ask: Ask): Answer {
  const known = ask.index.networkSetsWithDomains()
  if (known.length === 0 || !mayNameDomains(rule, ask)) return 'no'
  const sets = known.filter((set) => satisfies(wanted, ask.index.lookupOf(set)))
  return sets.reduce<Answer>((answer, { domains }) => either(answer, isDomain(domains, ask.destination)), 'no')
}

function either(one: Answer, other: Answer): Answer {
  if (one === 'yes' || other === 'yes') return 'yes'
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'no'
}

/** Whether the connection was made by one of the names a rule lists; only egress Allow rules can.
 * Source: calico-enterprise/_includes/content/_entityrule.mdx (tigera/docs). */
export function domainsTest(rule: Rule): Test | null {
  const { domains } = rule.destination
  if (domains === null) return null
  return (ask) => (mayNameDomains(rule, ask) ? isDomain(domains, ask.destination) : 'no')
}

function mayNameDomains(rule: Rule, ask: Ask): boolean {
  return ask.direction === 'egress' && rule.action === 'Allow' && ask.destination.isOutside
}

function isDomain(patterns: readonly string[], side: Side): Answer {
  if (side.domain === null) return patterns.length === 0 ? 'no' : 'unknown'
  const { domain } = side
  return said(patterns.some((pattern) => matchesDomain(pattern, domain)))
}

/** A name as it is, or with one `*` for one or more whole components, not the last. */
export function matchesDomain(pattern: string, domain: string): boolean {
  const wanted = plainName(pattern).split('.')
  const given = plainName(domain).split('.')
  const star = wanted.indexOf('*')
  if (star < 0) return wanted.join('.') === given.join('.')
  const tail = wanted.slice(star + 1)
  if (tail.length === 0 || wanted.some((part, at) => at !== star && part.includes('*'))) return false
  if (given.length < wanted.length) return false
  const isHead = wanted.slice(0, star).every((part, at) => part === given[at])
  return isHead && tail.every((part, at) => part === given[given.length - tail.length + at])
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/**
 * Whether an address, and on the destination's side also the protocol and port, is one of a service's endpoint slices.
 * Source: felix/serviceindex/serviceindex.go membersFromEndpointSlice (projectcalico/calico).
 */
export function servicesTest(rule: Rule, name: SideName): Test | null {
  const { services } = rule[name]
  if (services === null) return null
  // A service without a namespace is looked up under none, where no slice is.
  if (services.namespace === null) return () => 'no'
  const key = `${services.namespace}/${services.name}`
  return (ask) => isBackend(key, name, ask)
}

/** Of the addresses of a service those outside the cluster: the only ones that a name of unknown address may stand for. */
function isForeign({ index }: Ask): (address: string) => boolean {
  return (address) => index.endpointsAt(address).length === 0 && index.hosts.nodeAt(address) === null
}

function isBackend(service: string, name: SideName, ask: Ask): Answer {
  const backends = ask.index.backendsOf(service)
  const { ip, port } = ask[name]
  const slices = backends.filter(({ addresses }) =>
    ip === null ? addresses.some(isForeign(ask)) : addresses.includes(ip),
  )
  if (slices.length === 0) return 'no'
  const unsure = ip === null ? 'unknown' : 'yes'
  if (name === 'source') return unsure
  const ports = slices.flatMap((slice) => slice.ports).filter(({ protocol }) => protocol === ask.protocol.number)
  if (ports.length === 0) return 'no'
  if (port === null) return 'unknown'
  return ports.some((each) => each.port === port) ? unsure : 'no'
}

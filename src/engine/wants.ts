import { type Cidr, formatAddress, formatCidr } from '../model/address.ts'
import type { EntityRule, HttpMatch, IcmpMatch, Rule, RulePort } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'
import { printSelector } from '../model/selector-print.ts'
import type { Field } from '../model/trace.ts'
import type { Ask, Side } from './ask.ts'
import { impliedIpVersion } from './match.ts'

/** How many members of a list are told; the others are counted. */
const most = 6

/** What a rule wants in one of its fields, in a few words: `TCP`, `80, 443`, `role == "db" in namespace shop`. */
export function wantsText(rule: Rule, field: Field): string {
  switch (field) {
    case 'ip-version':
      return `IPv${impliedIpVersion(rule)}`
    case 'protocol':
      return rule.protocol?.text ?? ''
    case 'not-protocol':
      return `not ${rule.notProtocol?.text ?? ''}`
    case 'icmp':
      return icmpText(rule.icmp)
    case 'not-icmp':
      return `not ${icmpText(rule.notIcmp)}`
    case 'http':
      return httpText(rule.http)
    case 'destination-domains':
      return listText(rule.destination.domains ?? [])
    default:
      return entityText(rule, field)
  }
}

type EntityField = Exclude<
  Field,
  'ip-version' | 'protocol' | 'not-protocol' | 'icmp' | 'not-icmp' | 'http' | 'destination-domains'
>

function entityText(rule: Rule, field: EntityField): string {
  switch (field) {
    case 'source-nets':
    case 'source-not-nets':
    case 'source-selector':
    case 'source-not-selector':
    case 'source-services':
    case 'source-ports':
    case 'source-not-ports':
      return criterionText(rule.source, field.slice('source-'.length))
    case 'destination-nets':
    case 'destination-not-nets':
    case 'destination-selector':
    case 'destination-not-selector':
    case 'destination-services':
    case 'destination-ports':
    case 'destination-not-ports':
      return criterionText(rule.destination, field.slice('destination-'.length))
  }
}

function criterionText(entity: EntityRule, criterion: string): string {
  switch (criterion) {
    case 'nets':
      return netsText(entity.nets)
    case 'not-nets':
      return `not ${netsText(entity.notNets)}`
    case 'selector':
      return selectorText(entity)
    case 'not-selector':
      return `not ${entity.notSelector ?? printSelector(entity.excludes ?? { type: 'all' })}`
    case 'services':
      return `service ${entity.services?.namespace ?? '(no namespace)'}/${entity.services?.name ?? ''}`
    case 'ports':
      return portsText(entity.ports)
    default:
      return `not ${portsText(entity.notPorts)}`
  }
}

/** The selectors of a side as written, with the namespace that a namespaced policy silently adds. */
function selectorText(entity: EntityRule): string {
  const accounts = entity.serviceAccounts
  const who = [
    entity.selector === null ? null : ownText(entity.selector),
    accounts === null || accounts.names.length === 0 ? null : `service account ${accounts.names.join(' or ')}`,
    accounts === null || accounts.selector === null ? null : `service account with ${accounts.selector}`,
  ].filter((part) => part !== null)
  const where =
    entity.namespaceSelector === null ? ownNamespace(entity.matches) : namespacesText(entity.namespaceSelector)
  if (who.length === 0 && where === null && entity.matches !== null) return printSelector(entity.matches)
  return [who.length === 0 ? 'anything' : who.join(', '), where].filter((part) => part !== null).join(' ')
}

/** The selectors of Kubernetes policies begin with a term that says: pods. */
function ownText(selector: string): string {
  const rest = selector.replace(/^projectcalico\.org\/orchestrator == 'k8s'(?: && )?/, '')
  if (rest === selector) return selector
  return rest === '' ? 'pods' : `pods with ${rest}`
}

function namespacesText(selector: string): string {
  const text = selector.trim()
  if (text === 'all()') return 'in any namespace'
  return text === 'global()' ? 'outside all namespaces' : `in namespaces with ${text}`
}

function ownNamespace(selector: Selector | null): string | null {
  if (selector === null) return null
  const terms = selector.type === 'and' ? selector.operands : [selector]
  const own = terms.find((term) => term.type === 'equals' && term.label === 'projectcalico.org/namespace')
  return own !== undefined && 'value' in own ? `in namespace ${own.value}` : null
}

/** What the connection has in a field, in a few words: `UDP`, `10.0.0.7`, the names of what has the address. */
export function hasText(ask: Ask, field: Field): string {
  switch (field) {
    case 'ip-version':
      return ask.version === null ? 'an unknown address' : `IPv${ask.version}`
    case 'protocol':
    case 'not-protocol':
      return ask.protocol.text
    case 'icmp':
    case 'not-icmp':
      return ask.icmp === null ? `${ask.protocol.text} of an unknown type` : icmpText(ask.icmp)
    case 'http':
      return requestText(ask)
    case 'destination-domains':
      return ask.destination.domain ?? `${ask.destination.ip ?? 'an address'} of an unknown name`
    case 'source-nets':
    case 'source-not-nets':
      return ask.source.ip ?? 'an unknown address'
    case 'destination-nets':
    case 'destination-not-nets':
      return ask.destination.ip ?? 'an unknown address'
    case 'source-selector':
    case 'source-not-selector':
      return holdersText(ask.source)
    case 'destination-selector':
    case 'destination-not-selector':
      return holdersText(ask.destination)
    case 'source-services':
      return ask.source.ip ?? 'an unknown address'
    case 'destination-services':
      return `${ask.destination.ip ?? 'an unknown address'} ${ask.protocol.text} ${portText(ask.destination)}`
    case 'source-ports':
    case 'source-not-ports':
      return portText(ask.source)
    case 'destination-ports':
    case 'destination-not-ports':
      return portText(ask.destination)
  }
}

function holdersText(side: Side): string {
  if (side.holders.length > 0) return listText(side.holders.map(({ object }) => object.key))
  return `${side.domain ?? side.ip ?? 'an unknown address'}, no endpoint or network set`
}

function portText(side: Side): string {
  return side.port === null ? 'no known port' : `${side.port}`
}

function icmpText(icmp: IcmpMatch | null): string {
  if (icmp === null) return ''
  return `type ${icmp.type}${icmp.code === null ? '' : ` code ${icmp.code}`}`
}

function requestText(ask: Ask): string {
  const { http } = ask
  if (http === null) return 'an unknown request'
  return `${http.method ?? 'an unknown method'} ${http.path ?? 'of an unknown path'}`
}

function httpText(http: HttpMatch | null): string {
  const methods = http === null || http.methods.length === 0 ? 'any method' : http.methods.join(', ')
  const paths = http?.paths.map(({ type, value }) => (type === 'exact' ? value : `${value} and below`)) ?? []
  return paths.length === 0 ? methods : `${methods} ${listText(paths)}`
}

function netsText(nets: readonly Cidr[] | null): string {
  return listText(
    (nets ?? []).map((net) => (net.prefix === (net.version === 4 ? 32 : 128) ? formatAddress(net) : formatCidr(net))),
  )
}

function portsText(ports: readonly RulePort[] | null): string {
  return listText(
    (ports ?? []).map((port) => {
      if (port.type === 'named') return port.name
      return port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`
    }),
  )
}

function listText(texts: readonly string[]): string {
  if (texts.length <= most) return texts.join(', ')
  return `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`
}

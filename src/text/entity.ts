import { type Cidr, formatAddress, formatCidr } from '../model/address.ts'
import type { EntityRule, RulePort } from '../model/rule.ts'
import { matchesSelector } from '../model/selector-match.ts'
import { parseSelector } from '../model/selector-parser.ts'
import { wordList } from './list.ts'
import { namespacesNamed, selectorText, selectorWords, withoutOrchestrator } from './selector.ts'

/** How one side of a rule is said. */
export interface EntityContext {
  /** The namespace of the policy, where the words should say that a selector stays in it; null otherwise. */
  readonly namespace: string | null
  /** True for the source, whose ports are said with it; those of the destination follow the protocol. */
  readonly isSource: boolean
}

/** One side of a rule in words, or null when it asks for nothing: "app == 'db' in namespaces with env == 'prod'". */
export function entityWords(entity: EntityRule, context: EntityContext): string | null {
  const who = whoWords(entity, context.namespace)
  const where = entity.nets === null ? null : netsWords(entity.nets)
  const others = [
    entity.services === null
      ? null
      : `service ${entity.services.namespace ?? '(no namespace)'}/${entity.services.name}`,
    entity.domains === null ? null : domainsWords(entity.domains),
  ]
  const what = [who, ...others].filter((part) => part !== null)
  // Criteria of one side all hold together, so an address block narrows what the selectors mean.
  if (where !== null) what.push(what.length === 0 ? where : `with an address in ${where}`)
  const except = exceptions(entity)
  const ports = context.isSource ? sourcePorts(entity) : []
  if (what.length === 0 && except.length === 0 && ports.length === 0) return null
  const subject = what.length === 0 ? 'anywhere' : what.join(' ')
  return [subject, ...(except.length === 0 ? [] : [`except ${except.join(' and ')}`]), ...ports].join(' ')
}

/** Ports as a rule lists them: `80, 443, 8000-8080, port named http`. */
export function portsWords(ports: readonly RulePort[]): string {
  return ports.map(portWord).join(', ')
}

/** Blocks of addresses: `10.0.0.0/8, 192.0.2.7`. A single address stands without its length. */
export function netsWords(nets: readonly Cidr[]): string {
  return nets.map(netWord).join(', ')
}

function netWord(net: Cidr): string {
  return net.prefix === (net.version === 4 ? 32 : 128) ? formatAddress(net) : formatCidr(net)
}

function portWord(port: RulePort): string {
  if (port.type === 'named') return `port named ${port.name}`
  return port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`
}

function domainsWords(domains: readonly string[]): string {
  return `${domains.length === 1 ? 'domain' : 'domains'} ${domains.join(', ')}`
}

function exceptions(entity: EntityRule): readonly string[] {
  return [
    entity.notSelector === null ? null : selectorWords(entity.notSelector),
    entity.notNets === null ? null : netsWords(entity.notNets),
  ].filter((part) => part !== null)
}

function sourcePorts(entity: EntityRule): readonly string[] {
  return [
    entity.ports === null ? null : `source port ${portsWords(entity.ports)}`,
    entity.notPorts === null
      ? null
      : `${entity.ports === null ? 'source port ' : ''}except ${portsWords(entity.notPorts)}`,
  ].filter((part) => part !== null)
}

/** What the selectors of one side ask for, or null when it has none. */
function whoWords(entity: EntityRule, namespace: string | null): string | null {
  const accounts = accountsWords(entity.serviceAccounts)
  if (entity.selector === null && entity.namespaceSelector === null && accounts === null) return null
  const own = entity.selector === null ? null : ownWords(entity.selector)
  const subject = [
    own?.words ?? null,
    accounts === null ? null : `${own === null ? 'pods ' : ''}running as ${accounts}`,
  ]
  const place = placeWords(entity.namespaceSelector, namespace)
  const named = subject.filter((part) => part !== null).join(' ')
  if (named === '') return `${anyoneIn(entity.namespaceSelector)} ${place}`.trim()
  return [named, place].filter((part) => part !== '').join(' ')
}

/** The selector itself; null where it names nobody in particular. */
function ownWords(text: string): { readonly words: string } | null {
  const selector = parseSelector(text)
  if (selector.type === 'syntax-problem') return { words: text }
  if (selector.type === 'all') return { words: 'all() known endpoints and network sets' }
  const rest = withoutOrchestrator(selector)
  if (rest === null) return { words: 'pods' }
  const words = rest.type === 'or' ? `(${selectorText(rest)})` : selectorText(rest)
  return { words: rest === selector ? words : `pods with ${words}` }
}

function anyoneIn(namespaceSelector: string | null): string {
  return namespaceSelector?.trim() === 'global()' ? 'host endpoints and global network sets' : 'pods'
}

/** In which namespaces: as the namespace selector says, else the policy's own. */
function placeWords(namespaceSelector: string | null, namespace: string | null): string {
  if (namespaceSelector === null) return namespace === null ? '' : `in namespace ${namespace}`
  const selector = parseSelector(namespaceSelector)
  if (selector.type === 'syntax-problem') return `in namespaces with ${namespaceSelector}`
  if (selector.type === 'all') return 'in any namespace'
  if (selector.type === 'global') return 'outside all namespaces'
  const names = namespacesNamed(selector)
  if (names !== null) return `in ${names.length === 1 ? 'namespace' : 'namespaces'} ${wordList(names, 100)}`
  // `!=`, `not in` and `!has` also hold where there is no namespace: for host endpoints and global network sets.
  const orNone = matchesSelector(selector, () => undefined) ? ' (or of none)' : ''
  return `of namespaces with ${selectorText(selector)}${orNone}`
}

function accountsWords(accounts: EntityRule['serviceAccounts']): string | null {
  if (accounts === null) return null
  const names = accounts.names.length === 0 ? null : wordList(accounts.names, 100).replace(/ and (?=[^ ]+$)/, ' or ')
  const noun = accounts.names.length === 1 ? 'service account' : 'service accounts'
  const having = accounts.selector === null ? null : `with ${accountSelectorWords(accounts.selector)}`
  if (names === null) return having === null ? null : `service accounts ${having}`
  return [noun, names, having].filter((part) => part !== null).join(' ')
}

/** A selector of service accounts; one that holds for a missing label also holds for what runs as no account. */
function accountSelectorWords(text: string): string {
  const selector = parseSelector(text)
  const holdsWithout = selector.type !== 'syntax-problem' && matchesSelector(selector, () => undefined)
  const isAll = selector.type === 'all' || selector.type === 'global'
  return `${selectorWords(text)}${holdsWithout && !isAll ? ' (or as none)' : ''}`
}

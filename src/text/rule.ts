import type { Direction, EntityRule, HttpMatch, IcmpMatch, Rule } from '../model/rule.ts'
import { entityWords, portsWords } from './entity.ts'
import { type Line, roleOf, span } from './styled.ts'

/**
 * A rule in words, every criterion of it: "Allow TCP 3306 from app in {facts, worker}".
 *
 * `namespace` is that of the policy, where the reader does not see it beside the rule: selectors of a namespaced policy
 * reach no further, so the words then say "in catfacts".
 */
export function ruleWords(rule: Rule, direction: Direction, namespace: string | null = null): Line {
  const from = entityWords(rule.source, { namespace, isSource: true })
  const to = entityWords(rule.destination, { namespace, isSource: false })
  const sides = direction === 'ingress' ? [side('from', from), side('to', to)] : [side('to', to), side('from', from)]
  const words = [what(rule), ...sides, ...httpWords(rule.http)].filter((part) => part !== '')
  return [span(rule.action, roleOf(rule.action)), span(` ${words.join(' ')}`)]
}

function side(preposition: 'from' | 'to', words: string | null): string {
  return words === null ? '' : `${preposition} ${words}`
}

/** Protocol, ICMP and destination ports: what is carried, before from where to where. */
function what(rule: Rule): string {
  const version = rule.ipVersion === null ? '' : `IPv${rule.ipVersion} `
  const protocol = rule.protocol === null ? '' : protocolWord(rule.protocol)
  const not = rule.notProtocol === null ? '' : `everything but ${protocolWord(rule.notProtocol)}`
  const ports = portCriteria(rule.destination, protocol === '' && not === '')
  const icmp = icmpWords(rule.icmp, rule.notIcmp)
  const carried = [protocol, not, icmp, ports].filter((part) => part !== '').join(' ')
  if (carried !== '') return version + carried
  return version === '' ? 'everything' : `everything over ${version.trim()}`
}

function protocolWord(protocol: NonNullable<Rule['protocol']>): string {
  return protocol.named ? protocol.text : `protocol ${protocol.text}`
}

function icmpWords(icmp: IcmpMatch | null, notIcmp: IcmpMatch | null): string {
  const words = (match: IcmpMatch) => `type ${match.type}${match.code === null ? '' : ` code ${match.code}`}`
  return [icmp === null ? '' : words(icmp), notIcmp === null ? '' : `except ${words(notIcmp)}`]
    .filter((part) => part !== '')
    .join(' ')
}

/** `80, 443`; with the word port before it where no protocol does that. */
function portCriteria(entity: EntityRule, alone: boolean): string {
  const ports = entity.ports === null ? '' : `${alone ? 'port ' : ''}${portsWords(entity.ports)}`
  const not = entity.notPorts === null ? '' : `except port ${portsWords(entity.notPorts)}`
  if (ports === '' && not !== '' && alone) return `every port ${not}`
  return [ports, not].filter((part) => part !== '').join(' ')
}

function httpWords(http: HttpMatch | null): readonly string[] {
  if (http === null) return []
  const methods = http.methods.length === 0 ? 'any method' : http.methods.join(', ')
  const paths = http.paths.map((path) => (path.type === 'exact' ? path.value : `${path.value} and below`)).join(', ')
  return [`with HTTP ${methods}${paths === '' ? '' : ` on ${paths}`}`]
}

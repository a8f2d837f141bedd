import type { EntityRule, Rule } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'
import { type Reading, told, warn } from './reading.ts'
import type { RuleContext } from './rule.ts'
import { selectorOf } from './selector-texts.ts'

/** Says what is wrong with a field of the rule. */
type WarnAt = (field: string, message: string) => void

/**
 * Warn of what Calico's validation would not take in a rule although its data planes do.
 * Source: libcalico-go/lib/validator/v3/validator.go, api/pkg/apis/projectcalico/v3/policy_common.go (projectcalico/calico).
 */
export function warnOfRule(context: RuleContext, rule: Rule, path: string): void {
  const warnAt: WarnAt = (field, message) => warn(context.reading, `${path}.${field}`, message)
  warnOfIcmp(rule, warnAt)
  warnOfVersions(rule, warnAt)
  if (rule.http !== null) warnOfHttp(context, rule, rule.http, warnAt)
  for (const side of ['source', 'destination'] as const) {
    const entity = rule[side]
    if (entity.services !== null) warnOfServices(context, entity, side, warnAt)
    if (entity.domains !== null) warnOfDomains(context, rule, side, warnAt)
    warnOfGlobal(entity, side, warnAt)
    warnOfLength(entity, side, warnAt)
  }
}

function warnOfIcmp({ protocol, notProtocol, icmp, notIcmp, ipVersion }: Rule, warnAt: WarnAt): void {
  const isIcmp = protocol?.number === 1 || protocol?.number === 58
  if (icmp !== null && !isIcmp) warnAt('icmp', 'expected the protocol ICMP or ICMPv6 beside it')
  if (notIcmp !== null && !isIcmp) {
    warnAt('notICMP', 'without the protocol ICMP or ICMPv6 the data planes do not agree on what it means')
  }
  for (const named of [protocol, notProtocol]) {
    const version = named?.number === 1 ? 4 : named?.number === 58 ? 6 : null
    if (version === null || ipVersion === null || ipVersion === version) continue
    warnAt('ipVersion', `expected \`${version}\` beside the protocol \`${named?.text}\`, not \`${ipVersion}\``)
  }
}

function warnOfVersions({ ipVersion, source, destination }: Rule, warnAt: WarnAt): void {
  const lists = [source.nets, source.notNets, destination.nets, destination.notNets]
  const versions = new Set(lists.flatMap((nets) => nets ?? []).map((net) => net.version))
  if (versions.size > 1) {
    const field = source.nets !== null || source.notNets !== null ? 'source' : 'destination'
    warnAt(field, 'nets of IPv4 and IPv6 in one rule: for each version only its own nets count')
  }
  if (ipVersion !== null && versions.size > 0 && !versions.has(ipVersion)) {
    warnAt('ipVersion', `no net of the rule is one of IPv${ipVersion}: the rule never matches`)
  }
}

function warnOfHttp({ direction }: RuleContext, rule: Rule, http: NonNullable<Rule['http']>, warnAt: WarnAt): void {
  if (direction === 'egress') warnAt('http', 'HTTP can be matched in ingress rules only')
  if (rule.action !== 'Allow') warnAt('http', `expected the action Allow beside it, not ${told(rule.action)}`)
  if (rule.protocol !== null && rule.protocol.number !== 6) {
    warnAt('http', `expected the protocol TCP beside it, not ${told(rule.protocol.text)}`)
  }
  if (new Set(http.methods).size < http.methods.length) warnAt('http.methods', 'a method stands there twice')
  for (const { value } of http.paths) {
    if (!value.startsWith('/') || /[ ?#]/.test(value)) {
      warnAt(
        'http.paths',
        `expected a path that begins with \`/\`, without blanks, \`?\` and \`#\`, not ${told(value)}`,
      )
    }
  }
}

function warnOfServices(
  { direction, namespace }: RuleContext,
  entity: EntityRule,
  side: 'source' | 'destination',
  warnAt: WarnAt,
): void {
  const field = `${side}.services`
  const where = direction === 'ingress' ? 'source' : 'destination'
  if (side !== where) warnAt(field, `services can be matched in the ${where} of ${direction} rules only`)
  if (entity.services?.namespace === null) {
    const why = namespace === null ? '' : ", Calico does not fill in the policy's own"
    warnAt(`${field}.namespace`, `expected a namespace; without one the rule never matches${why}`)
  }
  const { matches, excludes, nets, notNets, ports, notPorts } = entity
  if (matches !== null || excludes !== null || nets !== null || notNets !== null) {
    warnAt(field, 'expected no selectors and no nets beside it')
  }
  if (side === 'destination' && (ports !== null || notPorts !== null)) warnAt(field, 'expected no ports beside it')
}

function warnOfDomains({ direction }: RuleContext, rule: Rule, side: 'source' | 'destination', warnAt: WarnAt): void {
  const field = `${side}.domains`
  if (side === 'source' || direction === 'ingress' || rule.action !== 'Allow') {
    warnAt(field, 'domains can be matched in the destination of egress rules that allow only')
  }
  const { nets, matches, domains } = rule[side]
  if (nets !== null || matches !== null) warnAt(field, 'expected no selector and no nets beside it')
  for (const domain of domains ?? []) if (!isDomainPattern(domain)) warnAt(field, domainExpected(domain))
}

/** Warn of patterns of domains that match nothing. */
export function warnOfPatterns(reading: Reading, domains: readonly string[], path: string): void {
  for (const [at, domain] of domains.entries()) {
    if (!isDomainPattern(domain)) warn(reading, `${path}[${at}]`, domainExpected(domain))
  }
}

/** One `*` may stand for whole labels, but not for the last. */
function isDomainPattern(domain: string): boolean {
  const labels = domain.replace(/\.$/, '').split('.')
  if (labels.length < 2 || domain.split('*').length > 2) return false
  return labels.at(-1) !== '*' && labels.every((label) => label === '*' || /^[A-Za-z0-9_-]{1,63}$/.test(label))
}

function domainExpected(domain: string): string {
  return `expected a domain such as \`api.example.com\` or \`*.example.com\`, not ${told(domain)}`
}

function warnOfGlobal(entity: EntityRule, side: string, warnAt: WarnAt): void {
  if (entity.selector?.includes('global(') === true && holdsGlobal(entity.selector)) {
    warnAt(`${side}.selector`, '`global()` has a meaning in namespace selectors only')
  }
  const inNamespaces = entity.namespaceSelector
  if (inNamespaces?.includes('global(') !== true || !holdsGlobal(inNamespaces)) return
  if (selectorOf(inNamespaces).type !== 'global') {
    warnAt(`${side}.namespaceSelector`, 'expected `global()` alone, without other terms beside it')
  }
}

/** True for a selector in which `global()` occurs. */
export function holdsGlobal(text: string): boolean {
  const selector = selectorOf(text)
  return selector.type !== 'syntax-problem' && occurs(selector)
}

function occurs(selector: Selector): boolean {
  switch (selector.type) {
    case 'global':
      return true
    case 'not':
      return occurs(selector.operand)
    case 'and':
    case 'or':
      return selector.operands.some(occurs)
    default:
      return false
  }
}

const mostNets = 256
const mostPorts = 50

function warnOfLength({ nets, notNets, ports, notPorts }: EntityRule, side: string, warnAt: WarnAt): void {
  for (const [field, list] of Object.entries({ nets, notNets })) {
    if ((list?.length ?? 0) > mostNets) warnAt(`${side}.${field}`, `expected at most ${mostNets} nets`)
  }
  for (const [field, list] of Object.entries({ ports, notPorts })) {
    if ((list?.length ?? 0) > mostPorts) warnAt(`${side}.${field}`, `expected at most ${mostPorts} ports`)
  }
}

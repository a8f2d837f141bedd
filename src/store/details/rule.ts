import type { ClusterIndex } from '../../engine/cluster-index.ts'
import { lacksPods } from '../../model/gap.ts'
import type { Policy } from '../../model/policy.ts'
import type { Direction, EntityRule, Rule } from '../../model/rule.ts'
import type { Selector } from '../../model/selector.ts'
import { printSelector } from '../../model/selector-print.ts'
import { netsWords, portsWords } from '../../text/entity.ts'
import { endpointWords } from '../../text/gap.ts'
import { countOf } from '../../text/list.ts'
import { ruleWords } from '../../text/rule.ts'
import { selectorWords } from '../../text/selector.ts'
import { span } from '../../text/styled.ts'
import { policyEntry } from './endpoint.ts'
import { endpointEntry, limited, networkSetEntry } from './endpoints.ts'
import { blank, entry, fact, heading, type Item, text } from './item.ts'
import { signs } from './policy.ts'

/** Which rule of a policy, from 0 in its direction. */
export interface RulePlace {
  readonly policy: Policy
  readonly direction: Direction
  readonly rule: number
}

/** One rule: in words, then each side criterion by criterion with what its selector matches now (at most `most` each). */
export function ruleItems(index: ClusterIndex, place: RulePlace, most: number): readonly Item[] {
  const rule = place.policy[place.direction]?.[place.rule]
  if (rule === undefined) return [text('this rule is gone', 0, 'faint')]
  const role = ({ Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' } as const)[rule.action]
  return [
    text([span(`${signs[rule.action]} `, role), ...ruleWords(rule, place.direction, place.policy.ref.namespace)], 2),
    blank,
    policyEntry(place.policy, false),
    fact('rule', `${place.rule} of ${place.direction}, counted from 0`),
    fact('then', afterWords(rule)),
    ...protocolFacts(rule),
    ...sideItems(index, 'SOURCE', rule.source, most),
    ...sideItems(index, 'DESTINATION', rule.destination, most),
  ]
}

function afterWords(rule: Rule): string {
  switch (rule.action) {
    case 'Allow':
      return 'allowed, no tier after this one is asked'
    case 'Deny':
      return 'denied, for good'
    case 'Pass':
      return 'the rest of this tier is skipped, the next tier decides'
    case 'Log':
      return 'logged, and the next rule is tried'
  }
}

function protocolFacts(rule: Rule): readonly Item[] {
  return [
    ...(rule.protocol === null ? [] : [fact('protocol', rule.protocol.text)]),
    ...(rule.notProtocol === null ? [] : [fact('protocol', `anything but ${rule.notProtocol.text}`)]),
    ...(rule.ipVersion === null ? [] : [fact('IP version', `${rule.ipVersion}`)]),
  ]
}

function sideItems(index: ClusterIndex, name: string, side: EntityRule, most: number): readonly Item[] {
  const criteria = criteriaItems(side)
  if (criteria.length === 0) return [blank, heading(name), text('anyone', 0, 'faint')]
  return [blank, heading(name), ...criteria, ...matchItems(index, side, most)]
}

function criteriaItems(side: EntityRule): readonly Item[] {
  const { services, serviceAccounts } = side
  const serviceKey = services === null ? '' : `${services.namespace ?? ''}/${services.name}`
  return [
    ...selectorFact('selector', side.selector),
    ...selectorFact('namespaces', side.namespaceSelector),
    ...selectorFact('but not', side.notSelector),
    ...(serviceAccounts === null
      ? []
      : [
          fact(
            'accounts',
            [...serviceAccounts.names, serviceAccounts.selector ?? ''].filter((one) => one !== '').join(', '),
          ),
        ]),
    ...(side.nets === null ? [] : [fact('nets', netsWords(side.nets))]),
    ...(side.notNets === null ? [] : [fact('not nets', netsWords(side.notNets))]),
    ...(side.ports === null ? [] : [fact('ports', portsWords(side.ports))]),
    ...(side.notPorts === null ? [] : [fact('not ports', portsWords(side.notPorts))]),
    ...(services === null ? [] : [fact('service', serviceKey, { type: 'service', key: serviceKey })]),
    ...(side.domains === null ? [] : [fact('domains', side.domains.join(', '))]),
  ]
}

function selectorFact(name: string, selector: string | null): readonly Item[] {
  return selector === null ? [] : [fact(name, selectorWords(selector))]
}

/** What the side's selectors come to, and who that is now. */
function matchItems(index: ClusterIndex, side: EntityRule, most: number): readonly Item[] {
  if (side.matches === null) return []
  const { excludes } = side
  const selector: Selector =
    excludes === null ? side.matches : { type: 'and', operands: [side.matches, { type: 'not', operand: excludes }] }
  const { endpoints, networkSets } = index.select(selector)
  const target = { type: 'selector', text: printSelector(selector) } as const
  const words = `${endpointWords(index.cluster, endpoints.length)}, ${countOf(networkSets.length, 'network set')}`
  const none = endpoints.length + networkSets.length === 0 && !lacksPods(index.cluster)
  return [
    entry([span('matches now ', 'faint'), span(none ? 'nobody' : words, none ? 'unknown' : 'strong')], target),
    ...limited(endpoints, most, (one) => endpointEntry(index, one)),
    ...limited(networkSets, most, networkSetEntry),
  ]
}

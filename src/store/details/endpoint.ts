import type { ClusterIndex, IndexedTier } from '../../engine/cluster-index.ts'
import type { Endpoint, WorkloadEndpoint } from '../../model/endpoint.ts'
import { isStaged, type Policy, policyKey } from '../../model/policy.ts'
import type { Direction } from '../../model/rule.ts'
import type { Labels } from '../../model/selector.ts'
import { addressWords } from '../../text/endpoint.ts'
import { countOf } from '../../text/list.ts'
import { type Line, span } from '../../text/styled.ts'
import { kindLetter, shortName } from '../kinds.ts'
import { labelItems } from './endpoints.ts'
import { blank, entry, fact, heading, type Item, text } from './item.ts'

/** An endpoint: who it is, the policies that govern it by direction in evaluation order, its own and its inherited labels. */
export function endpointItems(index: ClusterIndex, endpoint: Endpoint): readonly Item[] {
  const own = endpoint.labels
  const tiers = index.policiesOf(endpoint)
  return [
    ...(endpoint.type === 'workload' ? aboutPod(endpoint) : aboutHost(endpoint)),
    fact('addresses', endpoint.addresses.length === 0 ? 'none known' : addressWords(index, endpoint)),
    ...directionItems(tiers, 'ingress'),
    ...directionItems(tiers, 'egress'),
    blank,
    heading('LABELS', 'its own'),
    ...orNone(labelItems(own), 'none'),
    blank,
    heading('INHERITED', 'from namespace, service account and profiles'),
    ...orNone(labelItems(inherited(index.labelsOf(endpoint), own)), 'none'),
    blank,
    heading('PROFILES', 'decide when no tier does'),
    ...orNone(
      endpoint.profiles.map((name) => entry([span(name)], { type: 'profile', name })),
      'none: what no policy allows is denied',
    ),
  ]
}

function aboutPod(pod: WorkloadEndpoint): readonly Item[] {
  const account = pod.serviceAccount
  const ports = pod.containerPorts.map(
    (port) => `${port.protocol} ${port.port}${port.name === null ? '' : ` ${port.name}`}`,
  )
  return [
    ...(pod.planned
      ? [fact('planned', [span('no pod was seen: made from its workload, the address is invented', 'staged')])]
      : []),
    fact('namespace', pod.namespace, { type: 'namespace', name: pod.namespace }),
    ...(pod.workload === null ? [] : [fact('workload', `${pod.workload.kind} ${pod.workload.name}`)]),
    ...(account === null
      ? []
      : [fact('account', account, { type: 'service-account', key: `${pod.namespace}/${account}` })]),
    fact('node', pod.node ?? 'unknown'),
    ...(ports.length === 0 ? [] : [fact('ports', ports.join(', '))]),
    ...(pod.spoofsSource
      ? [fact('invalid', [span('asks for foreign source addresses: dropped whole', 'problem')])]
      : []),
  ]
}

function aboutHost(host: Extract<Endpoint, { type: 'host' }>): readonly Item[] {
  return [
    fact('kind', 'HostEndpoint'),
    fact('node', host.node),
    fact(
      'interface',
      host.interfaceName === '*' ? 'all without one of their own' : (host.interfaceName ?? 'found by address'),
    ),
  ]
}

function directionItems(selecting: readonly IndexedTier[], direction: Direction): readonly Item[] {
  const tiers = selecting.map(({ tier, policies }) => {
    const governing = policies.filter((policy) => policy[direction] !== null)
    return { tier, governing, enforced: governing.filter(decides).length }
  })
  const entered = tiers.filter((tier) => tier.governing.length > 0)
  const policies = entered.reduce((sum, tier) => sum + tier.governing.length, 0)
  const remark = policies === 0 ? 'no policy: the profiles decide' : countOf(policies, 'policy')
  const items = entered.flatMap(({ tier, governing, enforced }): readonly Item[] => [
    text([span(tier.name, 'strong'), span(enforced === 0 ? `  ${whyNotEntered(governing)}` : '', 'faint')]),
    ...governing.map((policy) => policyEntry(policy, true)),
    ...(enforced === 0 ? [] : [text(endWords(tier.defaultAction), 2)]),
  ])
  return [blank, heading(direction.toUpperCase(), remark), ...items]
}

function whyNotEntered(governing: readonly Policy[]): string {
  return governing.every((policy) => isStaged(policy.ref)) ? 'staged only: skipped' : 'has no end here'
}

/** Whether traffic that no rule matched meets the end of the tier because of this policy. */
function decides(policy: Policy): boolean {
  return !isStaged(policy.ref) && policy.invalid === null && policy.stage === 'normal'
}

function endWords(action: 'Deny' | 'Pass'): Line {
  return [span('  · end of tier: ', 'faint'), span(action, action === 'Deny' ? 'deny' : 'pass')]
}

/** A policy on a line; inside its tier the tier's name is left out of its own. */
export function policyEntry(policy: Policy, insideTier: boolean): Item {
  const staged = isStaged(policy.ref)
  const namespace = policy.ref.namespace === null ? '' : `${policy.ref.namespace}/`
  const line: Line = [
    span(staged ? ' ~' : '  ', 'staged'),
    span(`${kindLetter(policy.ref)} `, 'faint'),
    span(namespace, 'faint'),
    span(insideTier ? shortName(policy.ref) : policy.ref.name, staged ? 'staged' : 'plain'),
  ]
  const remark = policy.invalid !== null ? 'invalid: left out' : policy.stage === 'normal' ? '' : policy.stage
  const aside = insideTier
    ? remark === ''
      ? []
      : [span(remark, 'unknown')]
    : [span(`tier ${policy.ref.tier}`, 'faint')]
  return entry(line, { type: 'policy', key: policyKey(policy.ref) }, { hang: 4, aside })
}

function inherited(effective: Labels, own: Labels): Labels {
  return Object.fromEntries(Object.entries(effective).filter(([key]) => !(key in own)))
}

/** The items, or a word that there are none. */
export function orNone(items: readonly Item[], none: string): readonly Item[] {
  return items.length === 0 ? [text(none, 0, 'faint')] : items
}

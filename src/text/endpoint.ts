import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { isStaged, type Policy, policyName } from '../model/policy.ts'
import type { Direction } from '../model/rule.ts'
import type { Labels } from '../model/selector.ts'
import { orderText, tierOrderWords } from './board.ts'
import { governing } from './endpoint-json.ts'
import { countOf } from './list.ts'
import { type Line, plainText, span } from './styled.ts'
import { table } from './table.ts'
import { kindWords } from './words.ts'
import { wrapLine } from './wrap.ts'

/** An endpoint as text: what it is, its labels, and the policies that govern it, direction by direction in evaluation order. */
export function endpointLines(
  index: ClusterIndex,
  endpoint: Endpoint,
  { width }: { readonly width: number | null },
): readonly Line[] {
  const lines = [
    ...headLines(index, endpoint),
    ...directionLines(index, endpoint, 'ingress'),
    ...directionLines(index, endpoint, 'egress'),
  ]
  return lines.flatMap((line) => wrapLine(line, width, plainText(line).search(/[^ ]|$/) + 4))
}

function headLines(index: ClusterIndex, endpoint: Endpoint): readonly Line[] {
  const isPod = endpoint.type === 'workload'
  const own = new Set(Object.keys(endpoint.labels))
  const inherited = Object.fromEntries(Object.entries(index.labelsOf(endpoint)).filter(([key]) => !own.has(key)))
  const rows: readonly (readonly [string, string])[] = [
    ['address', addressWords(index, endpoint)],
    ['node', endpoint.node ?? ''],
    ['interface', isPod ? '' : (endpoint.interfaceName ?? '')],
    ['account', isPod ? (endpoint.serviceAccount ?? '') : ''],
    ['ports', endpoint.namedPorts.map(({ name, protocol, port }) => `${protocol} ${port} (${name})`).join(', ')],
    ['labels', labelWords(endpoint.labels)],
    ['inherits', labelWords(inherited)],
    ['profiles', endpoint.profiles.join(', ')],
  ]
  const shown = rows.filter(([, text]) => text !== '')
  return [
    [span(endpoint.key, 'heading'), span(whatWords(endpoint))],
    ...table(
      shown.map(([name, text]) => [[span(name, 'faint')], [span(text)]]),
      { indent: 2 },
    ),
  ]
}

/** The addresses of an endpoint, and which other pods have one of them too: a rule that finds one of these pods finds all. */
export function addressWords(index: ClusterIndex, endpoint: Endpoint): string {
  const words = endpoint.addresses.map((address) => {
    const others = index.endpointsAt(address).filter(({ key, type }) => type === 'workload' && key !== endpoint.key)
    return others.length === 0 ? address : `${address}, also of ${others.map(({ key }) => key).join(' and ')}`
  })
  return words.join(', ')
}

function whatWords(endpoint: Endpoint): string {
  if (endpoint.type === 'host') return '  host endpoint'
  const workload = endpoint.workload === null ? '' : ` of ${endpoint.workload.kind} ${endpoint.workload.name}`
  return `  pod${workload}${endpoint.planned ? ', planned from its template and not observed; its address is invented' : ''}`
}

function labelWords(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

function directionLines(index: ClusterIndex, endpoint: Endpoint, direction: Direction): readonly Line[] {
  const tiers = governing(index, endpoint, direction)
  const head = span(direction === 'ingress' ? 'Ingress' : 'Egress', 'heading')
  const [profile] = endpoint.profiles
  const end = profile === undefined ? 'no profile: what no tier decides is denied' : `then profile ${profile} decides`
  if (tiers.length === 0)
    return [
      [],
      [head, span(`  no policy governs it, ${profile === undefined ? end : `profile ${profile} decides`}`, 'faint')],
    ]
  const rows = table(
    tiers.flatMap(({ policies }) => policies.map((policy) => policyCells(policy, direction))),
    { indent: 4 },
  )
  const lines: Line[] = [[], [head]]
  let row = 0
  for (const { tier, policies } of tiers) {
    const isStagedOnly = policies.every((policy) => isStaged(policy.ref))
    const note = isStagedOnly ? ', only staged policies: passed by' : `, end of tier: ${tier.defaultAction}`
    lines.push([span('  tier ', 'faint'), span(tier.name, 'strong'), span(`  ${tierOrderWords(tier)}${note}`, 'faint')])
    lines.push(...rows.slice(row, row + policies.length))
    row += policies.length
  }
  return [...lines, [span(`  ${end}`, 'faint')]]
}

function policyCells(policy: Policy, direction: Direction): readonly Line[] {
  const staged = isStaged(policy.ref)
  return [
    [span(staged ? '~' : ' ', 'staged')],
    [span(policyName(policy.ref), staged ? 'staged' : 'strong')],
    [span(kindWords(policy.ref), 'faint')],
    [span(policy.order === null ? 'no order' : `order ${orderText(policy.order)}`)],
    [span(countOf(policy[direction]?.length ?? 0, 'rule'))],
  ]
}

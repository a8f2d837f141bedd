import type { ClusterIndex, IndexedTier } from '../engine/cluster-index.ts'
import { hidingIn, lacksPods } from '../model/gap.ts'
import { isStaged, type Policy, policyName } from '../model/policy.ts'
import type { Tier } from '../model/tier.ts'
import { typesOf } from './board-json.ts'
import { endpointWords, gapLines } from './gap.ts'
import { countOf, grouped } from './list.ts'
import { innerProblemText, problemsOf } from './problem.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'
import { clipLine, lineWidth } from './width.ts'
import { kindLetter, kindWords } from './words.ts'
import { wrapLine } from './wrap.ts'

const NARROW_LEGEND = [
  'G GlobalNetworkPolicy',
  'N NetworkPolicy',
  'K Kubernetes NetworkPolicy',
  'A cluster-wide policy of Kubernetes',
  'then: name, order, directions, endpoints',
]

/** How a board is told in lines. */
export interface BoardText {
  /** Columns to fit into, or null for lines as long as they come (piped text is never cut). */
  readonly width: number | null
}

/** The board as text: tiers in evaluation order, each with its policies in the order they are asked. */
export function boardLines(index: ClusterIndex, { width }: BoardText): readonly Line[] {
  const full = wideRows(index)
  const isNarrow = width !== null && full.some((line) => lineWidth(line) > width)
  const rows = isNarrow ? narrowRows(index, width) : full
  const lines: Line[] = [summary(index)]
  let row = 0
  for (const tier of index.tiers) {
    lines.push([], tierHead(tier, hidingIn(index.cluster.gaps.values(), tier.tier.name).length > 0))
    for (const policy of tier.policies) {
      lines.push(rows[row] ?? [], ...problemLines(index, policy))
      row += 1
    }
  }
  lines.push([], ...closing(index, isNarrow))
  return lines.flatMap((line) => wrapLine(line, width, 4))
}

/** The order of a tier in words; a tier that policies only mention has none. */
export function tierOrderWords(tier: Tier): string {
  if (tier.origin === 'missing') return 'does not exist, so it comes after all others'
  return tier.order === null ? 'no order' : `order ${orderText(tier.order)}`
}

/** An order as a number: `100`, `1 000 000`, `10.5`. */
export function orderText(order: number): string {
  return Number.isInteger(order) && order >= 0 ? grouped(order) : String(order)
}

/** What a policy governs, in one word or two. */
export function directionWords(policy: Policy): string {
  const types = typesOf(policy)
  return types.length === 0 ? 'nothing' : types.join(', ').toLowerCase()
}

function summary(index: ClusterIndex): Line {
  const policies = index.tiers.flatMap((tier) => tier.policies)
  const staged = policies.filter((policy) => isStaged(policy.ref)).length
  const pods = [...index.cluster.endpoints.values()].flatMap((inside) => [...inside.values()])
  const planned = pods.filter((pod) => pod.planned).length
  const words = [
    countOf(index.tiers.length, 'tier'),
    countOf(policies.length, 'policy'),
    ...(staged === 0 ? [] : [`${grouped(staged)} of them staged`]),
    endpointWords(index.cluster, pods.length + index.cluster.hostEndpoints.size),
    ...(planned === 0 ? [] : [`${grouped(planned)} of them planned from workloads, not observed`]),
  ]
  return [span(words.join(', '), 'strong')]
}

function tierHead({ tier, policies }: IndexedTier, mayHide: boolean): Line {
  return [
    span(tier.name, 'heading'),
    span(`  ${tierOrderWords(tier)}, end of tier: `, 'faint'),
    span(tier.defaultAction, tier.defaultAction === 'Deny' ? 'deny' : 'pass'),
    ...(mayHide
      ? [span(policies.length === 0 ? '  ? none seen, some may be hidden' : '  ? some may be hidden', 'unknown')]
      : []),
    ...(policies.length === 0 && !mayHide ? [span('  no policies: passed by', 'faint')] : []),
  ]
}

function wideRows(index: ClusterIndex): readonly Line[] {
  const rows = index.tiers.flatMap(({ policies }) =>
    policies.map((policy): readonly Line[] => [
      ...nameCells(policy),
      [span(kindWords(policy.ref), 'faint')],
      [span(policy.order === null ? 'no order' : `order ${orderText(policy.order)}`)],
      [span(directionWords(policy))],
      [span(endpointWords(index.cluster, index.countOf(policy)))],
      remarks(policy),
    ]),
  )
  return table(rows, { indent: 2, align: ['left', 'left', 'left', 'left', 'left', 'right'] })
}

/** The same in letters and numbers; names give way to the rest. The legend says what they are. */
function narrowRows(index: ClusterIndex, width: number): readonly Line[] {
  const cells = index.tiers.flatMap(({ policies }) =>
    policies.map((policy) => ({
      policy,
      rest: narrowCells(policy, lacksPods(index.cluster) ? '?' : grouped(index.countOf(policy))),
    })),
  )
  const widest = (column: number) => Math.max(0, ...cells.map(({ rest }) => lineWidth(rest[column] ?? [])))
  const room = Math.max(12, width - 2 - 3 - widest(0) - 2 - [1, 2, 3].reduce((sum, at) => sum + widest(at) + 2, 0))
  const rows = cells.map(({ policy, rest: [kind = [], ...rest] }): readonly Line[] => {
    const [mark = [], name = []] = nameCells(policy)
    return [mark, kind, clipLine(name, room), ...rest]
  })
  return table(rows, { indent: 2, align: ['left', 'left', 'left', 'right', 'left', 'right'] })
}

function narrowCells(policy: Policy, endpoints: string): readonly Line[] {
  const directions = [policy.ingress === null ? '' : 'in', policy.egress === null ? '' : 'out']
  return [
    [span(kindLetter(policy.ref), 'faint')],
    [span(policy.order === null ? 'none' : orderText(policy.order))],
    [span(directions.filter((word) => word !== '').join(' '))],
    [span(endpoints)],
  ]
}

function nameCells({ ref }: Policy): readonly Line[] {
  const staged = isStaged(ref)
  return [[span(staged ? '~' : ' ', 'staged')], [span(policyName(ref), staged ? 'staged' : 'strong')]]
}

/** What sets a policy apart from an ordinary one. */
function remarks(policy: Policy): Line {
  const words = [
    policy.stagedAction === null || policy.stagedAction === 'Set' ? '' : `stagedAction ${policy.stagedAction}`,
    policy.stage === 'pre-dnat' ? 'before DNAT' : '',
    policy.stage === 'untracked' ? 'untracked' : '',
    policy.applyOnForward && policy.stage === 'normal' ? 'on forwarded traffic' : '',
  ].filter((word) => word !== '')
  const invalid = policy.invalid === null ? [] : [span('left out by Calico', 'problem')]
  return words.length === 0 ? invalid : [span(words.join(', '), 'staged'), ...invalid]
}

function problemLines(index: ClusterIndex, policy: Policy): readonly Line[] {
  return problemsOf(index.cluster, policy.ref).map((problem) => [
    span('       ! ', 'problem'),
    span(innerProblemText(problem), 'problem'),
  ])
}

function closing(index: ClusterIndex, isNarrow: boolean): readonly Line[] {
  const hasStaged = index.tiers.some(({ policies }) => policies.some((policy) => isStaged(policy.ref)))
  const legend = [...(hasStaged ? ['~ staged: not enforced'] : []), ...(isNarrow ? NARROW_LEGEND : [])]
  const unseen = gapLines(index.cluster.gaps.values())
  return [
    [
      span('after the tiers  ', 'faint'),
      span('profiles'),
      span(': that of the namespace allows what no tier decided', 'faint'),
    ],
    ...(legend.length === 0 ? [] : [[span(legend.join('; '), 'faint')]]),
    ...(unseen.length === 0 ? [] : [[], [span('Not seen', 'heading')], ...unseen]),
  ]
}

import type { TierStop, TrafficStops } from '../engine/traffic-stops.ts'
import { policyName } from '../model/policy.ts'
import { countedNoun } from './counted.ts'
import { countOf } from './list.ts'
import { type Line, span } from './styled.ts'
import { clipLine } from './width.ts'
import { verdictSign } from './words.ts'

const passSign = '»'

/** Where the connections of one direction stop: a heading, a line for each tier, and the profiles last. Shares are those of all
 * connections of the direction. Wide enough, the lines tell what denied. */
export function stopsLines(stops: TrafficStops, width: number): readonly Line[] {
  const { direction, total, tiers, profiles } = stops
  const noun = countedNoun(stops.countsConnections)
  const who = direction === 'egress' ? 'sources' : 'destinations'
  const head = [
    span(direction.toUpperCase(), 'heading'),
    span(total === 0 ? `  ${who} reported nothing` : `  ${countOf(total, noun)}, as ${who} reported, in %`, 'faint'),
  ]
  if (total === 0) return [clipLine(head, width)]
  const last = { tier: 'profiles', ...profiles, goesOn: 0, deniedBy: [] }
  const names = Math.min(18, Math.max(...[...tiers, last].map(({ tier }) => tier.length)))
  return [head, ...[...tiers, last].map((stop) => stopLine(stop, { total, names, width }))].map((line) =>
    clipLine(line, width),
  )
}

interface Shape {
  readonly total: number
  readonly names: number
  readonly width: number
}

/** From how many cells on there is room for words, and for who denied. */
const withWords = 100
const withDenier = 70
const signs = 3 * 8
const words = 46
const denier = 18

function stopLine(stop: TierStop, { total, names, width }: Shape): Line {
  const isShort = width < withWords
  const taken = isShort ? signs + (width < withDenier ? 0 : denier) : words
  const bar = Math.max(4, Math.min(24, width - names - 2 - taken))
  const { tier, allowed, denied, goesOn } = stop
  const share = (count: number) => ((100 * count) / total).toFixed(1).padStart(5)
  const cells = Math.round((bar * allowed) / total)
  const deniedCells = denied === 0 ? 0 : Math.max(1, Math.round((bar * denied) / total))
  const rest = Math.max(0, bar - cells - deniedCells)
  const name = tier.length > names ? `${tier.slice(0, names - 1)}…` : tier.padEnd(names)
  const start = [
    span(`${name} `, allowed + denied === 0 ? 'faint' : 'plain'),
    span('█'.repeat(Math.min(cells, bar - Math.min(deniedCells, bar))), 'allow'),
    span('▓'.repeat(Math.min(deniedCells, bar)), 'deny'),
    span('░'.repeat(rest), 'faint'),
  ]
  const roles = [allowed === 0 ? 'faint' : 'allow', denied === 0 ? 'faint' : 'deny', 'faint'] as const
  if (isShort) {
    return [
      ...start,
      span(` ${share(allowed)} ${verdictSign('Allow')}`, roles[0]),
      span(` ${share(denied)} ${verdictSign('Deny')}`, roles[1]),
      span(` ${share(goesOn)} ${passSign}`, roles[2]),
      span(width < withDenier ? '' : shortDenier(stop), 'faint'),
    ]
  }
  return [
    ...start,
    span(` ${share(allowed)} % allowed`, roles[0]),
    span(` ${share(denied)} % denied`, roles[1]),
    span(` ${share(goesOn)} % go on`, roles[2]),
    span(denierWords(stop), 'faint'),
  ]
}

/** `  end of tier`, `  default-deny +2`. */
function shortDenier({ deniedBy }: TierStop): string {
  const [first, ...rest] = deniedBy
  if (first === undefined) return ''
  const name = first.policy === null ? 'end of tier' : policyName(first.policy)
  return `  ${verdictSign('Deny')} ${name}${rest.length === 0 ? '' : ` +${rest.length}`}`
}

/** `   denied by the end of the tier, default-deny 12`. */
function denierWords({ denied, deniedBy }: TierStop): string {
  if (denied === 0) return ''
  const name = ({ policy }: TierStop['deniedBy'][number]) =>
    policy === null ? 'the end of the tier' : policyName(policy)
  const [first, ...rest] = deniedBy
  if (first === undefined) return ''
  if (rest.length === 0) return `   all denials by ${name(first)}`
  return `   denials by ${deniedBy.map((one) => `${name(one)} ${((100 * one.connections) / denied).toFixed(0)} %`).join(', ')}`
}

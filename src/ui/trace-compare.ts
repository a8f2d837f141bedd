import type { Leg, Trace } from '../model/trace.ts'
import type { Scene } from '../store/trace-scene.ts'
import type { StyledLine } from '../term/line.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { lineWidth } from '../text/width.ts'
import { stageWords, verdictSign } from '../text/words.ts'
import { framed } from './frame.ts'
import { beside, fitted, type Look, painted, run } from './look.ts'
import { pendingWords } from './trace-connection.ts'
import { byWords, outcomeName, tellingOutcomes, verdictLine } from './trace-summary.ts'
import type { Outcome } from './trace-tiers.ts'
import { inPane } from './trace-wrap.ts'
import type { Area } from './view.ts'

/** Enforced and pending side by side, tier by tier; `≠` marks where they part. */
export function comparison(look: Look, scene: Scene, area: Area): readonly StyledLine[] {
  const [enforced, pending] = bothScopes(scene)
  const width = Math.floor(area.columns / 2)
  const widths = [width, area.columns - width] as const
  const rows = firstParting(pairs(enforced, pending)).flatMap((pair) => pairLines(pair, [widths[0] - 6, widths[1] - 6]))
  const shown = rows.slice(scene.view.top, scene.view.top + area.rows - 2)
  const pane = (side: 0 | 1, title: StyledLine) =>
    framed(
      look,
      {
        width: widths[side],
        rows: area.rows - 2,
        focused: false,
        title,
        aside: painted(look, verdictLine(side === 0 ? enforced.verdict : pending.verdict)),
        foot: [],
        footAside: [],
      },
      shown.map((row) => [run(look, ' '), ...painted(look, row[side])]),
    )
  const blocks = [
    { width: widths[0], lines: pane(0, [run(look, 'enforced: what happens today', 'heading')]) },
    { width: widths[1], lines: pane(1, [run(look, pendingWords(scene.view), 'staged')]) },
  ]
  return beside(look, blocks, area.rows).map((line) => fitted(look, line, area.columns))
}

/** What stands in one row on either side; `parts`: the two differ here for the first time. */
interface Pair {
  readonly left: Line
  readonly right: Line
  readonly parts: boolean
  /** The tier and direction, in words. */
  readonly place: string
}

/** Where the two scopes part first, in words. */
export function partingLine(scene: Scene): Line {
  const [one, other] = bothScopes(scene)
  const all = pairs(one, other)
  const first = all.find((pair) => pair.parts)
  const where = first === undefined ? 'the same in both' : `they part at ${first.place}`
  return [span(where), span('   '), span('=', 'key'), span(' goes back to the walk', 'faint')]
}

function bothScopes(scene: Scene): readonly [Trace, Trace] {
  return scene.view.scope === 'enforced' ? [scene.trace, scene.other] : [scene.other, scene.trace]
}

/** Only where the two part first is marked: what comes after follows from it. */
function firstParting(all: readonly Pair[]): readonly Pair[] {
  const first = all.findIndex((pair) => pair.parts)
  return all.map((pair, at) => ({ ...pair, parts: at === first }))
}

function pairs(one: Trace, other: Trace): readonly Pair[] {
  const rows: Pair[] = []
  const count = Math.max(one.legs.length, other.legs.length)
  for (let at = 0; at < count; at += 1) {
    const [left, right] = [one.legs[at], other.legs[at]]
    if (at > 0) rows.push({ left: [], right: [], parts: false, place: '' })
    rows.push({ left: headLine(left), right: headLine(right), parts: false, place: '' }, ...tierPairs(left, right))
  }
  return rows
}

function headLine(leg: Leg | undefined): Line {
  if (leg === undefined) return [span('not asked: it never arrives', 'faint')]
  const stage = stageWords(leg.stage)
  return [
    span(leg.direction.toUpperCase(), 'heading'),
    span(stage === '' ? '  ' : `, ${stage}  `),
    ...verdictLine(leg.verdict),
  ]
}

function tierPairs(left: Leg | undefined, right: Leg | undefined): readonly Pair[] {
  const [ones, others] = [
    left === undefined ? [] : tellingOutcomes(left),
    right === undefined ? [] : tellingOutcomes(right),
  ]
  const order = [
    ...ones.map(outcomeName),
    ...others.map(outcomeName).filter((name) => !ones.some((one) => outcomeName(one) === name)),
  ]
  const names =
    others.length > ones.length
      ? [...others.map(outcomeName), ...order.filter((name) => !others.some((one) => outcomeName(one) === name))]
      : order
  return names.map((name) => {
    const [one, other] = [
      ones.find((each) => outcomeName(each) === name),
      others.find((each) => outcomeName(each) === name),
    ]
    return {
      left: tierLine(one, name),
      right: tierLine(other, name),
      parts: saying(one) !== saying(other),
      place: placeWords(left ?? right, name),
    }
  })
}

function placeWords(leg: Leg | undefined, name: string): string {
  const tier = name === 'profiles' ? 'the profiles' : `tier ${name}`
  return leg === undefined ? tier : `${tier}, on ${leg.direction}`
}

/** What an outcome says, to compare; undefined where that side does not come so far. */
function saying(outcome: Outcome | undefined): string | undefined {
  return outcome === undefined ? undefined : JSON.stringify([outcome.result, outcome.by])
}

function tierLine(outcome: Outcome | undefined, name: string): Line {
  if (outcome === undefined) return [span(`${name}  not reached`, 'faint')]
  if (outcome.result === 'skipped') return [span(`- ${name}  ${byWords(outcome)}`, 'faint')]
  return [
    span(`${verdictSign(outcome.result)} `, roleOf(outcome.result)),
    span(name, 'strong'),
    span(`  ${byWords(outcome)}`),
  ]
}

function pairLines(pair: Pair, widths: readonly [number, number]): readonly (readonly [Line, Line])[] {
  const mark = span(pair.parts ? '≠ ' : '  ', 'accent')
  const left = lineWidth(pair.left) === 0 ? [] : inPane(pair.left, widths[0], 2)
  const right = lineWidth(pair.right) === 0 ? [] : inPane(pair.right, widths[1], 2)
  const rows = Math.max(1, left.length, right.length)
  return Array.from({ length: rows }, (_, at) => {
    const sign = at === 0 ? mark : span('  ')
    return [
      [sign, ...(left[at] ?? [])],
      [sign, ...(right[at] ?? [])],
    ] as const
  })
}

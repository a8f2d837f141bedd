import type { Leg, Step, Trace } from '../model/trace.ts'
import { type Line, plainText, roleOf, span } from './styled.ts'
import { table } from './table.ts'
import { answerLines, assumptionLines, connectionLines, leadingSpaces, shadowedLines, unseenLines } from './trace.ts'
import { legLines, tierOf } from './trace-leg.ts'
import type { TraceText } from './trace-rules.ts'
import { policyWords } from './verdict.ts'
import { lineWidth } from './width.ts'
import { stageWords, verdictSign } from './words.ts'
import { wrapLine } from './wrap.ts'

/** Both scopes of one connection. */
export interface TracePair {
  readonly enforced: Trace
  readonly pending: Trace
}

/** The two answers, the tiers of both side by side with the place where they part, and then the steps of the one with the staged policies. */
export function tracePairLines({ enforced, pending }: TracePair, options: TraceText): readonly Line[] {
  const rows = comparison(enforced, pending)
  const isSame = rows.every((row) => !row.differs)
  const told = isSame ? enforced : pending
  const lines = [
    ...answerLines(enforced, options.width),
    ...(isSame ? [[span('  The staged policies change nothing.')]] : answerLines(pending, options.width)),
    [],
    ...connectionLines(enforced, options.index),
    [],
    ...sideBySide(rows, options.width),
    [],
    [span(isSame ? 'Step by step, the same in both:' : 'Step by step, with the staged policies enforced:', 'faint')],
    ...told.legs.flatMap((leg) => [[], ...legLines(leg, told.connection, options)]),
    ...assumptionLines(told, options.width),
    ...unseenLines(told, options.width),
    ...shadowedLines(pending, options.width),
  ]
  return lines.flatMap((line) => wrapLine(line, options.width, leadingSpaces(line) + 4))
}

/** One row of the comparison: a tier, the profile, or the head of a leg (`tier` null). */
interface Row {
  readonly head: string | null
  readonly tier: string
  readonly enforced: Line
  readonly pending: Line
  readonly differs: boolean
  /** True where the one denies what the other lets through. */
  readonly turns: boolean
}

const NOT_REACHED: Line = [span('not reached', 'faint')]
const PROFILE = 'profile'

function comparison(enforced: Trace, pending: Trace): readonly Row[] {
  const legs = new Map([...enforced.legs, ...pending.legs].map((leg) => [legKey(leg), leg]))
  return [...legs].flatMap(([key, leg]): readonly Row[] => {
    const legNow = enforced.legs.find((other) => legKey(other) === key)
    const legThen = pending.legs.find((found) => legKey(found) === key)
    const isTurned = legNow !== undefined && legThen !== undefined && legNow.verdict !== legThen.verdict
    const one = outcomes(legNow)
    const other = outcomes(legThen)
    const names = tierNames(one, other)
    const stage = stageWords(leg.stage)
    const head = `${leg.direction === 'egress' ? 'Egress' : 'Ingress'} at ${leg.endpoint}${stage === '' ? '' : `, ${stage}`}`
    return names.map((tier, at) => {
      const now = one.get(tier) ?? NOT_REACHED
      const then = other.get(tier) ?? NOT_REACHED
      return {
        head: at === 0 ? head : null,
        tier,
        enforced: now,
        pending: then,
        differs: plainText(now) !== plainText(then),
        turns: isTurned && denies(now) !== denies(then),
      }
    })
  })
}

function legKey(leg: Leg): string {
  return `${leg.direction} ${leg.endpoint} ${leg.stage}`
}

/** All tiers of both, in board order: each scope holds them in order, and the shorter one ends early. */
function tierNames(one: ReadonlyMap<string, Line>, other: ReadonlyMap<string, Line>): readonly string[] {
  const tiers = [...(one.size >= other.size ? one : other).keys()].filter((name) => name !== PROFILE)
  return one.has(PROFILE) || other.has(PROFILE) ? [...tiers, PROFILE] : tiers
}

/** What came of each tier of a leg, and last of the profile. */
function outcomes(leg: Leg | undefined): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>()
  for (const step of leg?.steps ?? []) {
    const outcome = outcomeOf(step)
    if (outcome !== null) found.set(tierOf(step) ?? PROFILE, outcome)
  }
  return found
}

function outcomeOf(step: Step): Line | null {
  switch (step.type) {
    case 'tier-skipped':
      return [span(step.because === 'staged' ? '- only staged policies' : '- passed by', 'faint')]
    case 'rule-matched':
      return said(step.action, `rule ${step.rule} of ${policyWords(step.policy)}`)
    case 'end-of-tier':
      return said(step.action, 'end of tier')
    case 'profile':
      return said(step.action, step.profile)
    case 'no-profile':
      return said(step.action, 'no profile allows')
    case 'exempt':
      return said(step.action, 'whatever the policies say')
    default:
      return null
  }
}

function said(action: 'Allow' | 'Deny' | 'Pass', words: string): Line {
  return [span(`${verdictSign(action)} ${action}`, roleOf(action)), span(`  ${words}`)]
}

function denies(outcome: Line): boolean {
  return plainText(outcome).startsWith(`${verdictSign('Deny')} Deny`)
}

/** What stands behind the first row that differs, and behind that which turns the verdict where it is another one. */
interface Marks {
  readonly parts: string
  readonly turns: string
}

function sideBySide(rows: readonly Row[], width: number | null): readonly Line[] {
  const full = comparisonTable(rows, (line) => line, { parts: '◀ here they part', turns: '◀ here the verdict turns' })
  // Where there is no room, which rule it was is left to the steps below.
  if (width === null || full.every((line) => lineWidth(line) <= width)) return full
  return comparisonTable(rows, (line) => line.slice(0, 1), { parts: '◀ part', turns: '◀ turn' })
}

function comparisonTable(rows: readonly Row[], cell: (line: Line) => Line, marks: Marks): readonly Line[] {
  const parting = rows.findIndex((row) => row.differs)
  const turning = rows.findIndex((row) => row.turns)
  const cells = rows.map((row, at): readonly Line[] => [
    [span(`  ${row.tier}`, 'strong')],
    cell(row.enforced),
    cell(row.pending),
    at === parting ? [span(marks.parts, 'accent')] : at === turning ? [span(marks.turns, 'accent')] : [],
  ])
  const [heading = [], ...lines] = table(cells, { heading: ['', 'enforced', 'pending', ''], gap: 3 })
  return [heading, ...lines.flatMap((line, at) => [...headOf(rows[at]), line])]
}

function headOf(row: Row | undefined): readonly Line[] {
  return row === undefined || row.head === null ? [] : [[span(row.head, 'heading')]]
}

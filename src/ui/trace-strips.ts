import type { Leg } from '../model/trace.ts'
import type { Scene } from '../store/trace-scene.ts'
import { type Line, type Role, roleOf, type Span, span } from '../text/styled.ts'
import { lineWidth, textWidth } from '../text/width.ts'
import { verdictSign } from '../text/words.ts'
import { outcomeName, tellingOutcomes, verdictLine } from './trace-summary.ts'
import type { Outcome } from './trace-tiers.ts'

/** One line for each direction: its tiers in order with what became of the connection there, and where we are. */
export function stripLines(scene: Scene, columns: number): readonly Line[] {
  return scene.trace.legs.map((leg, at) => stripLine(scene, { leg, at }, columns))
}

function stripLine(scene: Scene, { leg, at }: { readonly leg: Leg; readonly at: number }, columns: number): Line {
  const isHere = scene.here.leg === at
  const stage = leg.stage === 'workload' ? '' : ` ${leg.stage}`
  const name = `${leg.direction === 'egress' ? 'EGRESS ' : 'INGRESS'}${stage}`
  const head: Line = [span(' '), span(name, isHere ? 'heading' : 'faint'), span('  ')]
  const isOpen = !scene.trace.certain && at === scene.trace.legs.length - 1
  const verdict: Line = isOpen ? [span(`? ${leg.verdict}`, 'unknown')] : verdictLine(leg.verdict)
  const tail: Line = [span('  '), ...verdict, span(' ')]
  const all = tellingOutcomes(leg).map((outcome) =>
    tierSpans(outcome, { isHere: isHere && isAt(scene, outcome), isWide: columns >= 100 }),
  )
  const current = Math.max(
    0,
    tellingOutcomes(leg).findIndex((outcome) => isHere && isAt(scene, outcome)),
  )
  const room = columns - lineWidth(head) - lineWidth(tail)
  return spread([...head, ...chain(all, current, room)], tail, columns)
}

function spread(left: Line, right: Line, columns: number): Line {
  return [...left, span(' '.repeat(Math.max(0, columns - lineWidth(left) - lineWidth(right)))), ...right]
}

/** True when the step under the cursor is about this tier, or what comes after the tiers. */
function isAt(scene: Scene, outcome: Outcome): boolean {
  const { telling, tier } = scene.here
  if (telling.type === 'leg') return false
  return tier === outcome.tier
}

const links: Record<Outcome['result'], string> = { Pass: ' ─▶ ', skipped: ' ─▶ ', Allow: '', Deny: '' }

function tierSpans(
  outcome: Outcome,
  { isHere, isWide }: { readonly isHere: boolean; readonly isWide: boolean },
): readonly Span[] {
  const { result } = outcome
  const name = outcomeName(outcome)
  const role: Role = isHere ? 'accent' : result === 'skipped' ? 'faint' : 'plain'
  const shown = isHere ? `[${name}]` : name
  if (result === 'skipped') return [span(`- ${shown}`, role)]
  return [
    span(`${verdictSign(result)} `, roleOf(result)),
    span(shown, role),
    ...(isWide ? [span(` ${result}`, roleOf(result))] : []),
  ]
}

/** The tiers one after the other; where they do not fit, those around the current one. */
function chain(tiers: readonly (readonly Span[])[], current: number, room: number): Line {
  const link = links.Pass
  const width = (from: number, to: number) =>
    tiers.slice(from, to).reduce((sum, tier) => sum + lineWidth(tier), 0) + (to - from - 1) * textWidth(link)
  let from = 0
  let to = tiers.length
  while (to - from > 1 && width(from, to) + (from > 0 ? 2 : 0) + (to < tiers.length ? 2 : 0) > room) {
    if (current - from > to - 1 - current) from += 1
    else to -= 1
  }
  const joined = tiers.slice(from, to).flatMap((tier, at) => (at === 0 ? tier : [span(link, 'faint'), ...tier]))
  return [...(from > 0 ? [span('‹ ', 'faint')] : []), ...joined, ...(to < tiers.length ? [span(' ›', 'faint')] : [])]
}

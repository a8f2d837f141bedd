import { nearestMiss } from '../engine/nearest-miss.ts'
import { shadowedByTwins } from '../engine/staged.ts'
import { type Gap, hidingIn } from '../model/gap.ts'
import type { Field, Trace } from '../model/trace.ts'
import type { Scene } from '../store/trace-scene.ts'
import { gapsWords } from '../text/gap.ts'
import { countOf } from '../text/list.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { shadowedWords } from '../text/trace.ts'
import { policyWords } from '../text/verdict.ts'
import { fieldWords } from '../text/words.ts'
import { hasWords } from './trace-criteria.ts'
import { endpointName } from './trace-names.ts'
import { stagedMet, why } from './trace-why.ts'
import { inPane, textInPane } from './trace-wrap.ts'

/** What the step under the cursor means, and what else is worth knowing there. */
export function asideLines(scene: Scene, columns: number): readonly Line[] {
  const thoughts = why(scene, scene.here).flatMap((thought) => [...inPane(thought, columns), []])
  const more = [
    ...nearestLines(scene, columns),
    ...assumedLines(scene, columns),
    ...unseenLines(scene, columns),
    ...stagedLines(scene, columns),
  ]
  // The answer stands above: what to do about it comes before how it came about.
  return scene.here.telling.type === 'answer' ? [...more, ...thoughts] : [...thoughts, ...more]
}

/** The rule that came closest, where the connection is denied. */
function nearestLines(scene: Scene, columns: number): readonly Line[] {
  const { telling } = scene.here
  const isEnd = telling.type === 'end-of-tier' && telling.action === 'Deny'
  if (telling.type !== 'answer' && telling.type !== 'verdict' && !isEnd) return []
  const nearest = nearestMiss(scene.index, scene.trace)
  if (nearest === null) return []
  const missed = nearest.criteria.filter((each) => each.answer !== 'yes')
  const of = `${missed.length} of its ${countOf(nearest.criteria.length, 'criterion', 'criteria')}`
  const head = `Rule ${nearest.rule} of ${policyWords(nearest.policy)} would ${nearest.action === 'Allow' ? 'allow' : 'pass'} it, but for ${of}:`
  const rows = missed.flatMap((each) => {
    const sign = each.answer === 'no' ? span('✗ ', 'deny') : span('? ', 'unknown')
    const words = ` wants ${each.wants}; it is ${hasWords(each)}`
    return inPane([sign, span(fieldWords(each.field), 'strong'), span(words)], columns, 2)
  })
  return [[span('NEAREST MISS', 'heading')], ...textInPane(head, columns), ...rows, []]
}

/** What was taken for granted, where it matters. */
function assumedLines(scene: Scene, columns: number): readonly Line[] {
  const { type } = scene.here.telling
  const { assumptions, certain } = scene.trace
  if (assumptions.length === 0 || (type !== 'answer' && type !== 'verdict')) return []
  const head: Line = [span('UNKNOWN', 'unknown'), span(certain ? '  does not change the verdict' : '', 'faint')]
  const rows = assumptions.slice(0, 4).flatMap(({ policy, rule, field, taken, otherwise }) => {
    const what =
      rule === null || field === null
        ? `${policyWords(policy)} could not be read`
        : `rule ${rule} of ${policyWords(policy)} asks for ${askedWords(field)}, which nobody gave`
    const turns = otherwise !== scene.trace.verdict
    const tail: Line = turns ? [span('; otherwise '), span(otherwise, roleOf(otherwise))] : []
    return inPane([span('? ', 'unknown'), span(`${what}: taken as ${taken}`), ...tail, span('.')], columns, 2)
  })
  const more = assumptions.length > 4 ? [[span(`  and ${assumptions.length - 4} more`, 'faint')]] : []
  return [head, ...rows, ...more, []]
}

/** What was not read of the cluster, where it may play a part: all of it at the answer, in a tier what its policies lack. */
function unseenLines(scene: Scene, columns: number): readonly Line[] {
  const { here, trace, index } = scene
  if (here.telling.type !== 'answer' && here.telling.type !== 'verdict') {
    const isOfTier = ['tier', 'tier-skipped', 'end-of-tier'].includes(here.telling.type)
    const gaps = isOfTier ? hidingIn(index.cluster.gaps.values(), here.tier ?? '') : []
    return gaps.length === 0 ? [] : [notSeen, ...gapRows(gaps, [], columns), []]
  }
  if (trace.unseen.length === 0) return []
  const turning = trace.unseen.filter(({ otherwise }) => otherwise !== trace.verdict).map(({ gap }) => gap)
  const idle = trace.unseen.filter(({ otherwise }) => otherwise === trace.verdict).map(({ gap }) => gap)
  const other = trace.verdict === 'Allow' ? 'Deny' : 'Allow'
  const tail: Line = [span('; it could be '), span(other, roleOf(other))]
  return [notSeen, ...gapRows(turning, tail, columns), ...gapRows(idle, [], columns), []]
}

const notSeen: Line = [span('NOT SEEN', 'unknown')]

function gapRows(gaps: readonly Gap[], tail: Line, columns: number): readonly Line[] {
  return gapsWords(gaps).flatMap((words) =>
    inPane([span('? ', 'unknown'), span(words), ...tail, span('.')], columns, 2),
  )
}

/** What is missing to decide a criterion: a selector is open only where a network set holds domains. */
function askedWords(field: Field): string {
  return field === 'destination-selector' || field === 'destination-domains'
    ? 'a domain name'
    : `the ${fieldWords(field)}`
}

/** What staged policies would change, at the answer; in a tier those that would take part. */
function stagedLines(scene: Scene, columns: number): readonly Line[] {
  const { here, trace, other } = scene
  const { type } = here.telling
  if (type === 'tier' && here.leg !== null) {
    const refs = stagedMet(trace, here.leg).filter((ref) => ref.tier === here.tier)
    const rows = refs.flatMap((ref) => inPane([span('~ ', 'staged'), span(`${ref.name} would take part`)], columns, 2))
    return rows.length === 0 ? [] : [[span('STAGED HERE', 'staged')], ...rows, []]
  }
  if (type !== 'answer' && type !== 'verdict') return []
  const isSame = decidedBy(trace) === decidedBy(other)
  const shadowed = [trace, other].flatMap(shadowedByTwins).slice(0, 1)
  const notes = shadowed.flatMap((ref) => inPane([span(`${shadowedWords(ref)} (R on screen).`)], columns))
  if (isSame && shadowed.length === 0 && trace.legs.every((_, at) => stagedMet(trace, at).length === 0)) return []
  return [[span('STAGED', 'staged')], ...inPane(otherScope(scene, isSame), columns), ...notes, []]
}

function otherScope({ view, other }: Scene, isSame: boolean): Line {
  const head = view.scope === 'pending' ? 'Today, without the staged policies: ' : 'With every staged policy enforced: '
  const tail: Line = isSame
    ? [span(', decided in the same way.')]
    : [span('  ('), span('~', 'key'), span(' switches, '), span('=', 'key'), span(' compares)')]
  return [span(head), span(other.verdict, roleOf(other.verdict)), ...tail]
}

/** The steps of a trace that decide something, in a form to compare. */
function decidedBy(trace: Trace): string {
  const before = decided.get(trace)
  if (before !== undefined) return before
  const deciding = trace.legs.map((leg) => leg.steps.filter((step) => !quiet.includes(step.type)))
  const text = JSON.stringify([trace.verdict, deciding])
  decided.set(trace, text)
  return text
}

const decided = new WeakMap<Trace, string>()
const quiet: readonly string[] = ['policy-skipped', 'tier-skipped', 'policy-not-reached', 'policy-missed']

/** What is settled so far: each direction with its verdict, or how much of it is still to come. */
export function soFarLine(scene: Scene): Line {
  const { trace, told, at } = scene
  if (at === 0) return [span('n', 'key'), span(' walks through it, '), span('c', 'key'), span(' runs to the verdict')]
  return trace.legs.flatMap((leg, place): Line => {
    const last = told.findLastIndex((each) => each.leg === place)
    const gap = place === 0 ? [] : [span('   ')]
    const head = span(`${leg.direction} `)
    if (at >= last)
      return [...gap, head, span(leg.verdict, roleOf(leg.verdict)), span(` at ${endpointName(leg.endpoint)}`, 'faint')]
    return [
      ...gap,
      head,
      span(
        `undecided, ${countOf(last - Math.max(at, told.findIndex((each) => each.leg === place) - 1), 'step')} left`,
        'faint',
      ),
    ]
  })
}

import type { Trace } from '../model/trace.ts'
import { nearestMiss } from '../store/trace-nearest.ts'
import type { Scene } from '../store/trace-scene.ts'
import { countOf } from '../text/list.ts'
import { type Line, roleOf, span } from '../text/styled.ts'
import { policyWords } from '../text/verdict.ts'
import { fieldWords } from '../text/words.ts'
import { endpointName, stagedMet, why } from './trace-why.ts'
import { inPane, textInPane } from './trace-wrap.ts'

/** What the step under the cursor means, and what else is worth knowing there. */
export function asideLines(scene: Scene, columns: number): readonly Line[] {
  const thoughts = why(scene, scene.here).flatMap((thought) => [...inPane(thought, columns), []])
  return [...thoughts, ...nearestLines(scene, columns), ...assumedLines(scene, columns), ...stagedLines(scene, columns)]
}

/** The rule that came closest, where the connection is denied. */
function nearestLines(scene: Scene, columns: number): readonly Line[] {
  const { type } = scene.here.telling
  const isEnd =
    type === 'answer' || type === 'verdict' || (type === 'end-of-tier' && scene.here.telling.action === 'Deny')
  const nearest = isEnd ? nearestMiss(scene.index, scene.trace) : null
  if (nearest === null) return []
  const head = `Rule ${nearest.rule} of ${policyWords(nearest.policy)} came closest: `
  const missed = nearest.criteria.filter((each) => each.answer !== 'yes')
  const count = `${missed.length} of ${countOf(nearest.criteria.length, 'criterion', 'criteria')} ${missed.length === 1 ? 'is' : 'are'} not met.`
  const rows = missed.flatMap((each) =>
    inPane(
      [span('✗ ', 'deny'), span(`${fieldWords(each.field)} `, 'strong'), span(`wants ${each.wants}, has ${each.has}`)],
      columns,
      2,
    ),
  )
  return [[span('NEAREST MISS', 'heading')], ...textInPane(head + count, columns), ...rows, []]
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
        : `rule ${rule} of ${policyWords(policy)} asks for ${fieldWords(field)}, which nobody gave`
    const turns = otherwise !== scene.trace.verdict
    const tail: Line = turns ? [span('; otherwise '), span(otherwise, roleOf(otherwise))] : []
    return inPane([span('? ', 'unknown'), span(`${what}: taken as ${taken}`), ...tail, span('.')], columns, 2)
  })
  const more = assumptions.length > 4 ? [[span(`  and ${assumptions.length - 4} more`, 'faint')]] : []
  return [head, ...rows, ...more, []]
}

/** What staged policies would change, at the answer, and which of them this direction meets. */
function stagedLines(scene: Scene, columns: number): readonly Line[] {
  const { type } = scene.here.telling
  const refs = scene.trace.legs.flatMap((_, at) =>
    scene.here.leg === null || scene.here.leg === at ? stagedMet(scene.trace, at) : [],
  )
  if (type !== 'answer' && type !== 'verdict' && type !== 'tier') return []
  if (type === 'tier') {
    const here = refs.filter((ref) => ref.tier === scene.here.tier)
    if (here.length === 0 || scene.trace.scope === 'pending') return []
    return [
      [span('STAGED HERE', 'staged')],
      ...here.flatMap((ref) => inPane([span(`~ ${ref.name}`, 'staged')], columns, 2)),
      [],
    ]
  }
  return [[span('STAGED', 'staged')], ...inPane(otherScope(scene.trace, scene.other), columns), []]
}

function otherScope(trace: Trace, other: Trace): Line {
  const isPending = trace.scope === 'pending'
  const head = isPending ? 'Today, without the staged policies: ' : 'With every staged policy enforced: '
  const same =
    trace.verdict === other.verdict &&
    JSON.stringify(trace.legs.map(decider)) === JSON.stringify(other.legs.map(decider))
  return [
    span(head),
    span(other.verdict, roleOf(other.verdict)),
    span(same ? ', decided in the same way.' : ' (~ switches).'),
  ]
}

/** What decided a leg, in a form to compare. */
function decider(leg: Trace['legs'][number]): unknown {
  return leg.steps.filter(
    (step) =>
      step.type !== 'policy-skipped' &&
      step.type !== 'tier-skipped' &&
      step.type !== 'policy-not-reached' &&
      step.type !== 'policy-missed',
  )
}

/** What is settled so far: each direction with its verdict, or how much of it is still to come. */
export function soFarLine(scene: Scene): Line {
  const { trace, told, at } = scene
  if (at === 0)
    return [
      span(trace.certain ? '' : 'uncertain: ', 'unknown'),
      span('step through it with '),
      span('n', 'key'),
      span(', straight to the verdict with '),
      span('c', 'key'),
    ]
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

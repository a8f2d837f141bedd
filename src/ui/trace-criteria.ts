import { explain } from '../engine/explain.ts'
import type { Policy } from '../model/policy.ts'
import type { Criterion, SelectorTerm } from '../model/trace.ts'
import { assumptionOf, legOf, type Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { type Line, type Role, span } from '../text/styled.ts'
import { textWidth } from '../text/width.ts'
import { fieldWords } from '../text/words.ts'
import { inPane } from './trace-wrap.ts'

export interface OfRule {
  readonly policy: Policy
  readonly rule: number
  readonly columns: number
}

const signs: Record<Criterion['answer'], { readonly mark: string; readonly role: Role }> = {
  yes: { mark: '✓', role: 'allow' },
  no: { mark: '✗', role: 'deny' },
  unknown: { mark: '?', role: 'unknown' },
}

/** A rule criterion by criterion: what it wants, what the connection has, yes or no, and which label decided. */
export function criterionLines(scene: Scene, told: Told, { policy, rule, columns }: OfRule): readonly Line[] {
  const direction = legOf(scene, told)?.direction
  if (direction === undefined) return []
  const criteria = explain(scene.index, scene.trace.connection, policy.ref, { direction, rule })
  const miss = told.telling.type === 'rule' ? told.telling.miss : null
  const assumed = assumptionOf(scene, told)
  if (criteria.length === 0) return [[span('     it asks for nothing, so it matches everything', 'faint')]]
  const names = Math.max(...criteria.map((each) => textWidth(fieldWords(each.field))))
  return criteria.flatMap((each) => {
    const stops = miss !== null && miss.field === each.field
    const taken = assumed !== null && assumed.field === each.field ? assumed.taken : null
    return oneCriterion(each, { names, columns, stops, taken })
  })
}

interface Setting {
  /** Columns of the longest field name. */
  readonly names: number
  readonly columns: number
  readonly stops: boolean
  readonly taken: 'met' | 'not met' | null
}

function oneCriterion(criterion: Criterion, { names, columns, stops, taken }: Setting): readonly Line[] {
  const { mark, role } = signs[criterion.answer]
  const hang = names + 9
  const name = fieldWords(criterion.field).padEnd(names)
  const wants = inPane(
    [
      span('     '),
      span(`${mark} `, role),
      span(name, stops ? 'strong' : 'plain'),
      span('  '),
      span(criterion.wants, 'plain'),
    ],
    columns,
    hang,
  )
  const isSame = criterion.wants === criterion.has && criterion.answer === 'yes'
  const indent = span(' '.repeat(hang))
  const tail: Line[] = []
  if (!isSame) {
    const has: Line = [
      indent,
      span('has ', 'faint'),
      span(criterion.has, stops ? 'strong' : 'faint'),
      ...(stops ? [span('  ◀ stops here', 'deny')] : []),
    ]
    tail.push(...inPane(has, columns, hang + 4))
  }
  if (taken !== null) tail.push(...inPane([indent, span(`nobody said: taken as ${taken}`, 'unknown')], columns, hang))
  return [
    ...wants,
    ...tail,
    ...(criterion.answer === 'yes' && criterion.terms.length < 2
      ? []
      : termLines(criterion.terms, { columns, indent: hang })),
  ]
}

function termLines(
  terms: readonly SelectorTerm[],
  { columns, indent }: { readonly columns: number; readonly indent: number },
): readonly Line[] {
  return terms.flatMap((term) => {
    const mark = term.holds ? span('✓ ', 'allow') : span('✗ ', 'deny')
    return inPane(
      [span(' '.repeat(indent)), mark, span(term.text, 'faint'), span(termHas(term), term.holds ? 'faint' : 'plain')],
      columns,
      indent + 2,
    )
  })
}

function termHas(term: SelectorTerm): string {
  if (term.label === null) return ''
  return term.value === null ? `  no label ${term.label}` : `  ${term.label}=${term.value}`
}

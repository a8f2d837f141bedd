import { explain } from '../engine/explain.ts'
import type { PolicyRef } from '../model/policy.ts'
import type { Criterion, Miss } from '../model/trace.ts'
import { assumptionOf, legOf, type Scene } from '../store/trace-scene.ts'
import type { Told } from '../store/trace-told.ts'
import { failingLabels } from '../text/labels.ts'
import { type Line, type Role, span } from '../text/styled.ts'
import { lineWidth, textWidth } from '../text/width.ts'
import { fieldWords } from '../text/words.ts'
import { endpointName } from './trace-names.ts'
import { inPane } from './trace-wrap.ts'

export interface OfRule {
  readonly policy: PolicyRef
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
  const criteria = explain(scene.index, scene.trace.connection, policy, { direction, rule })
  if (criteria.length === 0) return [[span('     it asks for nothing, so it matches everything', 'faint')]]
  const miss = told.telling.type === 'rule' ? told.telling.miss : null
  const assumed = assumptionOf(scene, told)
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
  const wants: Line = [
    span('     '),
    span(`${mark} `, role),
    span(name, stops ? 'strong' : 'plain'),
    span('  '),
    span(criterion.answer === 'yes' ? hasWords(criterion) : `wants ${criterion.wants}`),
  ]
  const lines = [...inPane(wants, columns, hang)]
  const indent = span(' '.repeat(hang))
  if (criterion.answer !== 'yes') {
    lines.push(...inPane([indent, span(`has ${hasWords(criterion)}`, stops ? 'strong' : 'faint')], columns, hang + 4))
  }
  if (taken !== null) lines.push(...inPane([indent, span(`nobody said: taken as ${taken}`, 'unknown')], columns, hang))
  else if (stops) lines.push(...stopLine(lines.pop() ?? [], hang, columns))
  return lines
}

/** Says that the rule ends here, behind the last line of a criterion or below it. */
function stopLine(last: Line, hang: number, columns: number): readonly Line[] {
  const words = span('◀ stops here', 'deny')
  if (lineWidth(last) + 14 <= columns) return [[...last, span('  '), words]]
  return [last, [span(' '.repeat(hang)), words]]
}

/** What the connection has, with the labels that decided. */
export function hasWords({ has, wants, answer, terms }: Criterion): string {
  const holding = terms
    .filter((term) => term.holds && term.label !== null && term.value !== null)
    .map(({ label, value }) => (label === 'projectcalico.org/namespace' ? `in ${value}` : `${label}=${value}`))
  const labels = answer === 'yes' ? [...new Set(holding)].join(', ') : failingLabels(terms)
  const name = terms.length > 0 ? endpointName(has) : has
  if (labels !== '') return `${name}, ${labels}`
  return answer === 'yes' && terms.length === 0 && name !== wants ? `${name}, of ${wants}` : name
}

/** The criterion of a rule that said no, with what decided; null where the rule is not there any more. */
export function missedCriterion(
  scene: Scene,
  told: Told,
  of: { readonly policy: PolicyRef; readonly miss: Miss },
): Criterion | null {
  const direction = legOf(scene, told)?.direction
  if (direction === undefined) return null
  const criteria = explain(scene.index, scene.trace.connection, of.policy, { direction, rule: of.miss.rule })
  return criteria.find((each) => each.field === of.miss.field) ?? null
}

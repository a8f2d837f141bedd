import type { Selector } from '../../src/model/selector.ts'

/** The value a thing has for a label, or undefined. */
export type LabelOf = (label: string) => string | undefined

/** Whether a selector holds for the labels, straight from the table of semantics §7: only `!=`, `not in` and `!` hold where the
 * label is missing. */
export function holds(selector: Selector, labelOf: LabelOf): boolean {
  switch (selector.type) {
    case 'all':
    case 'global':
      return true
    case 'not':
      return !holds(selector.operand, labelOf)
    case 'and':
      return selector.operands.every((operand) => holds(operand, labelOf))
    case 'or':
      return selector.operands.some((operand) => holds(operand, labelOf))
    default:
      return comparisonHolds(selector, labelOf(selector.label))
  }
}

type Comparison = Exclude<Selector, { type: 'all' | 'global' | 'not' | 'and' | 'or' }>

function comparisonHolds(selector: Comparison, value: string | undefined): boolean {
  if (value === undefined) return selector.type === 'not-equals' || selector.type === 'not-in'
  switch (selector.type) {
    case 'has':
      return true
    case 'equals':
      return value === selector.value
    case 'not-equals':
      return value !== selector.value
    case 'contains':
      return value.includes(selector.value)
    case 'starts-with':
      return value.startsWith(selector.value)
    case 'ends-with':
      return value.endsWith(selector.value)
    case 'in':
      return selector.values.some((wanted) => wanted === value)
    case 'not-in':
      return selector.values.every((wanted) => wanted !== value)
  }
}

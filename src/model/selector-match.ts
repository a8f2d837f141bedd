import type { Labels, Selector } from './selector.ts'

/** The value of a label, undefined where it is missing. */
export type LabelLookup = (key: string) => string | undefined

/** True when labels satisfy a selector. Values compare by bytes; `!=`, `not in` and `!has()` hold where the label is missing. */
export function matchesSelector(selector: Selector, label: LabelLookup): boolean {
  switch (selector.type) {
    case 'all':
    case 'global':
      return true
    case 'has':
      return label(selector.label) !== undefined
    case 'equals':
      return label(selector.label) === selector.value
    case 'not-equals':
      return label(selector.label) !== selector.value
    case 'contains':
      return label(selector.label)?.includes(selector.value) ?? false
    case 'starts-with':
      return label(selector.label)?.startsWith(selector.value) ?? false
    case 'ends-with':
      return label(selector.label)?.endsWith(selector.value) ?? false
    case 'in':
      return includes(selector.values, label(selector.label))
    case 'not-in':
      return !includes(selector.values, label(selector.label))
    case 'not':
      return !matchesSelector(selector.operand, label)
    case 'and':
      return matchesAll(selector.operands, label)
    case 'or':
      return matchesAny(selector.operands, label)
  }
}

/** Looks labels up in a record; what an object inherits is no label. */
export function labelsLookup(labels: Labels): LabelLookup {
  return (key) => ownLabel(labels, key)
}

/** A label of a record. Nothing that every object inherits is a string, so only own properties are found. */
export function ownLabel(labels: Labels, key: string): string | undefined {
  const value: unknown = labels[key]
  return typeof value === 'string' ? value : undefined
}

// Loops, not `every` and `some`: selectors are evaluated by the million.
function matchesAll(operands: readonly Selector[], label: LabelLookup): boolean {
  for (const operand of operands) if (!matchesSelector(operand, label)) return false
  return true
}

function matchesAny(operands: readonly Selector[], label: LabelLookup): boolean {
  for (const operand of operands) if (matchesSelector(operand, label)) return true
  return false
}

function includes(values: readonly string[], value: string | undefined): boolean {
  return value !== undefined && values.includes(value)
}

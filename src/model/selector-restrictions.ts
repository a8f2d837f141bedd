import type { Selector } from './selector.ts'

/** What a selector demands of one label, whatever the others are. A lower bound: it may demand more. */
export interface LabelRestriction {
  readonly mustBePresent: boolean
  readonly mustBeAbsent: boolean
  /** The values it may have; null for any. */
  readonly oneOf: readonly string[] | null
}

type Restrictions = ReadonlyMap<string, LabelRestriction>

const none: Restrictions = new Map()

/**
 * What labels must be for a selector to hold, by label; a label it does not list may be anything.
 * Source: libcalico-go/lib/selector/parser/ast.go LabelRestrictions (projectcalico/calico).
 */
export function labelRestrictions(selector: Selector): Restrictions {
  switch (selector.type) {
    case 'equals':
      return new Map([[selector.label, present([selector.value])]])
    case 'in':
      return new Map([[selector.label, present(selector.values)]])
    case 'has':
    case 'contains':
    case 'starts-with':
    case 'ends-with':
      return new Map([[selector.label, present(null)]])
    case 'not':
      return selector.operand.type === 'has' ? new Map([[selector.operand.label, absent]]) : none
    case 'and':
      return selector.operands.map(labelRestrictions).reduce(both)
    case 'or':
      return selector.operands.map(labelRestrictions).reduce(either)
    case 'all':
    case 'global':
    case 'not-equals':
    case 'not-in':
      return none
  }
}

/** Every label a selector mentions, added to a set. */
export function collectLabels(selector: Selector, into: Set<string>): void {
  switch (selector.type) {
    case 'all':
    case 'global':
      return
    case 'not':
      collectLabels(selector.operand, into)
      return
    case 'and':
    case 'or':
      for (const operand of selector.operands) collectLabels(operand, into)
      return
    default:
      into.add(selector.label)
  }
}

const absent: LabelRestriction = { mustBePresent: false, mustBeAbsent: true, oneOf: null }

function present(oneOf: readonly string[] | null): LabelRestriction {
  return { mustBePresent: true, mustBeAbsent: false, oneOf }
}

function both(left: Restrictions, right: Restrictions): Restrictions {
  const merged = new Map(left)
  for (const [label, restriction] of right) {
    const other = left.get(label)
    merged.set(label, other === undefined ? restriction : bothOf(other, restriction))
  }
  return merged
}

function bothOf(left: LabelRestriction, right: LabelRestriction): LabelRestriction {
  return {
    mustBePresent: left.mustBePresent || right.mustBePresent,
    mustBeAbsent: left.mustBeAbsent || right.mustBeAbsent,
    oneOf:
      left.oneOf === null || right.oneOf === null
        ? (left.oneOf ?? right.oneOf)
        : left.oneOf.filter((value) => right.oneOf?.includes(value)),
  }
}

function either(left: Restrictions, right: Restrictions): Restrictions {
  const merged = new Map<string, LabelRestriction>()
  for (const [label, restriction] of right) {
    const other = left.get(label)
    if (other === undefined) continue
    const loose = eitherOf(other, restriction)
    if (loose.mustBePresent || loose.mustBeAbsent) merged.set(label, loose)
  }
  return merged
}

function eitherOf(left: LabelRestriction, right: LabelRestriction): LabelRestriction {
  return {
    mustBePresent: left.mustBePresent && right.mustBePresent,
    mustBeAbsent: left.mustBeAbsent && right.mustBeAbsent,
    oneOf: left.oneOf === null || right.oneOf === null ? null : [...new Set([...left.oneOf, ...right.oneOf])],
  }
}

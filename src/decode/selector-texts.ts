import type { Selector, SyntaxProblem } from '../model/selector.ts'
import { isProblem, parseSelector } from '../model/selector-parser.ts'
import { bounded } from './bounded.ts'
import { type Reading, textOf, told } from './reading.ts'

const parsed = bounded<Selector | SyntaxProblem>()

/** Parse a selector; equal texts give one and the same value. */
export function selectorOf(text: string): Selector | SyntaxProblem {
  return parsed(text, () => parseSelector(text))
}

/** A selector as it is written and as it was parsed, both null where there is none. */
export interface WrittenSelector {
  readonly text: string | null
  /** Null also when it does not parse. */
  readonly selector: Selector | null
}

/** Says how bad it is that a selector does not parse. */
type Complaint = (reading: Reading, path: string, message: string) => void

/** Read a selector; an empty one counts as none, as Kubernetes leaves it out. */
export function readSelector(reading: Reading, value: unknown, path: string, complain: Complaint): WrittenSelector {
  const text = textOf(reading, value, path)
  if (text === null) return { text, selector: null }
  const selector = selectorOf(text)
  if (!isProblem(selector)) return { text, selector }
  complain(reading, path, `selector ${told(text)}: ${selector.message} at column ${selector.column}`)
  return { text, selector: null }
}

/** Both selectors, or the one there is. */
export function both(first: Selector | null, second: Selector | null): Selector | null {
  if (first === null || second === null) return first ?? second
  return { type: 'and', operands: [first, second] }
}

/** The selector with every `all()` and `global()` replaced. */
export function replaceCatchAlls(selector: Selector, all: Selector, global: Selector): Selector {
  switch (selector.type) {
    case 'all':
      return all
    case 'global':
      return global
    case 'not':
      return { type: 'not', operand: replaceCatchAlls(selector.operand, all, global) }
    case 'and':
    case 'or':
      return {
        type: selector.type,
        operands: selector.operands.map((operand) => replaceCatchAlls(operand, all, global)),
      }
    default:
      return selector
  }
}

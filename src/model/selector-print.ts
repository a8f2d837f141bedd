import type { Selector } from './selector.ts'

/** How the values of a selector are spelled. */
export interface Spelling {
  value(value: string): string
  /** A set with its braces. */
  set(values: readonly string[]): string
}

/** A selector that holds no other. */
export type SelectorTerm = Exclude<Selector, { readonly type: 'not' | 'and' | 'or' }>

/** One term of a selector in a spelling. */
export function printTerm(term: SelectorTerm, spelling: Spelling): string {
  switch (term.type) {
    case 'all':
      return 'all()'
    case 'global':
      return 'global()'
    case 'has':
      return `has(${term.label})`
    case 'equals':
      return `${term.label} == ${spelling.value(term.value)}`
    case 'not-equals':
      return `${term.label} != ${spelling.value(term.value)}`
    case 'contains':
      return `${term.label} contains ${spelling.value(term.value)}`
    case 'starts-with':
      return `${term.label} starts with ${spelling.value(term.value)}`
    case 'ends-with':
      return `${term.label} ends with ${spelling.value(term.value)}`
    case 'in':
      return `${term.label} in ${spelling.set(term.values)}`
    case 'not-in':
      return `${term.label} not in ${spelling.set(term.values)}`
  }
}

/**
 * The canonical text of a selector, by which Calico identifies it: single spaces, `&&` and `||` always in parentheses,
 * sets sorted, double quotes unless the value holds one.
 * Source: libcalico-go/lib/selector/parser/ast.go String (projectcalico/calico).
 */
export function printSelector(selector: Selector): string {
  switch (selector.type) {
    case 'not':
      return `!${printSelector(selector.operand)}`
    case 'and':
      return `(${selector.operands.map(printSelector).join(' && ')})`
    case 'or':
      return `(${selector.operands.map(printSelector).join(' || ')})`
    default:
      return printTerm(selector, canonical)
  }
}

const canonical: Spelling = { value: quote, set: (values) => `{${values.map(quote).join(', ')}}` }

function quote(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`
}

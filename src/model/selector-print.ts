import type { Selector } from './selector.ts'

/**
 * The canonical text of a selector, by which Calico identifies it: single spaces, `&&` and `||` always in parentheses,
 * sets sorted, double quotes unless the value holds one.
 * Source: libcalico-go/lib/selector/parser/ast.go String (projectcalico/calico).
 */
export function printSelector(selector: Selector): string {
  switch (selector.type) {
    case 'all':
      return 'all()'
    case 'global':
      return 'global()'
    case 'has':
      return `has(${selector.label})`
    case 'equals':
      return `${selector.label} == ${quote(selector.value)}`
    case 'not-equals':
      return `${selector.label} != ${quote(selector.value)}`
    case 'contains':
      return `${selector.label} contains ${quote(selector.value)}`
    case 'starts-with':
      return `${selector.label} starts with ${quote(selector.value)}`
    case 'ends-with':
      return `${selector.label} ends with ${quote(selector.value)}`
    case 'in':
      return `${selector.label} in {${selector.values.map(quote).join(', ')}}`
    case 'not-in':
      return `${selector.label} not in {${selector.values.map(quote).join(', ')}}`
    case 'not':
      return `!${printSelector(selector.operand)}`
    case 'and':
      return `(${selector.operands.map(printSelector).join(' && ')})`
    case 'or':
      return `(${selector.operands.map(printSelector).join(' || ')})`
  }
}

function quote(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`
}

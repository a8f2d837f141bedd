import type { Selector } from './selector.ts'

/** The same selector with a prefix before every label name; `all()` and `global()` stay.
 * Source: libcalico-go/lib/selector/parser/ast.go PrefixVisitor (projectcalico/calico). */
export function prefixSelector(selector: Selector, prefix: string): Selector {
  switch (selector.type) {
    case 'all':
    case 'global':
      return selector
    case 'not':
      return { type: 'not', operand: prefixSelector(selector.operand, prefix) }
    case 'and':
    case 'or':
      return { type: selector.type, operands: selector.operands.map((operand) => prefixSelector(operand, prefix)) }
    default:
      return { ...selector, label: prefix + selector.label }
  }
}

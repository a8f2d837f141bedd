/**
 * A selector of Calico's label language, parsed.
 *
 * `not-equals` and `not-in` are true where the label is missing, as `!has(…)` is; every other comparison is false there.
 * Values of `in` and `not-in` are sorted by bytes and free of doubles.
 * Source: libcalico-go/lib/selector/parser/ast.go (projectcalico/calico).
 */
export type Selector =
  | { readonly type: 'all' }
  | { readonly type: 'global' }
  | { readonly type: 'has'; readonly label: string }
  | {
      readonly type: 'equals' | 'not-equals' | 'contains' | 'starts-with' | 'ends-with'
      readonly label: string
      readonly value: string
    }
  | { readonly type: 'in' | 'not-in'; readonly label: string; readonly values: readonly string[] }
  | { readonly type: 'not'; readonly operand: Selector }
  | { readonly type: 'and' | 'or'; readonly operands: readonly Selector[] }

/** Where and why a text is not what was expected. Columns count from 1. */
export interface SyntaxProblem {
  readonly type: 'syntax-problem'
  readonly column: number
  /** What was expected there, lower case, no full stop: "expected `==`". */
  readonly message: string
}

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>

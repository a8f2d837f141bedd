import { compareBytes } from './bytes.ts'
import type { Selector, SyntaxProblem } from './selector.ts'
import { type SelectorToken, type TokenKind, tokenizeSelector } from './selector-tokens.ts'

/** Deeper nesting than any stored selector can have (their fields hold 1024 characters). */
const deepest = 1024

/**
 * Parse a selector; an empty or blank one is `all()`. Fails with the column, from 1, and what was expected there.
 * Source: libcalico-go/lib/selector/parser/parser.go (projectcalico/calico).
 */
export function parseSelector(text: string): Selector | SyntaxProblem {
  const tokens = tokenizeSelector(text)
  if ('message' in tokens) return tokens
  if (tokens.length === 1) return { type: 'all' }
  const reader: Reader = { tokens, at: 0, depth: 0 }
  const selector = parseOperands(reader, 'or')
  if (isProblem(selector)) return selector
  return peek(reader).kind === 'end' ? selector : problem(reader, 'expected `&&`, `||` or the end')
}

/** True for what `parseSelector` returns on a text that is no selector. */
export function isProblem(parsed: Selector | SyntaxProblem): parsed is SyntaxProblem {
  return parsed.type === 'syntax-problem'
}

interface Reader {
  readonly tokens: readonly SelectorToken[]
  at: number
  depth: number
}

/** One `or` of `and`s, or one `and` of terms; a single operand stands for itself. */
function parseOperands(reader: Reader, type: 'or' | 'and'): Selector | SyntaxProblem {
  const operands: Selector[] = []
  do {
    const operand = type === 'or' ? parseOperands(reader, 'and') : parseTerm(reader)
    if (isProblem(operand)) return operand
    operands.push(operand)
  } while (accept(reader, type === 'or' ? '||' : '&&') !== null)
  const [only] = operands
  return only !== undefined && operands.length === 1 ? only : { type, operands }
}

function parseTerm(reader: Reader): Selector | SyntaxProblem {
  let negated = false
  while (accept(reader, '!') !== null) negated = !negated
  const operand = parsePrimary(reader)
  return negated && !isProblem(operand) ? { type: 'not', operand } : operand
}

function parsePrimary(reader: Reader): Selector | SyntaxProblem {
  const token = peek(reader)
  switch (token.kind) {
    case '(':
      return parseParenthesis(reader)
    case 'all()':
    case 'global()':
      reader.at += 1
      return { type: token.kind === 'all()' ? 'all' : 'global' }
    case 'has':
      reader.at += 1
      return { type: 'has', label: token.value ?? '' }
    case 'label':
      reader.at += 1
      return parseComparison(reader, token.value ?? '')
    default:
      return problem(reader, 'expected a label, `has(`, `all()`, `global()`, `!` or `(`')
  }
}

function parseParenthesis(reader: Reader): Selector | SyntaxProblem {
  if (reader.depth === deepest) return problem(reader, `expected at most ${deepest} nested parentheses`)
  reader.at += 1
  reader.depth += 1
  const inner = parseOperands(reader, 'or')
  reader.depth -= 1
  if (isProblem(inner)) return inner
  return accept(reader, ')') === null ? problem(reader, 'expected `&&`, `||` or `)`') : inner
}

const comparisons = new Map<TokenKind, 'equals' | 'not-equals' | 'contains' | 'starts-with' | 'ends-with'>([
  ['==', 'equals'],
  ['!=', 'not-equals'],
  ['contains', 'contains'],
  ['starts with', 'starts-with'],
  ['ends with', 'ends-with'],
])

function parseComparison(reader: Reader, label: string): Selector | SyntaxProblem {
  const { kind } = peek(reader)
  const type = comparisons.get(kind)
  if (type !== undefined) {
    reader.at += 1
    const value = accept(reader, 'string')
    return value === null ? problem(reader, 'expected a string in quotes') : { type, label, value: value.value ?? '' }
  }
  if (kind !== 'in' && kind !== 'not in') {
    return problem(reader, 'expected `==`, `!=`, `in`, `not in`, `contains`, `starts with` or `ends with`')
  }
  reader.at += 1
  const values = parseSet(reader)
  if ('message' in values) return values
  return { type: kind === 'in' ? 'in' : 'not-in', label, values }
}

/** A set in braces, sorted by bytes and free of doubles; a comma may trail. */
function parseSet(reader: Reader): readonly string[] | SyntaxProblem {
  if (accept(reader, '{') === null) return problem(reader, 'expected `{`')
  const values = new Set<string>()
  while (accept(reader, '}') === null) {
    const value = accept(reader, 'string')
    if (value === null) return problem(reader, 'expected a string in quotes or `}`')
    values.add(value.value ?? '')
    if (peek(reader).kind !== '}' && accept(reader, ',') === null) return problem(reader, 'expected `,` or `}`')
  }
  return [...values].sort(compareBytes)
}

function peek(reader: Reader): SelectorToken {
  const token = reader.tokens[reader.at]
  if (token === undefined) throw new Error('the selector parser read past the last token')
  return token
}

function accept(reader: Reader, kind: TokenKind): SelectorToken | null {
  const token = peek(reader)
  if (token.kind !== kind) return null
  reader.at += 1
  return token
}

function problem(reader: Reader, message: string): SyntaxProblem {
  return { type: 'syntax-problem', column: peek(reader).column, message }
}

import type { SyntaxProblem } from './selector.ts'

/** A token of the selector language. `value` is the label or the string without its quotes, null for all others. */
export interface SelectorToken {
  readonly kind: TokenKind
  readonly value: string | null
  /** From 1. */
  readonly column: number
}

export type TokenKind = Punctuation | Operator | 'label' | 'string' | 'has' | 'all()' | 'global()' | 'end'
type Punctuation = '(' | ')' | '{' | '}' | ',' | '==' | '!=' | '!' | '&&' | '||'
type Operator = 'contains' | 'starts with' | 'ends with' | 'in' | 'not in'

/** The longest label name a selector may hold. */
const longestLabel = 512

const whitespace = /[ \t]*/y
const punctuation = /==|!=|&&|\|\||[(){},!]/y
const quoted = /"([^"]*)"|'([^']*)'/y
const label = /[A-Za-z0-9_./-]+/y
/** Words that compare; a label character right after one would make it another word. */
const operator = /(contains|starts[ \t]*with|ends[ \t]*with|in|not[ \t]*in)(?![A-Za-z0-9_./-])/y
/** No space before the parenthesis: `has (a)` is a label and a parenthesis. */
const call = /(has|all|global)\([ \t]*/y
const closing = /[ \t]*\)/y

/**
 * Split a selector into tokens, the last one `end`. What is tokenized need not be a valid selector.
 * Source: libcalico-go/lib/selector/tokenizer/tokenizer.go (projectcalico/calico).
 */
export function tokenizeSelector(text: string): readonly SelectorToken[] | SyntaxProblem {
  const tokens: SelectorToken[] = []
  let at = skip(whitespace, text, 0)
  while (at < text.length) {
    const found = tokenAt(text, at, tokens.at(-1)?.kind === 'label')
    if ('message' in found) return found
    tokens.push(found.token)
    at = skip(whitespace, text, found.end)
  }
  tokens.push({ kind: 'end', value: null, column: text.length + 1 })
  return tokens
}

type Found = { readonly token: SelectorToken; readonly end: number }

function tokenAt(text: string, at: number, afterLabel: boolean): Found | SyntaxProblem {
  const sign = matchAt(punctuation, text, at)
  // The pattern lists exactly the kinds of `Punctuation`.
  if (sign !== null) return found(sign[0] as Punctuation, null, at, sign[0].length)
  if (text[at] === '"' || text[at] === "'") return stringAt(text, at)
  if (text[at] === '=') return problem(at, 'expected `==`')
  if (text[at] === '&' || text[at] === '|') return problem(at, `expected \`${text[at]}${text[at]}\``)
  if (afterLabel) return operatorAt(text, at)
  return callAt(text, at) ?? labelAt(text, at, 'expected a label, `has(`, `all()`, `global()`, `!` or `(`')
}

function stringAt(text: string, at: number): Found | SyntaxProblem {
  const match = matchAt(quoted, text, at)
  if (match === null) return problem(at, `expected a closing \`${text[at]}\``)
  return found('string', match[1] ?? match[2] ?? '', at, match[0].length)
}

function operatorAt(text: string, at: number): Found | SyntaxProblem {
  const word = matchAt(operator, text, at)
  if (word === null) return problem(at, 'expected `==`, `!=`, `in`, `not in`, `contains`, `starts with` or `ends with`')
  return found(operatorOf(word[0]), null, at, word[0].length)
}

function operatorOf(word: string): Operator {
  switch (word[0]) {
    case 'c':
      return 'contains'
    case 's':
      return 'starts with'
    case 'e':
      return 'ends with'
    case 'i':
      return 'in'
    default:
      return 'not in'
  }
}

function callAt(text: string, at: number): Found | SyntaxProblem | null {
  const open = matchAt(call, text, at)
  if (open === null) return null
  const inside = at + open[0].length
  const name = open[1] === 'has' ? labelAt(text, inside, 'expected a label') : null
  if (name !== null && 'message' in name) return name
  const before = name?.end ?? inside
  const end = skip(closing, text, before)
  if (end === before) return problem(before, 'expected `)`')
  if (name !== null) return found('has', name.token.value, at, end - at)
  return found(open[1] === 'all' ? 'all()' : 'global()', null, at, end - at)
}

function labelAt(text: string, at: number, expected: string): Found | SyntaxProblem {
  const match = matchAt(label, text, at)
  if (match === null) return problem(at, expected)
  if (match[0].length > longestLabel) return problem(at, `expected a label of at most ${longestLabel} characters`)
  return found('label', match[0], at, match[0].length)
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0)
}

function found(kind: TokenKind, value: string | null, at: number, length: number): Found {
  return { token: { kind, value, column: at + 1 }, end: at + length }
}

function problem(at: number, message: string): SyntaxProblem {
  return { type: 'syntax-problem', column: at + 1, message }
}

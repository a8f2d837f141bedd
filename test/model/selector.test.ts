import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Labels, Selector, SyntaxProblem } from '../../src/model/selector.ts'
import { labelsLookup, matchesSelector } from '../../src/model/selector-match.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { prefixSelector } from '../../src/model/selector-prefix.ts'
import { printSelector } from '../../src/model/selector-print.ts'
import { type LabelRestriction, labelRestrictions } from '../../src/model/selector-restrictions.ts'
import { type TokenKind, tokenizeSelector } from '../../src/model/selector-tokens.ts'

interface Vector {
  readonly id: string
  readonly kind: 'match' | 'invalid' | 'canonical' | 'prefix' | 'tokens' | 'token-error' | 'restrictions'
  readonly selector: string
  readonly labels?: Labels
  readonly match?: boolean
  readonly canonical?: string
  readonly uid?: string
  readonly prefix?: string
  readonly tokens?: readonly (readonly [string, string?])[]
  readonly restrictions?: Readonly<Record<string, Partial<LabelRestriction>>>
}

const file = readFileSync(new URL('../vectors/selectors.json', import.meta.url), 'utf8')
// The file is ours and has this shape.
const vectors = (JSON.parse(file) as { readonly vectors: readonly Vector[] }).vectors

const words: Record<string, TokenKind> = {
  Label: 'label',
  StringLiteral: 'string',
  Eq: '==',
  Ne: '!=',
  And: '&&',
  Or: '||',
  Not: '!',
  LParen: '(',
  RParen: ')',
  LBrace: '{',
  RBrace: '}',
  Comma: ',',
  Contains: 'contains',
  StartsWith: 'starts with',
  EndsWith: 'ends with',
  In: 'in',
  NotIn: 'not in',
  Has: 'has',
  All: 'all()',
  Global: 'global()',
  EOF: 'end',
}

function parsed(text: string): Selector {
  const selector = parseSelector(text)
  if (isProblem(selector)) throw new Error(`${text}: ${selector.message} at column ${selector.column}`)
  return selector
}

/** Calico's unique id of a selector. */
function uniqueId(canonical: string): string {
  return `s:${createHash('sha224').update(`s:${canonical}`).digest('base64url')}`
}

const checks: Record<Vector['kind'], (vector: Vector) => void> = {
  match(vector) {
    const selector = parsed(vector.selector)
    const label = labelsLookup(vector.labels ?? {})
    expect(matchesSelector(selector, label)).toBe(vector.match)
    expect(matchesSelector(parsed(printSelector(selector)), label)).toBe(vector.match)
  },
  invalid(vector) {
    expect(parseSelector(vector.selector)).toMatchObject({ type: 'syntax-problem' })
  },
  canonical(vector) {
    const canonical = printSelector(parsed(vector.selector))
    expect(canonical).toBe(vector.canonical)
    expect(printSelector(parsed(canonical))).toBe(canonical)
    if (vector.uid !== undefined) expect(uniqueId(canonical)).toBe(vector.uid)
  },
  prefix(vector) {
    expect(printSelector(prefixSelector(parsed(vector.selector), vector.prefix ?? ''))).toBe(vector.canonical)
  },
  tokens(vector) {
    const tokens = tokenizeSelector(vector.selector)
    if ('message' in tokens) throw new Error(tokens.message)
    expect(tokens.map(({ kind, value }) => [kind, value])).toEqual(
      vector.tokens?.map(([word, value]) => [words[word], value ?? null]),
    )
  },
  restrictions(vector) {
    const free: LabelRestriction = { mustBePresent: false, mustBeAbsent: false, oneOf: null }
    const wanted = Object.entries(vector.restrictions ?? {}).map(([label, said]) => [label, { ...free, ...said }])
    expect(Object.fromEntries(labelRestrictions(parsed(vector.selector)))).toEqual(Object.fromEntries(wanted))
  },
  'token-error'(vector) {
    expect(tokenizeSelector(vector.selector)).toMatchObject({ type: 'syntax-problem' })
    expect(parseSelector(vector.selector)).toMatchObject({ type: 'syntax-problem' })
  },
}

for (const vector of vectors) {
  const { kind } = vector
  test(`${vector.id} ${kind}: ${vector.selector.slice(0, 60)}`, () => checks[kind](vector))
}

test.each<[string, number, string]>([
  ['app = "db"', 5, 'expected `==`'],
  ['app == db', 8, 'expected a string in quotes'],
  ['app == "db', 8, 'expected a closing `"`'],
  ['a == "b" &', 10, 'expected `&&`'],
  ['(a == "b"', 10, 'expected `&&`, `||` or `)`'],
  ['a == "b")', 9, 'expected `&&`, `||` or the end'],
  ['a in "b"', 6, 'expected `{`'],
  ['a in {"b" "c"}', 11, 'expected `,` or `}`'],
  ['has(a', 6, 'expected `)`'],
  ['has()', 5, 'expected a label'],
  ['a == "b"\n', 9, 'expected a label, `has(`, `all()`, `global()`, `!` or `(`'],
  ['has (a)', 5, 'expected `==`, `!=`, `in`, `not in`, `contains`, `starts with` or `ends with`'],
])('%s fails at column %i: %s', (text, column, message) => {
  expect(parseSelector(text)).toEqual({ type: 'syntax-problem', column, message } satisfies SyntaxProblem)
})

test('a double negation is read as none', () => {
  expect(parsed('!!has(a)')).toEqual(parsed('has(a)'))
})

test('nesting that no stored selector can have is a problem, not a crash', () => {
  expect(parseSelector(`${'('.repeat(100_000)}all()`)).toMatchObject({ type: 'syntax-problem' })
})

test('a label named like a property of every object is missing unless it is there', () => {
  expect(matchesSelector(parsed('has(constructor) || has(toString)'), labelsLookup({}))).toBe(false)
})

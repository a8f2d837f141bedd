/** Where a text stops being JSON, and what should stand there instead. Line and column count from 1. */
export interface JsonError {
  readonly line: number
  readonly column: number
  /** Lower case, no full stop: "expected `,` or `}`". */
  readonly message: string
  /** The text ends too early; nothing before that is wrong. */
  readonly isAtEnd: boolean
}

const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const blank = /[ \t\r\n]*/y
/** A string up to where it goes wrong. */
const stringStart = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

/**
 * Finds the first mistake in a text that JSON.parse refused; null when there is none.
 *
 * JSON.parse tells the place in some versions of Node and not in others, and never in words for people.
 */
export function locateJsonError(text: string): JsonError | null {
  const stack: ('{' | '[')[] = []
  let at = skip(blank, text, 0)
  /** What may come next: a value, a key, or what follows a value. */
  let next: 'value' | 'first value' | 'key' | 'first key' | 'after' = 'value'
  for (;;) {
    const found = text[at]
    const inside = stack.at(-1)
    if (next === 'after') {
      if (inside === undefined) return at === text.length ? null : error(text, at, 'expected nothing more')
      const closing = inside === '{' ? '}' : ']'
      if (found === closing) stack.pop()
      else if (found === ',') next = inside === '{' ? 'key' : 'value'
      else return error(text, at, `expected \`,\` or \`${closing}\``)
      at = skip(blank, text, at + 1)
    } else if ((next === 'first key' && found === '}') || (next === 'first value' && found === ']')) {
      stack.pop()
      next = 'after'
      at = skip(blank, text, at + 1)
    } else if (next === 'key' || next === 'first key') {
      const end = found === '"' ? skip(scalar, text, at) : at
      if (end === at) return found === '"' ? badString(text, at) : error(text, at, 'expected a key in `"`')
      at = skip(blank, text, end)
      if (text[at] !== ':') return error(text, at, 'expected `:` after the key')
      at = skip(blank, text, at + 1)
      next = 'value'
    } else if (found === '{' || found === '[') {
      stack.push(found)
      next = found === '{' ? 'first key' : 'first value'
      at = skip(blank, text, at + 1)
    } else {
      const end = skip(scalar, text, at)
      if (end === at) return found === '"' ? badString(text, at) : error(text, at, 'expected a value')
      at = skip(blank, text, end)
      next = 'after'
    }
  }
}

function badString(text: string, start: number): JsonError {
  const at = skip(stringStart, text, start)
  if (at === text.length) return error(text, at, 'expected the closing `"`')
  return error(
    text,
    at,
    text[at] === '\\' ? 'expected a known escape after `\\`' : 'expected `"` before the end of the line',
  )
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function error(text: string, at: number, message: string): JsonError {
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const isAtEnd = at >= text.length
  return { line, column: at - lineStart + 1, message: isAtEnd ? `${message}, found the end` : message, isAtEnd }
}

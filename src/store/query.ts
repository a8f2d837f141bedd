/** One word of a filter. All words must hold. */
export interface Term {
  /** Null for a bare word, which is looked for in names. */
  readonly field: string | null
  readonly value: string
  /** True when it was written with a `!` before it. */
  readonly negated: boolean
  /** Where it stands in the text, from 0. */
  readonly start: number
  readonly end: number
}

/** A filter that is not as it should be: what, and where in the text, from 0. */
export interface QueryProblem {
  readonly message: string
  readonly start: number
  readonly end: number
}

/**
 * The words of a filter: `db !staged:yes ns:catfacts label:app == 'db' && has(x) tier:platform`.
 *
 * A word with a colon is a field only when the view knows the field; anything else is looked for in names, so `hep:node-1` may be
 * typed as it is. The value of `label:` reaches to the next known field, blanks included, since selectors have blanks.
 */
export function parseQuery(text: string, fields: readonly string[], others: Names = aliases): readonly Term[] {
  const terms: Term[] = []
  const known = { fields, others }
  let at = 0
  while (at < text.length) {
    const word = /^\s*(\S+)/.exec(text.slice(at))
    if (word === null) break
    const start = at + word[0].length - (word[1]?.length ?? 0)
    const term = termAt(text, start, start + (word[1]?.length ?? 0), known)
    if (term !== null) terms.push(term)
    at = term?.end ?? start + 1
  }
  return terms
}

/** The fields of a view, and other names for them. */
interface Known {
  readonly fields: readonly string[]
  readonly others: Names
}

type Names = Readonly<Record<string, string>>

function termAt(text: string, start: number, end: number, known: Known): Term | null {
  const word = text.slice(start, end)
  const negated = word.startsWith('!') && word.length > 1
  const body = negated ? word.slice(1) : word
  const colon = body.indexOf(':')
  const field = colon < 0 ? null : fieldNamed(body.slice(0, colon), known)
  if (field === null) return { field: null, value: body.toLowerCase(), negated, start, end }
  const valueStart = start + (negated ? 1 : 0) + colon + 1
  const valueEnd = field === 'label' ? selectorEnd(text, valueStart, known) : end
  return { field, value: text.slice(valueStart, valueEnd).trim(), negated, start, end: valueEnd }
}

function fieldNamed(name: string, { fields, others }: Known): string | null {
  const known = others[name.toLowerCase()] ?? name.toLowerCase()
  return fields.includes(known) ? known : null
}

const aliases: Names = {
  namespace: 'ns',
  endpoint: 'pod',
  ep: 'pod',
  labels: 'label',
  selector: 'label',
}

/** The start of the next ` field:` behind a selector, or the end of the text. */
function selectorEnd(text: string, from: number, known: Known): number {
  for (const found of text.slice(from).matchAll(/\s+!?([a-z]+):/gi)) {
    if (fieldNamed(found[1] ?? '', known) !== null) return from + found.index
  }
  return text.length
}

/** A selector as typed in a filter: Calico's syntax, or `key=value` for short. */
export function selectorOfQuery(value: string): string {
  const short = /^([\w./-]+)=([\w.-]*)$/.exec(value)
  return short === null ? value : `${short[1]} == '${short[2]}'`
}

/** True when `text` contains one of the parts of `value`, which are separated by commas. Both lower case. */
export function containsOne(text: string, value: string): boolean {
  return value.split(',').some((part) => part !== '' && text.includes(part))
}

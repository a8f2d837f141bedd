import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml'
import { visible } from '../model/visible.ts'
import { deepestNesting } from './json-splitter.ts'

/** What is wrong in a YAML text. Line and column count from 1. */
export interface YamlMistake {
  readonly line: number
  readonly column: number
  /** Lower case, no full stop, what was expected. */
  readonly message: string
}

/** The value of a YAML text, with what is doubtful in it; or what is wrong with it. `isOpen`: an alias has no anchor in it. */
export type ParsedYaml =
  | { readonly type: 'value'; readonly value: unknown; readonly doubt: YamlMistake | null }
  | { readonly type: 'mistake'; readonly mistake: YamlMistake; readonly isOpen: boolean }

// YAML 1.2 with `<<`, as kubectl knows it. No dates: a date stays the text it is.
const schema = CORE_SCHEMA.withTags(mergeTag)
const duplicate = 'duplicated mapping key'

/** Parse one document. Of two equal keys the last one counts, as for kubectl, and is a doubt. */
export function parseYaml(text: string): ParsedYaml {
  const strict = tryLoad(text, false)
  if (strict.type === 'value' || strict.reason !== duplicate) return finished(strict, null, text)
  return finished(
    tryLoad(text, true),
    { ...strict.mistake, message: 'a key that was there before: the last one counts' },
    text,
  )
}

type Loaded =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'mistake'; readonly mistake: YamlMistake; readonly reason: string }

function tryLoad(text: string, json: boolean): Loaded {
  try {
    return { type: 'value', value: load(text, { schema, json, maxDepth: deepestNesting }) }
  } catch (error) {
    const reason = error instanceof YAMLException ? error.reason : String(error)
    const mark = error instanceof YAMLException ? error.mark : undefined
    const place = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 }
    const hint = text.includes('{{') ? ' (a template? render it first, such as with `helm template`)' : ''
    return { type: 'mistake', mistake: { ...place, message: `${inOurWords(reason)}${hint}` }, reason }
  }
}

function finished(loaded: Loaded, doubt: YamlMistake | null, text: string): ParsedYaml {
  if (loaded.type === 'mistake') {
    return { type: 'mistake', mistake: loaded.mistake, isOpen: loaded.reason.startsWith('unidentified alias') }
  }
  const size = measure(loaded.value, text.length + 100_000)
  if (size === 'fine') return { type: 'value', value: loaded.value, doubt }
  const message =
    size === 'too-deep'
      ? `nested more than ${deepestNesting} levels deep, or an anchor that holds its own alias`
      : 'aliases that stand for more values than the text has characters'
  return { type: 'mistake', mistake: { line: 1, column: 1, message }, isOpen: false }
}

/** Walks a value as everything after us will: an alias counts as often as it is used. */
function measure(value: unknown, most: number): 'fine' | 'too-deep' | 'too-large' {
  let left = most
  const walk = (inner: unknown, depth: number): 'fine' | 'too-deep' | 'too-large' => {
    left -= 1
    if (left < 0) return 'too-large'
    if (typeof inner !== 'object' || inner === null) return 'fine'
    if (depth > deepestNesting) return 'too-deep'
    for (const key in inner) {
      // Own and inherited keys alike would do: YAML gives plain objects and lists only.
      const found = walk((inner as Readonly<Record<string, unknown>>)[key], depth + 1)
      if (found !== 'fine') return found
    }
    return 'fine'
  }
  return walk(value, 0)
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^bad indentation of a/, 'expected the end of the value: its indent is wrong or it needs quotes'],
  [/^deficient indentation/, 'expected a deeper indent: a bracket or quote before it is not closed'],
  [/within a flow collection/, 'expected the closing `]` or `}`, found the end'],
  [/within a double quoted scalar/, 'expected the closing `"`, found the end'],
  [/within a single quoted scalar/, "expected the closing `'`, found the end"],
  [/^end of the stream or a document separator/, 'expected the end of the document or `---`'],
  [/^missed comma/, 'expected `,` or the closing bracket'],
  [/^tab characters/, 'expected spaces: a tab cannot indent'],
  [/^can not read a block mapping entry|^expected ':'/, 'expected `:` after the key'],
  [/^nesting exceeded/, `nested more than ${deepestNesting} levels deep`],
  [/null byte|non-printable|valid JSON character/, 'expected text: a control character cannot stand here'],
  [/complex keys/, 'expected a text as key'],
]

function inOurWords(reason: string): string {
  const alias = /^unidentified alias "(.*)"$/s.exec(reason)?.[1]
  if (alias !== undefined) return `expected an anchor \`&${visible(alias)}\` before its alias`
  const tag = /^unknown .* tag !<(.*)>$/s.exec(reason)?.[1]
  if (tag !== undefined) return `expected a value without the tag \`${visible(tag)}\``
  return words.find(([pattern]) => pattern.test(reason))?.[1] ?? visible(reason)
}

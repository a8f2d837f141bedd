/** How a text is written. `flow-text`: what `calico-node -flows` prints. */
export type TextForm = 'empty' | 'json' | 'json-lines' | 'flow-text' | 'yaml'

/** How the bytes of a text are to be read; `binary` when they are none. */
export type Encoding =
  | { readonly type: 'utf-8' | 'utf-8-bom' | 'binary' }
  | { readonly type: 'utf-16'; readonly label: 'utf-16le' | 'utf-16be' }

const packings: readonly (readonly [string, readonly number[], number])[] = [
  ['gzip', [0x1f, 0x8b], 0],
  ['tar', [...Buffer.from('ustar')], 257],
  ['a zip archive, to be unpacked first', [0x50, 0x4b, 3, 4], 0],
  ['zstd data, to be unpacked first', [0x28, 0xb5, 0x2f, 0xfd], 0],
  ['xz data, to be unpacked first', [0xfd, 0x37, 0x7a, 0x58, 0x5a], 0],
  ['bzip2 data, to be unpacked first', [0x42, 0x5a, 0x68], 0],
]

/** `gzip`, `tar`, or the words for a packing that is not read; null for anything else. */
export function packedAs(start: Buffer): string | null {
  const found = packings.find(([, magic, at]) => magic.every((byte, index) => start[at + index] === byte))
  return found?.[0] ?? null
}

/** The encoding by its first bytes. Windows shells write UTF-16 when output is redirected. */
export function encodingOf(start: Buffer): Encoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { type: 'utf-8-bom' }
  if (start[0] === 0xff && start[1] === 0xfe) return { type: 'utf-16', label: 'utf-16le' }
  if (start[0] === 0xfe && start[1] === 0xff) return { type: 'utf-16', label: 'utf-16be' }
  const beginning = start.subarray(0, 512)
  if (!beginning.includes(0)) return { type: 'utf-8' }
  // Without a mark: text of the ASCII range has every other byte zero.
  const evens = beginning.filter((byte, index) => byte === 0 && index % 2 === 0).length
  const odds = beginning.filter((byte, index) => byte === 0 && index % 2 === 1).length
  const half = Math.floor(beginning.length / 2)
  if (half > 1 && evens === 0 && odds > half * 0.8) return { type: 'utf-16', label: 'utf-16le' }
  if (half > 1 && odds === 0 && evens > half * 0.8) return { type: 'utf-16', label: 'utf-16be' }
  return { type: 'binary' }
}

/** The form of a text by its beginning; the ending of the name decides only between YAML and JSON that look the same. */
export function formOf(start: Buffer, name: string): TextForm {
  const text = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  // More blanks than were looked at: the reader of YAML looks at the whole.
  if (text === '') return start.length < 1024 ? 'empty' : 'yaml'
  if (/\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(name) && /^[{[]/.test(text)) return 'json-lines'
  if (/^- +Time=/.test(text)) return 'flow-text'
  // JSON is YAML too, and a YAML file may begin with a document in JSON; its reader looks at the whole.
  if (!/^(?:\{\s*(?:["}]|$)|\[\s*(?:[{\]["]|$))/.test(text) || /\.ya?ml(?:\.gz)?$/i.test(name)) return 'yaml'
  const [first = '', second = ''] = text.split('\n', 2)
  return second.startsWith('{') && isJson(first) ? 'json-lines' : 'json'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

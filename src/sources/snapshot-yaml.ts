import { constants, isUtf8 } from 'node:buffer'
import type { Origin } from '../model/problem.ts'
import { type ItemType, isFields, itemType } from './object-sink.ts'
import { otherText } from './other-texts.ts'
import { type Reading, readJson } from './snapshot-json.ts'
import { parseYaml, type YamlMistake } from './yaml-parser.ts'
import { splitDocuments, splitItems, type YamlList, type YamlPart } from './yaml-splitter.ts'

/** Reads objects from YAML: many documents, and lists item by item, so that a mistake costs one object. Yields when it
 * should rest. */
export async function* readYaml(reading: Reading): AsyncGenerator<void> {
  const { file, sink } = reading
  const chunks: Buffer[] = []
  let size = 0
  let failure: { readonly error: unknown } | null = null
  try {
    for await (const chunk of reading.chunks) {
      size += chunk.length
      if (size > constants.MAX_STRING_LENGTH) break
      chunks.push(chunk)
      if (reading.pace.isDue()) yield
    }
  } catch (error) {
    failure = { error }
  }
  if (size > constants.MAX_STRING_LENGTH) {
    return sink.problem({ file, document: null, line: null }, 'YAML of more than 512 MB: save it as JSON')
  }
  yield* readBytes(reading, Buffer.concat(chunks), failure !== null)
  if (failure !== null) throw failure.error
}

async function* readBytes(reading: Reading, bytes: Buffer, isCut: boolean): AsyncGenerator<void> {
  const { file, sink } = reading
  if (!isUtf8(bytes)) {
    sink.problem({ file, document: null, line: null }, 'bytes that are not UTF-8, shown as `�`', 'warning')
  }
  const text = bytes.toString('utf8')
  if (/^\s*(?:\{\s*["}]|\[\s*[\]{])/.test(text.slice(0, 4096)) && !text.includes('\n---')) {
    return yield* readJson({ ...reading, chunks: oneChunk(bytes) })
  }
  const other = otherText(text)
  if (other !== null) {
    if (other.message !== null) sink.problem({ file, document: null, line: 1 }, other.message, other.severity)
    return
  }
  let document = 0
  let previous: YamlPart | null = null
  for (const part of splitDocuments(text)) {
    if (previous !== null) yield* readDocument(reading, previous, { document, isCut: false })
    previous = part
    document += 1
  }
  if (previous !== null) yield* readDocument(reading, previous, { document, isCut })
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/** Which document of its file, from 1, and whether the file broke off in it. */
interface Place {
  readonly document: number
  readonly isCut: boolean
}

async function* readDocument(reading: Reading, part: YamlPart, place: Place): AsyncGenerator<void> {
  const list = readableList(part)
  if (list !== null) return yield* readList(reading, part, list, place)
  // What is left of an object that was cut off may still be YAML, and say something else than the whole.
  if (!place.isCut) readPart(reading, part, place.document)
  if (reading.pace.isDue()) yield
}

async function* readList(reading: Reading, whole: YamlPart, list: YamlList, place: Place): AsyncGenerator<void> {
  const { sink, pace } = reading
  const { document } = place
  const header = parsed(reading, list.header, document)
  const fields = header !== null && isFields(header.value) ? header.value : {}
  if (typeof fields.kind === 'string' && !fields.kind.endsWith('List')) {
    // A list called `items` inside an object of another kind.
    return readPart(reading, whole, document)
  }
  const type = itemType(fields)
  const complete = place.isCut ? list.items.slice(0, -1) : list.items
  for (const [index, item] of complete.entries()) {
    const read = parseYaml(item.text)
    if (read.type === 'mistake' && read.isOpen) return readRest(reading, whole, { document, from: index, type })
    const origin = { file: reading.file, document, line: item.line }
    const value = accepted(reading, read, origin)
    if (value !== null) sink.accept(Array.isArray(value.value) ? value.value[0] : value.value, origin, type)
    if (pace.isDue()) yield
  }
}

/** The document as a list. A line that is indented too little may look like its end: then what follows is no YAML. */
function readableList(part: YamlPart): YamlList | null {
  const list = splitItems(part, false)
  if (list === null || parseYaml(list.header.text).type === 'value') return list
  const broken = splitItems(part, true)
  return broken !== null && parseYaml(broken.header.text).type === 'value' ? broken : list
}

/** A list whose items share anchors can only be read whole. */
function readRest(
  reading: Reading,
  whole: YamlPart,
  rest: { readonly document: number; readonly from: number; readonly type: ItemType | null },
): void {
  const read = parsed(reading, whole, rest.document)
  const items = read !== null && isFields(read.value) ? read.value.items : null
  if (!Array.isArray(items)) return
  const origin = { file: reading.file, document: rest.document, line: whole.line }
  for (const item of items.slice(rest.from)) reading.sink.accept(item, origin, rest.type)
}

function readPart(reading: Reading, part: YamlPart, document: number): void {
  const read = parsed(reading, part, document)
  if (read === null || read.value === null) return
  reading.sink.accept(read.value, { file: reading.file, document, line: contentLine(part) })
}

function parsed(reading: Reading, part: YamlPart, document: number): { readonly value: unknown } | null {
  return accepted(reading, parseYaml(part.text), { file: reading.file, document, line: part.line })
}

/** The value, what is wrong or doubtful told as a Problem. */
function accepted(
  reading: Reading,
  read: ReturnType<typeof parseYaml>,
  origin: Origin,
): { readonly value: unknown } | null {
  const tell = (mistake: YamlMistake, severity: 'error' | 'warning'): void => {
    const line = (origin.line ?? 1) + mistake.line - 1
    const where = `at column ${mistake.column}`
    reading.sink.problem(
      { ...origin, line },
      `${severity === 'error' ? 'not YAML: ' : ''}${mistake.message} ${where}`,
      severity,
    )
  }
  if (read.type === 'mistake') {
    tell(read.mistake, 'error')
    return null
  }
  if (read.doubt !== null) tell(read.doubt, 'warning')
  return { value: read.value }
}

/** The first line of a document that is more than a marker or a comment. */
function contentLine(part: YamlPart): number {
  let line = part.line
  for (const text of part.text.slice(0, 4096).split('\n')) {
    if (/^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(text) || text.startsWith('%')) line += 1
    else return line
  }
  return part.line
}

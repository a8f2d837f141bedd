import { isUtf8 } from 'node:buffer'
import { isFlowRecord } from '../decode/flows/flow-reader.ts'
import type { Origin } from '../model/problem.ts'
import { type JsonError, locateJsonError } from './json-error.ts'
import { deepestNesting, JsonSplitter, largestObjectBytes, type RefusedJson } from './json-splitter.ts'
import { type ItemType, isFields, itemType, type ObjectSink } from './object-sink.ts'
import type { Pace } from './pace.ts'

/** What a reader of one text needs. */
export interface Reading {
  readonly file: string
  readonly chunks: AsyncIterable<Buffer>
  readonly sink: ObjectSink
  readonly pace: Pace
}

/** Reads objects from JSON of any size: lists, single objects, and objects one after another. Yields when it should rest. */
export async function* readJson(reading: Reading): AsyncGenerator<void> {
  const reader = new JsonReader(reading)
  const splitter = new JsonSplitter(reader)
  try {
    for await (const chunk of reading.chunks) {
      splitter.push(chunk)
      if (reading.pace.isDue()) yield
    }
  } finally {
    splitter.end()
    reader.end()
  }
}

/** Reads objects from JSON with one value a line. A line that is not JSON is a Problem and the next one is read. */
export async function* readJsonLines(reading: Reading): AsyncGenerator<void> {
  const reader = new JsonReader(reading)
  const splitter = new JsonSplitter(reader)
  const endLine = (): void => {
    splitter.end()
    reader.endLine()
  }
  try {
    for await (const chunk of reading.chunks) {
      let start = 0
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
        splitter.push(chunk.subarray(start, end))
        endLine()
        splitter.push(chunk.subarray(end, end + 1))
        start = end + 1
      }
      splitter.push(chunk.subarray(start))
      if (reading.pace.isDue()) yield
    }
  } finally {
    endLine()
  }
}

const refusals: Readonly<Record<RefusedJson, string>> = {
  'too-large': `an object of more than ${largestObjectBytes / 1024 / 1024} MB`,
  'too-deep': `nested more than ${deepestNesting} levels deep`,
  unclosed: 'not JSON: a bracket is not closed before the next object begins',
  'closed-early': 'not JSON: a bracket is closed too early: more of this object follows',
  unfinished: 'the text ends in the middle of this: what was complete before it is used',
}

class JsonReader {
  readonly #reading: Reading
  #document = 1
  /** What the list being read says of its items; null when it has not said it yet. */
  #type: ItemType | null = null
  /** Items that do not say their kind, of a list that has not either. */
  #held: { readonly value: unknown; readonly origin: Origin }[] = []
  #isUnfinished = false
  /** Something was not JSON, so what follows may be a part of it: nothing more is told until the next object. */
  #isLost = false
  #items = 0

  constructor(reading: Reading) {
    this.#reading = reading
  }

  list(start: Buffer): void {
    this.#items = 0
    this.#type = headerType(start)
  }

  item(bytes: Buffer, line: number): void {
    this.#items += 1
    const { sink } = this.#reading
    const origin = this.#origin(line)
    const read = this.#parse(bytes, origin)
    if (read === null) return
    const isUntold = isFields(read.value) && typeof read.value.kind !== 'string' && this.#type === null
    if (!isUntold) sink.accept(read.value, origin, this.#type)
    else if (isFlowRecord(read.value)) sink.flow(read.value, origin.line)
    else this.#held.push({ value: read.value, origin })
  }

  value(bytes: Buffer, line: number): void {
    const origin = this.#origin(line)
    const read = this.#parse(bytes, origin)
    const header = read !== null && isFields(read.value) ? read.value : {}
    const hadItems = this.#items > 0
    this.#releaseHeld(itemType(header), typeof header.kind === 'string' && !header.kind.endsWith('List'))
    const isList = hadItems && (typeof header.kind !== 'string' || header.kind.endsWith('List'))
    if (read !== null && !isList) this.#reading.sink.accept(read.value, origin)
    this.#document += 1
  }

  refused(why: RefusedJson, line: number, bytes: Buffer): void {
    const { sink } = this.#reading
    const origin = this.#origin(line)
    const found = why === 'unclosed' || why === 'unfinished' ? locateJsonError(bytes.toString('utf8')) : null
    const isPart = this.#isLost && why === 'unclosed' && !beginsObject(bytes)
    this.#isLost = true
    if (isPart) return
    if (found !== null && !found.isAtEnd) {
      tellMistake(found, origin, sink)
      return
    }
    // Where an element is cut off, its list is too; once is enough.
    if (why === 'unfinished' && this.#isUnfinished) return
    this.#isUnfinished ||= why === 'unfinished'
    sink.problem(origin, refusals[why])
  }

  end(): void {
    this.#releaseHeld(null, false)
  }

  endLine(): void {
    this.end()
    this.#isLost = false
    this.#isUnfinished = false
  }

  /** The list has said all it says. Items of something that is no list are a part of that object. */
  #releaseHeld(type: ItemType | null, isPart: boolean): void {
    const held = this.#held
    this.#held = []
    this.#items = 0
    this.#type = null
    if (!isPart) for (const { value, origin } of held) this.#reading.sink.accept(value, origin, type)
  }

  /** The value of a piece; null when there is none, which is told unless it comes of what is told already. */
  #parse(bytes: Buffer, origin: Origin): { readonly value: unknown } | null {
    const read = parseJson(bytes, origin, this.#reading.sink, this.#isLost && !beginsObject(bytes))
    const fields = read !== null && isFields(read.value) ? read.value : {}
    // A reference to an owner has a kind too, but no metadata.
    const isOfKind = typeof fields.kind === 'string' || this.#type !== null
    const isWhole = (isOfKind && isFields(fields.metadata)) || isFlowRecord(fields)
    if (isWhole) this.#isLost = false
    else if (read === null) this.#isLost = true
    return this.#isLost ? null : read
  }

  #origin(line: number): Origin {
    return { file: this.#reading.file, document: this.#document, line }
  }
}

/** In what is left of a broken object only this may be an object of its own, whose loss must be told. */
function beginsObject(bytes: Buffer): boolean {
  return bytes[0] === 0x7b
}

/** The value of a text, or null when it is not JSON, which is a Problem. */
function parseJson(
  bytes: Buffer,
  origin: Origin,
  sink: ObjectSink,
  isQuiet: boolean,
): { readonly value: unknown } | null {
  if (!isUtf8(bytes)) sink.problem(origin, 'bytes that are not UTF-8, shown as `�`', 'warning')
  const text = bytes.toString('utf8')
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    if (!isQuiet) tellMistake(locateJsonError(text), origin, sink)
    return null
  }
}

function tellMistake(found: JsonError | null, origin: Origin, sink: ObjectSink): void {
  const line = (origin.line ?? 1) + (found?.line ?? 1) - 1
  sink.problem({ ...origin, line }, `not JSON: ${found?.message ?? 'not readable'} at column ${found?.column ?? 1}`)
}

/** What a list says before its items begin. */
function headerType(start: Buffer): ItemType | null {
  try {
    const header: unknown = JSON.parse(`${start.toString('utf8')}]}`)
    return isFields(header) ? itemType(header) : null
  } catch {
    return null
  }
}

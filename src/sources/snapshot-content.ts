import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { ByteReader } from './byte-reader.ts'
import { gunzip } from './gunzip.ts'
import type { ObjectSink } from './object-sink.ts'
import type { Pace } from './pace.ts'
import { openPipe } from './pipe.ts'
import { isSnapshotName, type SnapshotFile } from './snapshot-files.ts'
import { type Reading, readJson, readJsonLines } from './snapshot-json.ts'
import { encodingOf, formOf, packedAs } from './text-form.ts'

/** Gzip within gzip is followed so deep. */
const deepestGzip = 3
/** So much of a file is looked at to tell what it is. */
const peekBytes = 64 * 1024

/** What reading files needs and what it tells. */
export interface ReadingFiles {
  readonly sink: ObjectSink
  readonly pace: Pace
  readonly signal: AbortSignal | null
  /** Called with the number of bytes that came from disk or a pipe. */
  countBytes(bytes: number): void
}

/** A file, or a member of an archive. */
export interface Content {
  readonly name: string
  readonly chunks: AsyncIterable<Buffer>
}

/** Reads the objects of one file, whatever its form: content decides, not its ending. Yields when it should rest, and throws
 * what the file system says. */
export async function* readSnapshotFile(file: SnapshotFile, context: ReadingFiles): AsyncGenerator<void> {
  yield* readContent({ name: file.name, chunks: counted(openFile(file, context.signal), context) }, context)
}

/** Reads the objects of some content. */
export async function* readContent(content: Content, context: ReadingFiles, depth = 0): AsyncGenerator<void> {
  const { sink, pace } = context
  const file = content.name
  const bytes = new ByteReader(content.chunks)
  const start = await bytes.peek(peekBytes)
  const packed = packedAs(start)
  if (packed === 'gzip' && depth < deepestGzip) {
    return yield* readContent({ name: file, chunks: gunzip(bytes) }, context, depth + 1)
  }
  if (packed === 'tar' && depth < deepestGzip) {
    const { tarMembers } = await import('./tar-members.ts')
    for await (const member of tarMembers(bytes)) {
      const inner = { name: `${file}/${member.name}`, chunks: member.chunks }
      if (isSnapshotName(member.name)) yield* readContent(inner, context, depth + 1)
    }
    return
  }
  const encoding = encodingOf(start)
  if (encoding.type === 'utf-16') {
    const chunks = transcoded(bytes, encoding.label)
    return yield* readContent({ name: file, chunks }, context, depth + 1)
  }
  if (packed !== null || encoding.type === 'binary') {
    const what = packed === null || packed === 'tar' || packed === 'gzip' ? 'binary data' : packed
    return sink.problem({ file, document: null, line: null }, `${what}: expected YAML or JSON`)
  }
  if (encoding.type === 'utf-8-bom') bytes.skip(3)
  yield* readText({ file, chunks: bytes, sink, pace }, start)
}

async function* readText(reading: Reading, start: Buffer): AsyncGenerator<void> {
  switch (formOf(start, reading.file)) {
    case 'empty':
      return
    case 'json':
      return yield* readJson(reading)
    case 'json-lines':
      return yield* readJsonLines(reading)
    case 'flow-text': {
      for await (const chunk of reading.chunks) {
        for (const line of chunk.toString('utf8').split('\n')) reading.sink.flow(line)
        if (reading.pace.isDue()) yield
      }
      return
    }
    case 'yaml': {
      // Loaded only here: a snapshot in JSON opens faster without the YAML library.
      const { readYaml } = await import('./snapshot-yaml.ts')
      return yield* readYaml(reading)
    }
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, context: ReadingFiles): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    context.countBytes(chunk.length)
    yield chunk
  }
}

async function* transcoded(chunks: AsyncIterable<Buffer>, label: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(label)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

function openFile(file: SnapshotFile, signal: AbortSignal | null): Readable {
  if (file.path === null || file.isPipe) return openPipe(file.path, signal)
  return createReadStream(file.path, { highWaterMark: 256 * 1024, ...(signal === null ? {} : { signal }) })
}

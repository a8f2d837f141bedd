import { createReadStream, readFileSync } from 'node:fs'
import { ByteReader } from './byte-reader.ts'
import { FlowBlocks } from './flow-blocks.ts'
import { gunzip } from './gunzip.ts'
import type { ObjectSink } from './object-sink.ts'
import type { Pace } from './pace.ts'
import { pipeChunks } from './pipe.ts'
import { isSnapshotName, type SnapshotFile } from './snapshot-files.ts'
import { type Reading, readJson, readJsonLines } from './snapshot-json.ts'
import { encodingOf, formOf, packedAs } from './text-form.ts'

/** What is packed in something packed is followed so deep. */
const deepestPacking = 4
/** So much of a file is looked at to tell what it is. */
const peekBytes = 64 * 1024
/** A file up to here is read at once: a folder of 3000 manifests takes a third of the time so. */
const smallBytes = 1024 * 1024

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
async function* readContent(content: Content, context: ReadingFiles, depth = 0): AsyncGenerator<void> {
  const bytes = new ByteReader(content.chunks)
  try {
    const start = await bytes.peek(peekBytes)
    yield* readForm({ name: content.name, chunks: bytes }, start, context, depth)
    // A failure that came with the first bytes.
    if (start.length === 0) for await (const _ of bytes);
  } finally {
    await bytes.close()
  }
}

async function* readForm(
  content: Content & { readonly chunks: ByteReader },
  start: Buffer,
  context: ReadingFiles,
  depth: number,
): AsyncGenerator<void> {
  const { name: file, chunks: bytes } = content
  const { sink, pace } = context
  const packed = packedAs(start)
  const encoding = encodingOf(start)
  if (packed === 'gzip' && depth < deepestPacking) {
    yield* readContent({ name: file, chunks: gunzip(bytes) }, context, depth + 1)
  } else if (packed === 'tar' && depth < deepestPacking) {
    const { tarMembers } = await import('./tar-members.ts')
    for await (const member of tarMembers(bytes)) {
      const inner = { name: `${file}/${member.name}`, chunks: member.chunks }
      if (isSnapshotName(member.name)) yield* readContent(inner, context, depth + 1)
    }
  } else if (encoding.type === 'utf-16' && depth < deepestPacking) {
    yield* readContent({ name: file, chunks: transcoded(bytes, encoding.label) }, context, depth + 1)
  } else if (packed !== null || encoding.type === 'binary' || encoding.type === 'utf-16') {
    const what = packed === null || packed === 'tar' || packed === 'gzip' ? 'binary data' : packed
    sink.problem({ file, document: null, line: null }, `${what}: expected YAML or JSON`)
  } else {
    if (encoding.type === 'utf-8-bom') bytes.skip(3)
    yield* readText({ file, chunks: bytes, sink, pace }, start)
  }
}

async function* readText(reading: Reading, start: Buffer): AsyncGenerator<void> {
  switch (formOf(start, reading.file)) {
    case 'empty':
      return
    case 'json':
      return yield* readJson(reading)
    case 'json-lines':
      return yield* readJsonLines(reading)
    case 'flow-text':
      return yield* readFlowText(reading)
    case 'yaml': {
      // Loaded only here: a snapshot in JSON opens faster without the YAML library.
      const { readYaml } = await import('./snapshot-yaml.ts')
      return yield* readYaml(reading)
    }
  }
}

async function* readFlowText(reading: Reading): AsyncGenerator<void> {
  const decoder = new TextDecoder()
  const blocks = new FlowBlocks(reading.sink)
  let rest = ''
  for await (const chunk of reading.chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) blocks.line(line)
    if (reading.pace.isDue()) yield
  }
  blocks.line(rest)
  blocks.end()
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

async function* wholeFile(path: string): AsyncGenerator<Buffer> {
  yield readFileSync(path)
}

function openFile(file: SnapshotFile, signal: AbortSignal | null): AsyncIterable<Buffer> {
  if (file.path === null || file.isPipe) return pipeChunks(file.path, signal)
  if (file.bytes !== null && file.bytes <= smallBytes) return wholeFile(file.path)
  return createReadStream(file.path, { highWaterMark: 256 * 1024, ...(signal === null ? {} : { signal }) })
}

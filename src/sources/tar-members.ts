import { Readable } from 'node:stream'
import { extract } from 'tar-stream'

/** The regular files of a tar archive in the order they stand in it; each must be read before the next. What was complete
 * before a damaged or truncated part is given; then it fails. */
export async function* tarMembers(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly name: string; readonly chunks: AsyncIterable<Buffer> }> {
  const archive = extract()
  const source = Readable.from(chunks, { objectMode: false })
  source.on('error', (error) => archive.destroy(error))
  source.pipe(archive)
  try {
    for await (const entry of archive) {
      // tar-stream hands over the bytes of an entry as they came in: Buffers.
      const bytes = entry as AsyncIterable<unknown> as AsyncIterable<Buffer>
      if (entry.header.type === 'file') yield { name: entry.header.name.replace(/^\.\//, ''), chunks: bytes }
      entry.resume()
    }
  } finally {
    source.destroy()
  }
}

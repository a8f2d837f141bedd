import { createGunzip } from 'node:zlib'

/** The bytes of a gzip stream. Everything that was complete is given before a damaged or truncated one fails. */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createGunzip({ chunkSize: 256 * 1024 })
  const ready: Buffer[] = []
  const failed: Error[] = []
  inflate.on('data', (chunk: Buffer) => ready.push(chunk))
  inflate.on('error', (error) => failed.push(error))
  const closed = new Promise<void>((resolve) => inflate.once('close', resolve))
  try {
    for await (const chunk of chunks) {
      await new Promise<void>((resolve) => inflate.write(chunk, () => resolve()))
      yield* ready.splice(0)
      if (failed[0] !== undefined) throw failed[0]
    }
    inflate.end()
    await closed
    yield* ready.splice(0)
    if (failed[0] !== undefined) throw failed[0]
  } finally {
    inflate.destroy()
  }
}

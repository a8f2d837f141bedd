import { createGunzip } from 'node:zlib'

/** So much is unpacked at once; what one slice with damage in it held before the damage is lost. */
const slice = 8 * 1024

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
      for (let at = 0; at < chunk.length; at += slice) {
        const part = chunk.subarray(at, at + slice)
        // After damage no write is ever answered.
        await Promise.race([closed, new Promise<void>((resolve) => inflate.write(part, () => resolve()))])
        yield* ready.splice(0)
        if (failed[0] !== undefined) throw failed[0]
      }
    }
    inflate.end()
    await closed
    yield* ready.splice(0)
    if (failed[0] !== undefined) throw failed[0]
  } finally {
    inflate.destroy()
  }
}

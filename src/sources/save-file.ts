import { createWriteStream } from 'node:fs'
import { link, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** A file that is there already and may not be replaced. */
export class FileExists extends Error {}

/** A folder that stands where the file should be written. */
export class IsFolder extends Error {}

/** Throws FileExists or IsFolder when the file may not be written. For asking before long work. */
export async function checkWritable(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there?.isDirectory() === true) throw new IsFolder(`${path} is a folder: name a file in it`)
  if (there !== null && !force) throw new FileExists(`${path} is there already`)
}

/** Writes values as gzipped JSON, one a line, for the user alone. The file is there whole or not at all; what was there before is
 * replaced only with `force`. */
export async function saveJsonLines(
  path: string,
  values: AsyncIterable<unknown>,
  options: { readonly force: boolean; readonly signal: AbortSignal | null },
): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.partial`)
  try {
    const file = createWriteStream(beside, { flags: 'w', mode: 0o600 })
    const lines = linesOf(values)
    if (options.signal === null) await pipeline(lines, createGzip(), file)
    else await pipeline(lines, createGzip(), file, { signal: options.signal })
    if (options.force) await rename(beside, path)
    else await take(beside, path)
  } catch (error) {
    await unlink(beside).catch(() => {
      // It was never made, or has its name already.
    })
    throw error
  }
}

/** The same as bytes, for standard output. */
export function gzippedJsonLines(values: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  // A failure of the values ends the reading of the bytes with it.
  const gzip = createGzip()
  pipeline(Readable.from(linesOf(values)), gzip).catch((error: Error) => gzip.destroy(error))
  return gzip
}

async function* linesOf(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  let text = ''
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`
    if (text.length < 64 * 1024) continue
    yield text
    text = ''
  }
  yield text
}

/** Gives a file its name, unless one has it. */
async function take(beside: string, path: string): Promise<void> {
  try {
    await link(beside, path)
    await unlink(beside)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (error.code === 'EEXIST') throw new FileExists(`${path} is there already`)
    // A file system without hard links.
    await checkWritable(path, false)
    await rename(beside, path)
  }
}

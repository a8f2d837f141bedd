import { createReadStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { Failed } from './failed.ts'
import type { World } from './world.ts'

/** A line longer than this is given as null: it is no query, and is not kept in memory. */
const LONGEST_LINE = 1 << 20

/** The lines of a file or of standard input (`-`) in batches, read as they come; blank ones are left out. */
export async function* linesOf(file: string, world: World): AsyncGenerator<readonly (string | null)[]> {
  // Ctrl-C ends the wait for a line that may never come.
  const stream = addAbortSignal(
    world.signal,
    file === '-' ? world.stdin : createReadStream(file, { highWaterMark: 1 << 16 }),
  )
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isTooLong = false
  try {
    for await (const chunk of stream) {
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n')
      rest = lines.pop() ?? ''
      const found = lines.map((line, at) => (isTooLong && at === 0 ? null : line))
      if (lines.length > 0) isTooLong = false
      if (rest.length > LONGEST_LINE) {
        rest = ''
        isTooLong = true
      }
      yield found.filter((line) => line === null || line.trim() !== '')
    }
  } catch (error) {
    throw new Failed(`\`${file}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (isTooLong) yield [null]
  else if (rest.trim() !== '') yield [rest]
}

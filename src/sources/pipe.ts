import { closeSync, constants, openSync, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

/** How long somebody may take to begin writing to a named pipe. */
const patienceMs = 2000
const retryMs = 50

/**
 * The bytes of a named pipe, or of standard input (null), so that waiting for them can be cancelled: the usual file stream
 * waits in a thread that nobody can wake, and the process could not end. Fails when nobody writes to the pipe.
 */
export async function* pipeChunks(path: string | null, signal: AbortSignal | null): AsyncGenerator<Buffer> {
  if (path === null) {
    yield* cancelled(process.stdin, signal)
    return
  }
  // Without O_NONBLOCK opening would wait for a writer, and nothing could end that.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  let isHandedOn = false
  try {
    yield* await firstBytes(fd, signal)
    isHandedOn = true
    yield* cancelled(new Socket({ fd, readable: true, writable: false }), signal)
  } finally {
    if (!isHandedOn) closeSync(fd)
  }
}

/** Waits until there is a writer; gives what it wrote meanwhile. */
async function firstBytes(fd: number, signal: AbortSignal | null): Promise<readonly Buffer[]> {
  const buffer = Buffer.alloc(64 * 1024)
  for (let waited = 0; waited < patienceMs; waited += retryMs) {
    try {
      const length = readSync(fd, buffer)
      if (length > 0) return [buffer.subarray(0, length)]
    } catch (error) {
      // There is a writer who has not written yet.
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return []
      throw error
    }
    await setTimeout(retryMs, undefined, signal === null ? {} : { signal })
  }
  throw new Error('a pipe that nobody writes to')
}

function cancelled(stream: Readable, signal: AbortSignal | null): Readable {
  return signal === null ? stream : addAbortSignal(signal, stream)
}

import { constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'

/**
 * Opens a named pipe, or standard input (null), so that waiting for its bytes can be cancelled: the usual file stream waits in
 * a thread that nobody can wake, and the process could not end. A pipe that nobody writes to is empty.
 */
export function openPipe(path: string | null, signal: AbortSignal | null): Readable {
  const stream =
    path === null ? process.stdin : new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) })
  return signal === null ? stream : addAbortSignal(signal, stream)
}

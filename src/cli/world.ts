import { writeSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { exitCode } from './failed.ts'

/** Where text goes. `columns` is null when it is not a terminal. */
export interface Output {
  readonly isTerminal: boolean
  readonly columns: number | null
  /** Resolves when more may be written. After the reader has gone it throws nothing and writes nothing. */
  write(text: string | Uint8Array): Promise<void>
}

/** What a command may touch of the process it runs in; a test gives its own. */
export interface World {
  readonly stdin: Readable
  readonly stdinIsTerminal: boolean
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** The process itself. */
export function processWorld(signal: AbortSignal): World {
  return {
    stdin: process.stdin,
    stdinIsTerminal: process.stdin.isTTY === true,
    stdout: processOutput(process.stdout),
    stderr: processOutput(process.stderr),
    env: process.env,
    signal,
  }
}

function processOutput(stream: NodeJS.WriteStream): Output {
  let isGone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isGone = true
    // `| head` has read enough: that is no error of ours.
    if (error.code === 'EPIPE') process.exit()
    if (stream !== process.stderr) writeLastWords(`calico-tui: the output cannot be written: ${error.message}\n`)
    process.exit(exitCode.failed)
  })
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY === true ? stream.columns : null,
    write: (text) =>
      new Promise((resolve) => {
        if (isGone || stream.write(text)) resolve()
        else stream.once('drain', resolve)
      }),
  }
}

/** To standard error at once, since the process ends; where that cannot be written either, nobody can be told. */
function writeLastWords(text: string): void {
  try {
    writeSync(process.stderr.fd, text)
  } catch {
    return
  }
}

import { Readable } from 'node:stream'
import { run } from '../../src/cli/run.ts'
import type { Output, World } from '../../src/cli/world.ts'

/** What a command line came to. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Columns of a terminal to print to; null for a pipe. */
  readonly columns?: number | null
  readonly env?: Readonly<Record<string, string>>
  /** What stands on standard input. */
  readonly stdin?: string
  /** Asked after each piece of output, with all of it; true: Ctrl-C is pressed. */
  readonly interruptWhen?: (stdout: string) => boolean
}

/** Runs a command line in this process. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { columns = null, env = {}, stdin = '', interruptWhen = () => false } = options
  const interrupt = new AbortController()
  const texts = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): Output => ({
    isTerminal: columns !== null,
    columns,
    write: async (text) => {
      texts[name] += typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
      if (interruptWhen(texts.stdout)) interrupt.abort()
    },
  })
  const world: World = {
    stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
    stdinIsTerminal: false,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    signal: interrupt.signal,
  }
  const code = await run(args, world)
  return { code, ...texts }
}

/** The words of a command line, split at spaces. */
export function words(line: string): readonly string[] {
  return line.split(' ')
}

import { Readable } from 'node:stream'
import { run } from '../../src/cli/run.ts'
import type { Output, World } from '../../src/cli/world.ts'

/** What a command line leaves behind. */
export interface Printed {
  readonly out: string
  readonly err: string
  readonly code: number
}

/** Runs a command line inside this process, without a terminal. */
export async function printed(args: readonly string[], stdin = ''): Promise<Printed> {
  const [out, err] = [keep(), keep()]
  const world: World = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdinIsTerminal: false,
    stdout: out.output,
    stderr: err.output,
    env: {},
    signal: new AbortController().signal,
  }
  const code = await run(args, world)
  return { out: out.texts.join(''), err: err.texts.join(''), code }
}

function keep(): { readonly output: Output; readonly texts: string[] } {
  const texts: string[] = []
  const write = async (text: string) => {
    texts.push(text)
  }
  return { output: { isTerminal: false, columns: null, write }, texts }
}

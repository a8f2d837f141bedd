import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import type { Output, World } from '../../src/cli/world.ts'
import { bundled } from '../spec/snapshot.ts'

/** What a command line prints, what goes to standard error, and its exit code. */
async function printed(command: string): Promise<string> {
  const texts: string[] = []
  const output: Output = {
    isTerminal: false,
    columns: null,
    write: async (text) => {
      texts.push(text)
    },
  }
  const world: World = {
    stdin: Readable.from([]),
    stdinIsTerminal: false,
    stdout: output,
    stderr: output,
    env: {},
    signal: new AbortController().signal,
  }
  const code = await run(command.split(' ').slice(1), world)
  return `$ ${command}\n${texts.join('')}exit ${code}\n`
}

test.each(readdirSync(bundled))('the connections worth tracing in %s', async (snapshot) => {
  const readme = readFileSync(join(bundled, snapshot, 'README.md'), 'utf8')
  const commands = readme.split('\n').flatMap((line) => /^ {4}(calico-tui trace .*)$/.exec(line)?.[1] ?? [])
  const all: string[] = []
  for (const command of commands) all.push(await printed(command))
  await expect(all.join('\n')).toMatchFileSnapshot(`traces/${snapshot}.txt`)
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printed } from '../spec/printed.ts'
import { bundled } from '../spec/snapshot.ts'

test.each(readdirSync(bundled))('the connections worth tracing in %s', async (snapshot) => {
  const readme = readFileSync(join(bundled, snapshot, 'README.md'), 'utf8')
  const commands = readme.split('\n').flatMap((line) => /^ {4}(calico-tui trace .*)$/.exec(line)?.[1] ?? [])
  const all: string[] = []
  for (const command of commands) {
    const { out, err, code } = await printed(command.split(' ').slice(1))
    all.push(`$ ${command}\n${err}${out}exit ${code}\n`)
  }
  await expect(all.join('\n')).toMatchFileSnapshot(`traces/${snapshot}.txt`)
})

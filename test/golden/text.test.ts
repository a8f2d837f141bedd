import { expect, test } from 'vitest'
import { runCli, words } from '../cli/process.ts'

/** What a reviewer reads: the text of each command, piped, and on a terminal of 80 columns with its colours. */
const commands = [
  'board --snapshot catfacts',
  'board --snapshot kitchen-sink',
  'board --snapshot storefront-zones',
  'policy --snapshot catfacts catfacts/platform.db',
  'policy --snapshot catfacts default.default-deny',
  'policy --snapshot kitchen-sink shop/teams.api',
  'policy --snapshot stars stars/backend-policy',
  'endpoint --snapshot catfacts catfacts/db',
  'endpoint --snapshot kitchen-sink hep:edge-auto-hep',
]

const file = (command: string) => command.replace(/--snapshot /, '').replaceAll(/[^\w.-]+/g, '-')

test.each(commands)('calico-tui %s', async (command) => {
  const { stdout, stderr, code } = await runCli(words(command))
  const text = `$ calico-tui ${command}\n${stdout}${stderr}exit ${code}\n`
  await expect(text).toMatchFileSnapshot(`text/${file(command)}.txt`)
})

test.each(commands)('calico-tui %s on 80 columns', async (command) => {
  // One of them with its colours.
  const color = command === commands[0] ? '16' : 'never'
  const { stdout } = await runCli(words(`${command} --color ${color}`), { columns: 80 })
  const wide = stdout.replace(/\u001b\[[\d;]*m/g, '').split('\n').filter((line) => line.length > 80)
  // A name that is wider than the terminal stays whole; everything else fits.
  expect(wide.filter((line) => line.trim().includes(' '))).toEqual([])
  await expect(stdout.replaceAll('\u001b', '␛')).toMatchFileSnapshot(`text/${file(command)}-80.txt`)
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { undescribed } from '../../src/cli/completion/table.ts'
import { program } from '../../src/cli/program.ts'
import { runCli } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every option with a value and every argument is completed in a way that somebody chose', () => {
  expect(undescribed(program('', () => {}))).toEqual([])
})

test('names are called back from the snapshot that is named before them', async () => {
  const asked = async (...args: string[]) =>
    (await runCli(['__complete', ...args])).stdout.split('\n').filter((name) => name !== '')
  expect(await asked('snapshots', 'catfacts-')).toEqual(['catfacts-done', 'catfacts-staged', 'catfacts-untouched'])
  expect(await asked('sources', 'dev/', 'trace', '--snapshot', 'catfacts', '--from', 'dev/')).toEqual(['dev/netshoot'])
  expect(await asked('destinations', 'svc:cat', 'trace', '--snapshot=catfacts')).toEqual([
    'svc:catfacts/db',
    'svc:catfacts/facts',
  ])
  expect(await asked('namespaces', 'cat', 'board', '--snapshot', 'catfacts')).toEqual(['catfacts'])
  expect(await asked('policies', 'catfacts/', '--snapshot', 'catfacts')).toContain('catfacts/platform.db')
})

test('a completion that knows nothing offers nothing and does not fail', async () => {
  for (const args of [['sources', 'x'], ['sources', '', '--snapshot', 'no-such-file'], ['nonsense', ''], []]) {
    expect(await runCli(['__complete', ...args])).toEqual({ code: 0, stdout: '', stderr: '' })
  }
})

test('names that a shell would take apart are not offered', async () => {
  const file = join(folder, 'hostile.json')
  const hostile = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a$(touch pwned)\u001b[2J' } }
  writeFileSync(file, JSON.stringify(hostile))
  expect((await runCli(['__complete', 'namespaces', '', '--snapshot', file])).stdout).toBe('')
})

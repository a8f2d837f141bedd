import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeAll, ptyProblem, start } from '../pty/terminal.ts'
import { type Installed, install, runInstalled } from './installed.ts'

/** Other versions of Node to run the installed program on, such as `22 24`; each is a download of some 40 MB, so only on demand. */
const versions = (process.env.CALICO_TUI_NODES ?? '').split(/[ ,]+/).filter((version) => version !== '')
const folder = mkdtempSync(join(tmpdir(), 'calico-tui-nodes-'))
let installed: Installed
beforeAll(() => {
  if (versions.length > 0) installed = install()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  if (versions.length > 0) rmSync(dirname(installed.elsewhere), { recursive: true, force: true })
})

/** The binary of a version from the npm packages that carry it, or null where there is none to be had. */
function nodeOf(version: string): string | null {
  const name = `node-${process.platform}-${process.arch}`
  const prefix = join(folder, version)
  const ran = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      prefix,
      '--no-save',
      '--no-audit',
      '--fetch-retries=0',
      '--fetch-timeout=20000',
      `${name}@${version}`,
    ],
    {
      encoding: 'utf8',
    },
  )
  return ran.status === 0 ? join(prefix, 'node_modules', name, 'bin/node') : null
}

describe.skipIf(versions.length === 0).each(versions.length === 0 ? ['22'] : versions)('on Node %s', (version) => {
  test('the installed program traces, prints the board in all forms, and completes', (context) => {
    const node = nodeOf(version)
    if (node === null) return context.skip('the registry has no such Node, or cannot be reached')
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${version}\\.`))
    const trace = ['trace', '--snapshot', 'catfacts', '--from', 'dev/netshoot', '--to', 'catfacts/db', '--port', '3306']
    const here = runInstalled(installed, trace)
    expect(runInstalled(installed, trace, { node })).toEqual(here)
    expect(here.code).toBe(2)
    for (const form of ['text', 'json', 'yaml']) {
      const board = ['board', '--snapshot', 'kitchen-sink', '-o', form]
      expect(runInstalled(installed, board, { node })).toEqual(runInstalled(installed, board))
    }
    expect(runInstalled(installed, ['completion', 'bash'], { node })).toMatchObject({ code: 0, stderr: '' })
  })

  test.skipIf(ptyProblem() !== null)('the terminal UI draws the board and leaves on ctrl-c', async (context) => {
    const node = nodeOf(version)
    if (node === null) return context.skip('the registry has no such Node, or cannot be reached')
    const command = [node, installed.command, '--snapshot', 'catfacts']
    const app = start({ command, columns: 120, rows: 36, cwd: installed.elsewhere })
    await app.until(/platform/)
    app.press('ctrl-c')
    expect(await app.exited()).toMatchObject({ code: 0 })
    closeAll()
  })
})

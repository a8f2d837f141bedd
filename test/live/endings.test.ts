import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FakeApiServer } from '../fake-apiserver/server.ts'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { catfacts } from '../sources/live/live-screen.ts'
import { untilGone } from './gone.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-endings-'))
const kubeconfig = join(folder, 'kubeconfig')
const plugin = join(folder, 'plugin')
let server: FakeApiServer

beforeAll(async () => {
  server = await catfacts()
  writeFileSync(plugin, `#!/bin/sh\necho $$ > ${folder}/pid\necho 'type the code ABCD-1234' >&2\nexec sleep 600\n`)
  chmodSync(plugin, 0o755)
  const contexts = ['plain', 'waiting'].map((name) => ({ name, context: { cluster: 'c', user: name } }))
  const users = [
    { name: 'plain', user: {} },
    { name: 'waiting', user: { exec: { command: plugin } } },
  ]
  const clusters = [{ name: 'c', cluster: { server: server.url } }]
  writeFileSync(kubeconfig, JSON.stringify({ 'current-context': 'plain', clusters, users, contexts }))
})
afterEach(closeAll)
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function open(context: string): PtyApp {
  const command = ['bin/calico-tui', '--kubeconfig', kubeconfig, '--context', context]
  return start({ command, columns: 140, rows: 36 })
}

const given = { alternateScreen: false, cursorIsHidden: false, bracketedPaste: false, wraps: true }

/** Resolves when nothing is connected to the server any more. */
async function untilLeft(): Promise<void> {
  while (server.openWatches > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.skipIf(problem !== null)('fault 34: a program that follows a live cluster', () => {
  test('ends by ctrl-c with the terminal given back and its watches closed', async () => {
    const app = open('plain')
    await app.until(/● live/)
    app.press('ctrl-c')
    expect((await app.exited()).signal).toBe(0)
    expect(app.modes).toMatchObject(given)
    await untilLeft()
  })

  test('ends by SIGTERM with the terminal given back and its watches closed', async () => {
    const app = open('plain')
    await app.until(/● live/)
    app.kill('SIGTERM')
    expect(await app.exited()).toEqual({ code: 143, signal: 0 })
    expect(app.modes).toMatchObject(given)
    await untilLeft()
  })

  test('ends while it cannot be opened', async () => {
    server.faults.push(() => (response) => response.destroy())
    const app = open('plain')
    await app.until(/next try in|trying again/)
    server.faults = []
    app.press('ctrl-c')
    expect((await app.exited()).signal).toBe(0)
    expect(app.modes).toMatchObject(given)
  })

  for (const end of ['ctrl-c', 'SIGTERM'] as const) {
    test(`fault 5: shows what a waiting plugin says, and ends it by ${end}`, async () => {
      const app = open('waiting')
      await app.until(/type the code ABCD-1234/)
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
      if (end === 'ctrl-c') app.press('ctrl-c')
      else app.kill('SIGTERM')
      await app.exited()
      expect(app.modes).toMatchObject(given)
      await untilGone(pid)
    })
  }
})

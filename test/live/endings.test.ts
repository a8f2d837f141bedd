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

/** Lets the program break at a signal, as a mistake of ours would. */
const breaks = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => void Promise.reject(new Error('provoked by the test')))`)}`

function open(context: string, env: Record<string, string> = {}): PtyApp {
  const command = ['bin/calico-tui', '--kubeconfig', kubeconfig, '--context', context]
  return start({ command, columns: 140, rows: 36, env })
}

const given = { alternateScreen: false, cursorIsHidden: false, bracketedPaste: false, wraps: true }

/** Resolves when nothing is connected to the server any more. */
async function untilLeft(): Promise<void> {
  while (server.openWatches > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.skipIf(problem !== null)('fault 34: a program that follows a live cluster', () => {
  for (const [how, end, code] of [
    ['ctrl-c', (app: PtyApp) => app.press('ctrl-c'), 0],
    ['q', (app: PtyApp) => app.press('q'), 0],
    ['SIGINT', (app: PtyApp) => app.kill('SIGINT'), 130],
    ['SIGTERM', (app: PtyApp) => app.kill('SIGTERM'), 143],
  ] as const) {
    test(`ends by ${how} with the terminal given back and its watches closed`, async () => {
      const app = open('plain')
      await app.until(/● live/)
      end(app)
      expect(await app.exited()).toEqual({ code, signal: 0 })
      expect(app.modes).toMatchObject(given)
      await untilLeft()
    })
  }

  test('ends by SIGHUP, as that signal ends others, with its watches closed', async () => {
    const app = open('plain')
    await app.until(/● live/)
    app.kill('SIGHUP')
    expect(await app.exited()).toEqual({ code: 0, signal: 1 })
    expect(app.modes).toMatchObject(given)
    await untilLeft()
  })

  test('ends when its terminal is gone, with its watches closed', async () => {
    const app = open('plain')
    await app.until(/● live/)
    const { pid } = app
    app.hangUp()
    await untilGone(pid)
    await untilLeft()
  })

  test('ends by a mistake of its own with the terminal given back first, what to report, and its watches closed', async () => {
    const app = open('plain', { NODE_OPTIONS: `--import ${breaks}` })
    await app.until(/● live/)
    app.kill('SIGUSR2')
    expect(await app.exited()).toEqual({ code: 1, signal: 0 })
    expect(app.modes).toMatchObject(given)
    const text = app.text().replace(/\s+/g, ' ')
    expect(text).toContain('calico-tui ended by a mistake of its own. Please report')
    expect(text).toContain('no cluster was changed')
    expect(text).toContain('Error: provoked by the test')
    await untilLeft()
  })

  test('ends without a word and with 0 when the reader of its text has read enough', async () => {
    const shell = `bin/calico-tui board --kubeconfig ${kubeconfig} | head -c 40; echo "; exit \${PIPESTATUS[0]}"`
    const app = start({ command: ['bash', '-c', shell], columns: 140, rows: 36 })
    await app.exited()
    expect(app.text()).toMatch(/^[^\n]*\S[\s\S]*; exit 0\s*$/)
    expect(app.text()).not.toMatch(/EPIPE|Error|mistake/)
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

  for (const [how, end] of [
    ['ctrl-c', (app: PtyApp) => app.press('ctrl-c')],
    ['SIGINT', (app: PtyApp) => app.kill('SIGINT')],
    ['SIGTERM', (app: PtyApp) => app.kill('SIGTERM')],
    ['SIGHUP', (app: PtyApp) => app.kill('SIGHUP')],
    ['a mistake of ours', (app: PtyApp) => app.kill('SIGUSR2')],
  ] as const) {
    test(`and a plugin that waits, by ${how}`, async () => {
      const app = open('waiting', { NODE_OPTIONS: `--import ${breaks}` })
      await app.until(/type the code ABCD-1234/)
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
      end(app)
      await app.exited()
      expect(app.modes).toMatchObject(given)
      await untilGone(pid)
    })
  }
})

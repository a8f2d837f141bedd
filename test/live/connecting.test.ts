import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FakeApiServer } from '../fake-apiserver/server.ts'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { catfacts } from '../sources/live/live-screen.ts'
import { untilGone } from './gone.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-connecting-'))
const kubeconfig = join(folder, 'config')
const plugin = join(folder, 'aws-iam-authenticator')
let server: FakeApiServer

function writeConfig(file: string, contexts: readonly string[], more: object = {}): string {
  const config = {
    clusters: [{ name: 'c', cluster: { server: server.url } }],
    users: [
      { name: 'plain', user: {} },
      { name: 'plugin', user: { exec: { command: plugin, installHint: 'run: brew install aws-iam-authenticator' } } },
    ],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'c', user: name === 'eks' ? 'plugin' : 'plain' } })),
    ...more,
  }
  writeFileSync(join(folder, file), JSON.stringify(config))
  return join(folder, file)
}

function writePlugin(script: string): void {
  writeFileSync(plugin, `#!/bin/sh\n${script}\n`)
  chmodSync(plugin, 0o755)
}

beforeAll(async () => {
  server = await catfacts()
  writeConfig('config', ['aks-prod', 'aks-dev', 'eks'])
})
afterEach(() => {
  closeAll()
  rmSync(plugin, { force: true })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function open(args: readonly string[], env: Record<string, string> = {}): PtyApp {
  return start({ command: ['bin/calico-tui', ...args], columns: 80, rows: 24, env })
}

/** The screen as one text: what is wrapped is one sentence again. */
function unwrapped(app: PtyApp): string {
  return app.text().replace(/\s+/g, ' ')
}

describe.skipIf(problem !== null)('opening a live cluster, at 80x24', () => {
  test('fault 1: a context that there is not ends the program with near names and the files that were read', async () => {
    const app = open(['--kubeconfig', kubeconfig, '--context', 'aks-prd'])
    expect(await app.exited()).toEqual({ code: 1, signal: 0 })
    expect(app.modes.alternateScreen).toBe(false)
    expect(unwrapped(app)).toContain('there is no context `aks-prd` in')
    expect(app.text().replaceAll('\n', '')).toContain(kubeconfig)
    expect(unwrapped(app)).toContain('did you mean aks-prod?')
  })

  for (const [what, text, words] of [
    ['that is broken is told with its file and line', 'apiVersion: v1\ncontexts: [\nusers: "', 'broken, line 3:'],
    ['without contexts says so', '', 'no context stands in the kubeconfig'],
  ] as const) {
    test(`fault 2: a kubeconfig ${what}`, async () => {
      const file = join(folder, 'broken')
      writeFileSync(file, text)
      const app = open(['--kubeconfig', file, '--context', 'aks-prod'])
      expect((await app.exited()).code).toBe(1)
      expect(unwrapped(app)).toContain(words)
    })
  }

  test('fault 2: a kubeconfig that is not there ends the program with its name', async () => {
    const app = open(['--kubeconfig', join(folder, 'none')])
    expect((await app.exited()).code).toBe(1)
    expect(app.text().replaceAll('\n', '')).toContain(`the kubeconfig ${folder}/none cannot be read`)
  })

  test('fault 2: one file missing of a list is passed over', async () => {
    const list = [join(folder, 'none'), kubeconfig].join(delimiter)
    await open(['--context', 'aks-dev'], { KUBECONFIG: list }).until(/● live/)
  })

  test('fault 2: without any file of the list the screen names all of them, and snapshots can be opened', async () => {
    const app = open([], { KUBECONFIG: [join(folder, 'a'), join(folder, 'b')].join(delimiter) })
    await app.until(/cannot be opened/)
    expect(unwrapped(app)).toContain('none of the files of KUBECONFIG exists')
    for (const name of ['a', 'b']) expect(app.text().replace(/[\n ]/g, '')).toContain(join(folder, name))
    app.press('ctrl-s')
    await app.until(/catfacts/)
  })

  test('fault 3: a plugin that is not installed is told with how to install it, and r opens the cluster once it is', async () => {
    const app = open(['--kubeconfig', kubeconfig, '--context', 'eks'])
    await app.until(/eks cannot be opened/)
    expect(unwrapped(app)).toContain('aws-iam-authenticator` is not installed run: brew install aws-iam-authenticator')
    expect(app.lines()[0]).toContain('● failed')
    writePlugin(`echo '{"status":{"token":"t"}}'`)
    app.press('r')
    await app.until(/● live/)
  })

  test('fault 4: the last words of a plugin that fails are all on screen, and r tries again', async () => {
    writePlugin(
      `echo 'ERROR: AADSTS700082: The refresh token has expired due to inactivity. It was issued on 2024-01-02 and was inactive for 90 days' >&2; exit 1`,
    )
    const app = open(['--kubeconfig', kubeconfig, '--context', 'eks'])
    await app.until(/eks cannot be opened/)
    expect(unwrapped(app)).toContain('gave no credentials: ERROR: AADSTS700082:')
    expect(unwrapped(app)).toContain('was inactive for 90 days')
    expect(unwrapped(app)).toContain('sign in and try again')
    writePlugin(`echo '{"status":{"token":"t"}}'`)
    app.press('r')
    await app.until(/● live/)
  })

  test('fault 5: all that a plugin says while it waits can be read, esc ends it, and r starts it again', async () => {
    const address = `https://sign-in.example/device?state=${'0123456789'.repeat(12)}&end`
    writePlugin(`echo $$ > ${folder}/pid
      echo 'Open this page:' >&2; echo '${address}' >&2; echo 'and type ABCD-1234' >&2; exec sleep 600`)
    const app = open(['--kubeconfig', kubeconfig, '--context', 'eks'])
    await app.until(/and type ABCD-1234/)
    expect(app.lines()[0]).toContain('● signing in')
    expect(app.text()).toContain('Open this page:')
    expect(app.text().replace(/\s+/g, '')).toContain(address)
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    app.press('esc')
    await app.until(/eks was not opened: cancelled/)
    await untilGone(pid)
    writePlugin(`echo '{"status":{"token":"t"}}'`)
    app.press('r')
    await app.until(/● live/)
  })

  test('fault 11: while a server cannot be reached esc gives up and r tries again at once', async () => {
    await server.stop()
    const app = open(['--kubeconfig', kubeconfig, '--context', 'aks-prod'])
    await app.until(/next try in \d+ s/)
    app.press('esc')
    await app.until(/aks-prod was not opened: cancelled/)
    await server.start()
    app.press('r')
    await app.until(/● live/)
  })
})

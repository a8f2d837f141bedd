import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FakeApiServer, sendStatus } from '../fake-apiserver/server.ts'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { catfacts } from '../sources/live/live-screen.ts'
import { untilGone } from './gone.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const folder = mkdtempSync(join(tmpdir(), 'calico-tui-sign-in-'))
const plugin = join(folder, 'kubelogin')
const pidFile = join(folder, 'pid')
let server: FakeApiServer
let valid = 'one'

/** Asks for a password where it is given a terminal; the token it gives is what was typed. */
const asking = `#!/bin/sh
echo $$ > ${pidFile}
printf 'Password for %s: ' "$USER_NAME" >&2
read -r answer || { echo 'no terminal to ask on' >&2; exit 1; }
case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) ;; *) echo 'not told of the terminal' >&2; exit 1;; esac
[ "$answer" = wrong ] && { echo 'AADSTS50126: that is wrong' >&2; exit 1; }
printf '{"status":{"token":"%s"}}' "$answer"
`

function kubeconfig(interactiveMode: string): string {
  const file = join(folder, interactiveMode)
  const exec = { command: plugin, interactiveMode, env: [{ name: 'USER_NAME', value: 'jane' }] }
  const config = {
    'current-context': 'aks',
    clusters: [{ name: 'c', cluster: { server: server.url } }],
    users: [{ name: 'u', user: { exec } }],
    contexts: [{ name: 'aks', context: { cluster: 'c', user: 'u' } }],
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

beforeAll(async () => {
  server = await catfacts()
  server.faults.push((request) =>
    request.headers.authorization === `Bearer ${valid}`
      ? null
      : (response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'),
  )
})
beforeEach(() => {
  valid = 'one'
  writeFileSync(plugin, asking)
  chmodSync(plugin, 0o755)
})
afterEach(closeAll)
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function run(mode: string, ...args: readonly string[]): PtyApp {
  return start({ command: ['bin/calico-tui', ...args, '--kubeconfig', kubeconfig(mode)], columns: 120, rows: 36 })
}

/** Waits until the plugin asks on the terminal that was left to it. */
async function asked(app: PtyApp): Promise<void> {
  await app.until((text) => /Password for jane:$/m.test(text) && !app.modes.alternateScreen)
}

describe.skipIf(problem !== null)('signing in', () => {
  test.each(['IfAvailable', 'Always'])(
    'I gives the terminal to a plugin that asks (%s), and the board opens with what it answers',
    async (mode) => {
      const app = run(mode)
      const told = mode === 'Always' ? /wants to talk to you/ : /no terminal to ask on/
      await app.until((text) => told.test(text) && /I sign in/.test(text))
      app.press('I')
      await asked(app)
      expect(app.modes).toMatchObject({ alternateScreen: false, cursorIsHidden: false, bracketedPaste: false })
      app.type('one\r')
      await app.until(/● live \d/)
      expect(app.modes.alternateScreen).toBe(true)
      app.press('q')
      expect(await app.exited()).toEqual({ code: 0, signal: 0 })
      expect(app.raw).not.toContain('"token"')
    },
  )

  test('why a sign-in fails stays to be read, and it can be tried again', async () => {
    const app = run('IfAvailable')
    await app.until(/I sign in/)
    app.press('I')
    await asked(app)
    app.type('wrong\r')
    await app.until(/AADSTS50126: that is wrong[\s\S]*gave no credentials[\s\S]*enter goes back/)
    app.type('\r')
    await app.until((text) => text.includes('I sign in') && app.modes.alternateScreen)
    app.press('I')
    await asked(app)
    app.type('one\r')
    await app.until(/● live \d/)
  })

  test('ctrl-c ends the plugin and not the program', async () => {
    const app = run('IfAvailable')
    await app.until(/I sign in/)
    rmSync(pidFile)
    app.press('I')
    await asked(app)
    const pid = Number(readFileSync(pidFile, 'utf8'))
    app.press('ctrl-c')
    await untilGone(pid)
    await app.until((text) => text.includes('I sign in') && app.modes.alternateScreen)
    app.press('q')
    await app.exited()
  })

  test('credentials that the server takes no more are renewed by signing in, and the board that stood comes to life', async () => {
    const app = run('IfAvailable')
    await app.until(/I sign in/)
    app.press('I')
    await asked(app)
    app.type('one\r')
    await app.until(/● live \d/)
    valid = 'two'
    server.cutWatches()
    await app.until(/● stale/)
    expect(app.text()).toContain('allow-kube-dns')
    app.press('I')
    await asked(app)
    app.type('two\r')
    await app.until(/● live \d/)
  })

  test('a plugin that never asks has nothing to sign in with, and the key says so', async () => {
    const app = run('Never')
    await app.until(/cannot be opened/)
    expect(app.text()).not.toContain('I sign in')
    app.press('I')
    await app.until(/no credential plugin that could ask you/)
  })

  test('a command on a terminal lets the plugin ask, as kubectl does', async () => {
    const app = run('IfAvailable', 'board')
    await asked(app)
    app.type('one\r')
    expect(await app.exited()).toEqual({ code: 0, signal: 0 })
    expect(app.raw).toContain('7 tiers')
  })

  test('a command that is interrupted while the plugin asks ends, and the plugin with it', async () => {
    rmSync(pidFile, { force: true })
    const app = run('IfAvailable', 'board')
    await asked(app)
    const pid = Number(readFileSync(pidFile, 'utf8'))
    app.press('ctrl-c')
    expect((await app.exited()).code).toBe(130)
    await untilGone(pid)
  })
})

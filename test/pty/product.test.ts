import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { closeAll, type PtyApp, ptyProblem, type StartOptions, start } from './terminal.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

afterEach(closeAll)

const command = ['bin/calico-tui', '--snapshot', 'catfacts']

async function startBoard(options: Partial<StartOptions> = {}): Promise<PtyApp> {
  const app = start({ command, columns: 120, rows: 36, ...options })
  // All of it is read, so that later frames come from keys alone.
  await app.until((text) => text.includes('allow-kube-dns') && /[●*] snapshot/.test(text))
  return app
}

describe.skipIf(problem !== null)('calico-tui in a terminal', () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 36],
    [200, 50],
  ] as const) {
    test(`fills ${columns}x${rows} exactly, scrolls nothing and clears nothing`, async () => {
      const app = await startBoard({ columns, rows })
      expect(app.lines()[0]).toMatch(/catfacts ▸ Board/)
      expect(app.lines().at(-1)).toMatch(/help/)
      expect(app.scrolled).toBe(0)
      expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
    })
  }

  test('a cursor move that changes no preview writes less than 1 KB, others less than 6 KB', async () => {
    const app = await startBoard({ columns: 200, rows: 50 })
    for (const key of ['l', 'j', 'j', 'k', 'h']) {
      const [bytes, before] = [app.bytes, app.text()]
      app.press(key)
      await app.until((text) => text !== before)
      expect(app.bytes - bytes, `after ${key}`).toBeLessThan(6000)
    }
  })

  test('a new size is laid out in place, down to one line that says what is needed', async () => {
    const app = await startBoard()
    app.resize(80, 24)
    await app.until((text) => text.split('\n')[23]?.includes('help') === true)
    app.resize(30, 5)
    await app.until(/60|18|larger|needs/i)
    app.resize(200, 50)
    await app.until((text) => text.split('\n')[49]?.includes('help') === true)
    expect(app.scrolled).toBe(0)
    expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
  })

  test('ctrl-c gives the terminal back and ends', async () => {
    const app = await startBoard()
    app.press('ctrl-c')
    expect((await app.exited()).signal).toBe(0)
    expect(app.modes).toMatchObject({
      alternateScreen: false,
      cursorIsHidden: false,
      bracketedPaste: false,
      wraps: true,
    })
  })

  test('a signal to end gives the terminal back', async () => {
    const app = await startBoard()
    app.kill('SIGTERM')
    expect(await app.exited()).toEqual({ code: 143, signal: 0 })
    expect(app.modes).toMatchObject({
      alternateScreen: false,
      cursorIsHidden: false,
      bracketedPaste: false,
      wraps: true,
    })
  })

  test('ctrl-z gives the terminal to the shell, fg brings the same screen back', async () => {
    const app = start({ command: ['bash', '--norc', '-i'], columns: 120, rows: 36, env: { PS1: 'shell$ ' } })
    await app.until(/shell\$/)
    app.type(`${command.join(' ')}\r`)
    const before = await app.until(/allow-kube-dns/)
    app.press('ctrl-z')
    await app.until(/Stopped/)
    expect(app.modes.alternateScreen).toBe(false)
    app.type('fg\r')
    await app.until((text) => text.includes('allow-kube-dns') && text.split('\n')[0] === before.split('\n')[0])
    app.press('q')
    await app.until(/fg[\s\S]*shell\$\s*$/)
  })

  test('NO_COLOR shows no colour and says all the same', async () => {
    const app = await startBoard({ env: { NO_COLOR: '1' } })
    expect(app.raw).not.toMatch(/\x1b\[(?:[0-9;]*;)?(?:3[0-8]|9[0-7])(?:;[0-9;]*)?m/)
    expect(app.text()).toMatch(/Deny/)
  })

  test('a machine of CI gets the same screen', async () => {
    const app = await startBoard({ env: { CI: 'true' } })
    const before = app.text()
    app.press('l')
    await app.until((text) => text !== before)
    app.resize(100, 30)
    await app.until((text) => text.split('\n')[29]?.includes('help') === true)
  })

  test('a terminal without UTF-8 gets ASCII only', async () => {
    const app = await startBoard({ env: { LANG: 'C' } })
    expect(app.text()).not.toMatch(/[^\n -~]/)
    expect(app.text()).toMatch(/\+-/)
  })

  test('names with escape sequences reach the screen as pictures of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
    const file = join(folder, 'hostile.json')
    const name = 'evil\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e'
    const policy = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name },
      spec: { tier: 'default', selector: 'all() && has(x)', types: ['Ingress'], ingress: [{ action: 'Allow' }] },
    }
    writeFileSync(file, JSON.stringify(policy))
    const app = start({ command: ['bin/calico-tui', '--snapshot', file], columns: 120, rows: 36 })
    await app.until(/evil/)
    expect(app.raw).not.toMatch(/\x1b\[2J|\x1b\]0;|\x9b|\u202e/)
    rmSync(folder, { recursive: true })
  })

  for (const [columns, rows] of [
    [80, 24],
    [200, 50],
  ] as const) {
    test(`a connection is picked and stepped through, forward, back and to the verdict, at ${columns}x${rows}`, async () => {
      const app = await startBoard({ columns, rows })
      app.press('t')
      await app.until(/Trace a connection/)
      app.press('ctrl-r')
      app.type('dev/netshoot')
      await app.until(/from +dev\/netshoot/)
      app.press('tab')
      app.type('catfacts/db')
      await app.until(/to +catfacts\/db/)
      app.press('tab', 'tab')
      app.type('3306')
      await app.until(/port +3306/)
      app.press('enter')
      const answer = await app.until(/step 0 (of|\/) ?\d+|0\/\d+/)
      expect(answer).toMatch(/Denied on ingress at catfacts\/db/)
      const before = app.bytes
      app.press('n')
      const first = await app.until(/step 1 (of|\/) ?\d+|1\/\d+/)
      expect(app.bytes - before).toBeLessThan(8000)
      app.press('n')
      await app.until((text) => text !== first && /step 2 (of|\/) ?\d+|2\/\d+/.test(text))
      app.press('p')
      await app.until((text) => text === first)
      app.press('c')
      await app.until(/VERDICT[\s\S]*Deny|verdict[\s\S]*Deny/)
      expect(app.scrolled).toBe(0)
      expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
    })
  }

  test('the screen is saved as text and as a picture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'saved-'))
    const app = await startBoard({
      command: [process.execPath, resolve('bin/calico-tui'), '--snapshot', 'catfacts'],
      cwd: folder,
    })
    const shown = app.text()
    app.press('S')
    await app.until(/screen saved as calico-tui-/)
    const saved = Object.fromEntries(
      readdirSync(folder).map((name) => [name.split('.').at(-1), readFileSync(join(folder, name), 'utf8')]),
    )
    expect(saved.txt).toBe(`${shown}\n`)
    expect(saved.ans).toContain('\x1b[')
    expect(saved.svg).toContain('allow-kube-dns')
    rmSync(folder, { recursive: true })
  })

  test('the cluster is saved as a snapshot that opens again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'saved-'))
    const program = [process.execPath, resolve('bin/calico-tui'), '--snapshot']
    const app = await startBoard({ command: [...program, 'catfacts'], cwd: folder })
    app.press('W')
    await app.until(/objects and \d+ flows saved as calico-tui-catfacts-/)
    const [file = ''] = readdirSync(folder)
    expect(file).toMatch(/^calico-tui-catfacts-[0-9-]+\.ctui\.jsonl\.gz$/)
    const shown = app.lines().slice(2, 20)
    const again = await startBoard({ command: [...program, file], cwd: folder })
    expect(again.lines().slice(2, 20)).toEqual(shown)
    rmSync(folder, { recursive: true })
  })

  test('what is typed before the first frame is not lost', async () => {
    const app = start({ command, columns: 120, rows: 36 })
    app.press('q')
    expect(await app.exited()).toEqual({ code: 0, signal: 0 })
  })
})

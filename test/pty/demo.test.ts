import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { closeAll, type PtyApp, ptyProblem, start } from './terminal.ts'

const problem = ptyProblem()
if (problem !== null) console.warn(`skipped: ${problem}`)

afterEach(closeAll)

const demo = [process.execPath, 'test/run.mjs', 'test/pty/demo.tsx']

/** A shell that tells the tty's settings after the demo ended. */
const inShell = ['sh', '-c', `"${process.execPath}" test/run.mjs test/pty/demo.tsx; echo "code $?"; stty -a`]

async function startDemo(
  options: { command?: readonly string[]; columns?: number; rows?: number } = {},
): Promise<PtyApp> {
  const { command = demo, columns = 80, rows = 24 } = options
  const app = start({ command, columns, rows })
  await app.until(new RegExp(`demo ${columns}x${rows} at 0`))
  return app
}

const asFound = {
  alternateScreen: false,
  cursorIsHidden: false,
  bracketedPaste: false,
  focusReports: false,
  mouse: 'none',
  wraps: true,
  synchronized: false,
}

function expectGivenBack(app: PtyApp): void {
  expect(app.modes).toEqual(asFound)
  expect(app.text()).toMatch(/[^-]icanon/)
  expect(app.text()).toMatch(/[^-]echo /)
}

describe.skipIf(problem !== null)('a program on the screen', () => {
  test('shows its first frame on the alternate screen with the cursor hidden', async () => {
    const app = await startDemo()
    expect(app.modes).toEqual({
      ...asFound,
      alternateScreen: true,
      cursorIsHidden: true,
      bracketedPaste: true,
      focusReports: true,
      wraps: false,
    })
    expect(app.lines()[1]).toBe('▶ row 0 日本 of 0')
    expect(app.lookOf('row 1 ')).toMatchObject({ fg: 2, inverse: false })
    expect(app.lookOf('▶ row 0')).toMatchObject({ fg: null, inverse: true })
  })

  test('a cursor move writes less than 1 KB and scrolls nothing', async () => {
    const app = await startDemo({ columns: 200, rows: 50 })
    const before = app.bytes
    app.press('j')
    await app.until(/at 1$/m)
    expect(app.bytes - before).toBeLessThan(500)
    expect(app.lookOf('▶ row 1')).toMatchObject({ inverse: true })
    expect(app.scrolled).toBe(0)
  })

  test('a list that scrolls by a line writes less than 6 KB and clears nothing', async () => {
    const app = await startDemo({ columns: 200, rows: 50 })
    app.press(...Array.from({ length: 47 }, () => 'j'))
    await app.until(/at 47$/m)
    const before = app.bytes
    app.press('j')
    await app.until(/▶ row 48 日/)
    expect(app.bytes - before).toBeLessThan(6000)
    expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
    expect(app.scrolled).toBe(0)
  })

  test('an overlay hides what is below and gives it back', async () => {
    const app = await startDemo()
    const before = app.text()
    app.press('?')
    await app.until(/this is the help/)
    expect(app.lines()[5]).toBe('  row 4 日')
    expect(app.lines()[2]).toBe('  row 1 日本 of 7')
    app.press('?')
    await app.until((text) => text === before)
  })

  test('a new size is laid out and painted anew', async () => {
    const app = await startDemo()
    app.resize(120, 36)
    const text = await app.until(/demo 120x36 at 0/)
    expect(text.split('\n').at(-1)).toBe('j down k up ? help q quit')
    app.resize(40, 10)
    await app.until(/demo 40x10 at 0/)
    expect(app.lines()[9]).toBe('j down k up ? help q quit')
    expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
  })

  test('a sequence that arrives in pieces is one key, and a paste one event', async () => {
    const app = await startDemo()
    app.type('\x1b')
    app.type('[1;')
    app.type('5C')
    await app.until(/key ctrl-right/)
    app.press('esc')
    await app.until(/key esc/)
    app.type('\x1b[200~j\rq\x1b[A\x1b[201~')
    await app.until((text) => text.includes(String.raw`pasted "j\nq\u001b[A"`))
  })

  for (const [how, end, code] of [
    ['q', (app: PtyApp) => app.press('q'), 0],
    ['ctrl-c', (app: PtyApp) => app.press('ctrl-c'), 0],
    ['an error while rendering', (app: PtyApp) => app.press('b'), 1],
    ['an error in a listener', (app: PtyApp) => app.press('l'), 1],
    ['a promise nobody waits for', (app: PtyApp) => app.press('p'), 1],
    ['SIGTERM', (app: PtyApp) => app.press('t'), 143],
    ['SIGHUP', (app: PtyApp) => app.press('h'), 129],
    ['SIGINT', (app: PtyApp) => app.press('i'), 130],
    ['process.exit', (app: PtyApp) => app.press('x'), 7],
  ] as const) {
    test(`the terminal is given back after ${how}`, async () => {
      const app = await startDemo({ command: inShell })
      end(app)
      await app.exited()
      expect(app.text()).toContain(`code ${code}`)
      expectGivenBack(app)
    })
  }

  test('the error is printed after the terminal was given back', async () => {
    const app = await startDemo()
    app.press('b')
    expect(await app.exited()).toEqual({ code: 1, signal: 0 })
    expect(app.text()).toMatch(/demo ended by a mistake of its own:\s+Error: broken while rendering/)
  })

  test('what others print waits until the screen is gone', async () => {
    const app = await startDemo()
    app.press('w', 'j')
    expect(await app.until(/at 1$/m)).not.toContain('a warning')
    app.press('q')
    await app.exited()
    expect(app.text()).toContain('a warning')
  })

  test('ctrl-z gives the terminal to the shell and fg brings the screen back', async () => {
    const app = start({ command: ['bash', '--norc', '-i'], columns: 80, rows: 24, env: { PS1: 'shell$ ' } })
    await app.until(/shell\$/)
    app.type(`${demo.join(' ')}\r`)
    await app.until(/demo 80x24 at 0/)
    app.press('j', 'j', 'ctrl-z')
    await app.until(/Stopped/)
    expect(app.modes).toMatchObject({ alternateScreen: false, cursorIsHidden: false })
    app.type('stty -a | tr ";" "\\n" | grep -c -- " icanon"; fg\r')
    await app.until(/▶ row 2 日/)
    expect(app.modes).toMatchObject({ alternateScreen: true, bracketedPaste: true })
    app.press('j')
    await app.until(/at 3$/m)
    app.press('q')
    await app.until(/fg[^$]*shell\$\s*$/)
  })

  test.skipIf(!existsSync('/usr/bin/script'))('a terminal that is closed ends the program by its signal', async () => {
    // The terminal of the demo is made by `script`, which is killed and takes it along. The shell stays to tell the end.
    const folder = mkdtempSync(join(tmpdir(), 'closed-'))
    const record = join(folder, 'ended')
    const inner = `trap '' HUP; "${process.execPath}" test/run.mjs test/pty/demo.tsx 2>/dev/null; echo "code $?" > ${record}`
    const app = await startDemo({ command: ['script', '-qfc', inner, '/dev/null'] })
    app.kill('SIGKILL')
    await expect.poll(() => existsSync(record) && readFileSync(record, 'utf8'), { timeout: 10_000 }).toBe('code 129\n')
    rmSync(folder, { recursive: true })
  })

  test('ctrl-z where nobody could continue it changes nothing', async () => {
    const app = await startDemo()
    app.press('ctrl-z')
    await app.until((text) => app.raw.split('\x1b[?1049h').length === 3 && text.includes('▶ row 0'))
    app.press('j')
    await app.until(/at 1$/m)
  })

  test('a stop and continue from outside paints everything anew', async () => {
    const app = await startDemo()
    app.press('j')
    await app.until(/at 1$/m)
    const before = app.bytes
    app.kill('SIGSTOP')
    app.kill('SIGCONT')
    await app.until(() => app.bytes - before > 500)
    app.press('j')
    await app.until(/at 2$/m)
  })

  test('another program gets the terminal and gives it back', async () => {
    const app = await startDemo()
    app.press('e')
    await app.until(/say something:/)
    expect(app.modes).toMatchObject({ alternateScreen: false })
    app.type('hello\r')
    await app.until(/it said hello/)
    expect(app.modes).toMatchObject({ alternateScreen: true })
  })

  test('the bottom right cell stays untouched', async () => {
    const app = await startDemo({ columns: 20, rows: 5 })
    app.press('f')
    await app.until(/#{20}\n#{19}$/)
    expect(app.scrolled).toBe(0)
    expect(app.lines()[0]).toBe('#'.repeat(20))
  })
})

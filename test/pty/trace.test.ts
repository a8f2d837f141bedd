import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { closeAll, type PtyApp, ptyProblem, start } from './terminal.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const state = mkdtempSync(join(tmpdir(), 'calico-tui-state-'))
afterEach(closeAll)
afterAll(() => rmSync(state, { recursive: true, force: true }))

async function startBoard(columns: number, rows: number): Promise<PtyApp> {
  const command = ['bin/calico-tui', '--snapshot', 'catfacts']
  const app = start({ command, columns, rows, env: { XDG_STATE_HOME: state } })
  await app.until((text) => text.includes('allow-kube-dns') && text.includes('● snapshot'))
  return app
}

/** Opens the picker and fills it as a person does. */
async function pick(app: PtyApp): Promise<void> {
  app.press('t')
  await app.until(/Trace a connection/)
  app.press('ctrl-r')
  app.type('netsh')
  await app.until(/dev\/netshoot .*app=netshoot/)
  app.press('enter')
  await app.until(/from +dev\/netshoot/)
  app.type('catfacts/db')
  await app.until(/catfacts\/db-/)
  app.press('enter')
  await app.until(/container port mysql/)
  app.type('3306')
  await app.until(/the end of\s+(│\s*)?tier platform/)
  app.press('enter')
  await app.until(/step 0 of \d+/)
}

describe.skipIf(problem !== null)('a connection in a terminal', () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 36],
    [200, 50],
  ] as const) {
    test(`is picked and walked to its verdict at ${columns}x${rows}, writing little and clearing nothing`, async () => {
      const app = await startBoard(columns, rows)
      await pick(app)
      expect(app.text()).toMatch(/✗ Denied on ingress at catfacts\/db-/)
      expect(app.text()).toMatch(/NEAREST MISS/)
      const last = Number(/step 0 of (\d+)/.exec(app.text())?.[1])
      for (let step = 1; step <= last; step += 1) {
        const bytes = app.bytes
        app.press('n')
        await app.until(new RegExp(`step ${step} of ${last}`))
        expect(app.bytes - bytes).toBeLessThan(10_000)
      }
      expect(app.text()).toMatch(/verdict/)
      app.press('p')
      await app.until(new RegExp(`step ${last - 1} of ${last}`))
      expect(app.text()).toMatch(/end of tier/)
      expect(app.scrolled).toBe(0)
      expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
    })
  }

  test('is remembered for the next run', async () => {
    const first = await startBoard(120, 36)
    await pick(first)
    first.press('ctrl-c')
    await first.exited()
    expect(readFileSync(join(state, 'calico-tui', 'recent.json'), 'utf8')).toMatch(/dev\/netshoot/)
    const second = await startBoard(120, 36)
    second.press('t', 'ctrl-r')
    await second.until(/dev\/netshoot → catfacts\/db TCP 3306/)
    second.press('down', 'enter')
    await second.until(/step 0 of \d+/)
  })

  test('escape leads from the walk back to the board', async () => {
    const app = await startBoard(120, 36)
    await pick(app)
    app.press('esc')
    await app.until((text) => text.includes('allow-kube-dns') && !text.includes('step 0'))
  })
})

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { catfactsEdits } from '../screens/edits.ts'
import { closeAll, type PtyApp, ptyProblem, start } from './terminal.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
})

afterEach(() => {
  closeAll()
  rmSync(folder, { recursive: true, force: true })
})

async function startBoard(snapshot = 'catfacts'): Promise<PtyApp> {
  const env = { XDG_STATE_HOME: join(folder, 'state') }
  const app = start({ command: ['bin/calico-tui', '--snapshot', snapshot], columns: 120, rows: 36, env })
  await app.until((text) => text.includes('allow-kube-dns') && /[●*] snapshot/.test(text))
  return app
}

/** Keys one after the other, each once what came before is on screen. */
async function pressed(app: PtyApp, keys: readonly (readonly [key: string, wanted: RegExp])[]): Promise<void> {
  for (const [key, wanted] of keys) {
    app.press(key)
    await app.until(wanted)
  }
}

describe.skipIf(problem !== null)('recorded flows in a terminal', () => {
  test('the columns, the order and the filters of flows come back in the next run', async () => {
    const first = await startBoard()
    await pressed(first, [
      ['f', /Flows by workloads/],
      ['tab', /29 distinct flows/],
      ['s', /source▴/],
      ['c', /columns of flows/],
      ['G', /bytes {2}hidden/],
      ['space', /✓ bytes/],
      ['esc', /source▴.* bytes +┃/],
      ['/', /enter keep the filter/],
    ])
    first.type('port:3306')
    await pressed(first, [['enter', /\/port:3306 {3}6 of 29 flows/]])
    first.press('ctrl-c')
    await first.exited()
    const second = await startBoard()
    await pressed(second, [
      ['f', /Flows by workloads/],
      ['tab', /source▴.* bytes +┃/],
      ['/', /enter keep the filter/],
      ['ctrl-r', /\/port:3306 {3}6 of 29 flows/],
    ])
  })

  test('the burn-down follows edits of the files down to zero', async () => {
    const copy = join(folder, 'catfacts')
    cpSync('snapshots/catfacts', copy, { recursive: true })
    const app = await startBoard(copy)
    await pressed(app, [['R', /burn-down .* 2 pairs denied/]])
    for (const [at, edit] of catfactsEdits.entries()) {
      edit(copy)
      await pressed(app, [
        ['r', at === 0 ? / 2 ▸ .* 1 pairs denied/ : / 1 ▸ .* 0 pairs denied {2}nothing denied since/],
      ])
    }
    expect(app.text()).toContain('nothing allowed then would be denied')
    writeFileSync(join(copy, 'cluster.json'), readFileSync('snapshots/catfacts/cluster.json'))
    await pressed(app, [['r', / 0 ▸ .* 2 pairs denied/]])
  })
})

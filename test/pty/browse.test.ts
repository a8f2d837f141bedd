import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { closeAll, type PtyApp, ptyProblem, type StartOptions, start } from './terminal.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

afterEach(closeAll)

async function startBoard(options: Partial<StartOptions> = {}): Promise<PtyApp> {
  const app = start({ command: ['bin/calico-tui', '--snapshot', 'catfacts'], columns: 80, rows: 24, ...options })
  await app.until((text) => text.includes('allow-kube-dns') && /[●*] snapshot/.test(text))
  return app
}

/** Keys one after the other, then a screen that matches. */
async function pressed(app: PtyApp, keys: string, wanted: RegExp): Promise<string> {
  for (const key of keys.split(' ')) app.press(key)
  await app.until(wanted)
  return app.text()
}

describe.skipIf(problem !== null)('browsing in a terminal', () => {
  test('goes from the board into a policy, a pod, and back to where it was', async () => {
    const app = await startBoard()
    await pressed(app, 'l', /1\/3 in platform/)
    await pressed(app, 'enter', /▸ catfacts\/platform\.db/)
    await pressed(app, 'G', /▸ catfacts\/platform\.db/)
    await pressed(app, 'enter', /▸ catfacts\/db-7f8c6b5d9c-v6vzq/)
    await pressed(app, 'esc', /YAML/)
    await pressed(app, 'esc', /1\/3 in platform/)
    expect(app.scrolled).toBe(0)
    expect(app.raw).not.toMatch(/\x1b\[[23]?J/)
  })

  test('a filter is typed, with the terminal cursor in it, and taken away', async () => {
    const app = await startBoard()
    await pressed(app, '/', /name {2}ns: {2}tier:/)
    for (const letter of 'pod:facts-') app.press(letter)
    await app.until(/\/pod:facts- +\d+ of 13 policies/)
    await pressed(app, 'esc', /staged: not enforced/)
    expect(app.modes.cursorIsHidden).toBe(true)
  })

  test('anything is found by its name from anywhere', async () => {
    const app = await startBoard()
    app.press('ctrl-o')
    await app.until(/everything/)
    for (const letter of 'netshoot') app.press(letter)
    await pressed(app, 'enter', /▸ dev\/netshoot/)
  })

  test('a copy of the YAML is shown in the editor of the user', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'calico-tui-test-'))
    const editor = join(folder, 'editor')
    writeFileSync(editor, '#!/bin/sh\ngrep -c "name: platform.db" "$1" > "$(dirname "$0")/seen"\n', { mode: 0o755 })
    try {
      const app = await startBoard({ env: { EDITOR: editor, VISUAL: undefined } })
      await pressed(app, 'l', /1\/3 in platform/)
      app.press('e')
      await app.until(() => existsSync(join(folder, 'seen')))
      await app.until(/1\/3 in platform/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a name is copied through the terminal', async () => {
    const app = await startBoard({ env: { SSH_TTY: '/dev/pts/9', TMUX: undefined } })
    await pressed(app, 'l', /1\/3 in platform/)
    await pressed(app, 'c', /copied to .*: the name of policy catfacts\/platform\.db/)
    expect(app.raw).toContain(`\x1b]52;c;${Buffer.from('catfacts/platform.db').toString('base64')}`)
  })

  test('a snapshot that cannot be read is no empty cluster: the reason stays on screen, and the exit code tells it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'calico-tui-test-'))
    try {
      writeFileSync(join(folder, 'broken.yaml'), 'kind: NetworkPolicy\n  bad: [x\n')
      for (const [path, reason] of [
        ['no-such-snapshot', /no such file or folder/],
        [join(folder, 'broken.yaml'), /not YAML/],
      ] as const) {
        const app = start({ command: ['bin/calico-tui', '--snapshot', path], columns: 120, rows: 36 })
        await app.until(/could not be read/)
        expect(app.text()).toMatch(reason)
        expect(app.text()).not.toMatch(/traffic skips this tier/)
        app.press('q')
        expect(await app.exited()).toMatchObject({ code: 1 })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('without a cluster the snapshots are there to choose from', async () => {
    const env = { KUBECONFIG: undefined, HOME: '/nonexistent' }
    const app = start({ command: ['bin/calico-tui'], columns: 120, rows: 36, env })
    await app.until(/what there is to see[\s\S]*microsegmentation/)
    for (let step = 0; step < 20 && !/Quiz: three/.test(app.lines()[2] ?? ''); step += 1) {
      if (/what there is to see[\s\S]*│ Quiz/.test(app.text())) break
      const before = app.text()
      app.press('j')
      await app.until((text) => text !== before)
    }
    await pressed(app, 'enter', /quiz ▸ Board/)
    await app.until(/policy1/)
  })

  test('what cannot be read is said on the screen, and the terminal stays whole', async () => {
    const app = start({ command: ['bin/calico-tui', '--snapshot', '/nonexistent/file'], columns: 80, rows: 24 })
    await app.until(/could not be read|no such/i)
    app.press('q')
    await app.exited()
    expect(app.modes).toMatchObject({ alternateScreen: false, cursorIsHidden: false })
  })

  test('--plain tells the same in sentences, on the ordinary screen', async () => {
    const command = ['bin/calico-tui', '--plain', '--snapshot', 'catfacts']
    const app = start({ command, columns: 120, rows: 50 })
    await app.until(/tier security, 2 of 7/)
    app.press('l')
    await app.until(/1 of 3: catfacts\/platform\.db, NetworkPolicy, ingress, selects 1 endpoint/)
    expect(app.modes.alternateScreen).toBe(false)
    app.press('ctrl-c')
    expect((await app.exited()).code).toBe(0)
    expect(app.text()).not.toMatch(/[│┃╭┏]/)
  })
})

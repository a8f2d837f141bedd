import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contextsFile, readContexts, writeContext } from '../../src/cli/known-contexts.ts'
import { initialState } from '../../src/store/initial.ts'
import { runCli } from './process.ts'

let folder = ''
const env = () => ({ XDG_STATE_HOME: folder })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calico-tui-contexts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { settings: usual } = initialState({ columns: 80, rows: 24 }, { opens: true, namespace: null, mouse: false })
const { showStaged, counts, namespace, unfolded, theme, color } = usual
const settings = { showStaged, counts, namespace, unfolded, theme, color }
const red = { ...settings, color: 'red', namespace: 'shop' } as const

test('settings are kept for each context, readable by the user alone', async () => {
  expect(await readContexts(env(), usual)).toEqual(new Map())
  await Promise.all([writeContext(env(), 'aks', red), writeContext(env(), 'eks', settings)])
  await writeContext(env(), '__proto__', red)
  expect(await readContexts(env(), usual)).toEqual(
    new Map([
      ['aks', red],
      ['eks', settings],
      ['__proto__', red],
    ]),
  )
  expect(statSync(contextsFile(env())).mode & 0o777).toBe(0o600)
})

test.each(['', '{', '[]', '{"contexts": 3}', 'null'])(
  'a file that holds %j is told, and written anew',
  async (text) => {
    mkdirSync(dirname(contextsFile(env())), { recursive: true })
    writeFileSync(contextsFile(env()), text)
    await expect(readContexts(env(), usual)).rejects.toThrow()
    await writeContext(env(), 'aks', red)
    expect(JSON.parse(readFileSync(contextsFile(env()), 'utf8'))).toMatchObject({ contexts: { aks: red } })
  },
)

test('info tells where they are kept', async () => {
  const { stdout } = await runCli(['info', '-o', 'json'], { env: env() })
  expect(JSON.parse(stdout).paths.state).toContain(contextsFile(env()))
})

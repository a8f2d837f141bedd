import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explorerFile, readExplorer, writeExplorer } from '../../src/cli/recent.ts'
import { usualExplorer } from '../../src/store/explorer.ts'

test('how flows are shown is kept for the next run, readable by the user alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
  const env = { XDG_STATE_HOME: folder }
  const explorer = { ...usualExplorer, columns: ['source', 'bytes'] as const, filters: ['action:deny'] }
  expect(await readExplorer(env)).toEqual(usualExplorer)
  await writeExplorer(env, explorer)
  expect(await readExplorer(env)).toEqual(explorer)
  expect(statSync(explorerFile(env)).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(folder, 'calico-tui'))).toEqual(['flows.json'])
  writeFileSync(explorerFile(env), '{ broken')
  expect(await readExplorer(env)).toEqual(usualExplorer)
  rmSync(folder, { recursive: true })
})

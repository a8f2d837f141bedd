import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { snapshotReader } from '../../src/cli/reading.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import { problemsOf } from '../../src/store/problems.ts'
import type { State } from '../../src/store/state.ts'
import { createStore } from '../../src/store/store.ts'
import { bundled } from '../sources/read-snapshot.ts'

/** The state once a bundled snapshot and flow logs with this text were read. */
async function opened(text: string): Promise<State> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
  const path = join(folder, 'flows.jsonl')
  writeFileSync(path, text)
  const options = { opens: true, namespace: null, mouse: false }
  const store = createStore(initialState({ columns: 80, rows: 24 }, options), keymap, () => {})
  const isReady = new Promise<void>((resolve) => {
    store.subscribe(() => {
      if (store.getState().source.status === 'ready') resolve()
    })
  })
  snapshotReader(store, bundled).open(['online-boutique', path])
  await isReady
  rmSync(folder, { recursive: true })
  return store.getState()
}

const bad = JSON.stringify({ source_name: 'a', dest_name: 'b' })

test('records that could not be read stand among the problems with their lines, and many of them as a number', async () => {
  const { index } = await opened(`${bad}\n`.repeat(130))
  if (index === null) throw new Error('no cluster')
  const problems = problemsOf(index).filter(({ origin }) => origin?.file.endsWith('flows.jsonl') === true)
  expect(problems.map(({ origin }) => origin?.line)).toEqual([...Array.from({ length: 100 }, (_, at) => at + 1), null])
  expect(problems[0]?.message).toContain('no time')
  expect(problems.at(-1)?.message).toBe('30 more flow records could not be read')
})

import { expect, test } from 'vitest'
import { FlowInbox } from '../../src/cli/flow-inbox.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { State } from '../../src/store/state.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { flowAt } from '../engine/flows.ts'
import { snapshotIndex } from '../ui/screens.ts'

const noon = Date.UTC(2026, 7, 20, 12)
const flows = (count: number, port: number) => Array.from({ length: count }, (_, at) => flowAt(noon + at, { port }))

function storeOf(): Store {
  const size = { columns: 120, rows: 36 }
  return createStore(initialState(size, { opens: true, namespace: null, mouse: false }), keymap, () => {})
}

function until(store: Store, holds: (state: State) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!holds(store.getState())) return
      stop()
      resolve()
    }
    const stop = store.subscribe(() => check())
    check()
  })
}

test('flows that come before the cluster is known wait for it, and of very many at once none is lost', async () => {
  const store = storeOf()
  const stop = new AbortController()
  const inbox = new FlowInbox(store, stop.signal)
  inbox.take(flows(3, 1), 2)
  inbox.take(flows(20_000, 2), 0)
  expect(store.getState().flows).toBeNull()
  store.send({ type: 'cluster', index: snapshotIndex('catfacts') })
  await until(store, ({ flows: told }) => told?.records === 20_003)
  expect(store.getState().flows).toMatchObject({ bad: 2, rows: [{ records: 20_000 }, { records: 3 }] })
  stop.abort()
})

test('another cluster hears nothing of the flows of the one before', async () => {
  const store = storeOf()
  store.send({ type: 'cluster', index: snapshotIndex('catfacts') })
  const stop = new AbortController()
  const before = new FlowInbox(store, stop.signal)
  before.take(flows(20_000, 1), 0)
  stop.abort()
  before.stands({ source: 'whisker', status: { state: 'streaming', since: noon }, isTlsVerified: true })
  const own = new AbortController()
  new FlowInbox(store, own.signal).take(flows(1, 2), 0)
  await until(store, ({ flows: told }) => told !== null)
  expect(store.getState()).toMatchObject({ flows: { records: 1 }, flowFeed: { live: null } })
  own.abort()
})

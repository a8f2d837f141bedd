import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { applyChanges } from '../../src/model/cluster-changes.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import { pushView, type State, topView } from '../../src/store/state.ts'
import { traceOf } from '../../src/store/trace-state.ts'
import { update } from '../../src/store/update.ts'
import { snapshotIndex } from '../ui/screens.ts'

const question = { from: 'dev/netshoot', to: 'catfacts/db', protocol: 'TCP', port: '3306' }

function opened(): State {
  const initial = initialState({ columns: 120, rows: 36 }, { opens: true, namespace: null, mouse: false })
  const [state] = update({ ...initial, index: snapshotIndex('catfacts') }, { type: 'opened', now: 0 }, keymap)
  return pushView(state, traceOf(question, 'enforced'))
}

/** The state after an object was stored in the cluster. */
function stored(state: State, ...objects: readonly object[]): State {
  if (state.index === null) throw new Error('nothing is open')
  const changes = objects.flatMap((object) => decode(object, null))
  const index = indexCluster(applyChanges(state.index.cluster, changes), state.index)
  return update(state, { type: 'cluster', index }, keymap)[0]
}

function change(state: State): string | null {
  const view = topView(state)
  return view.type === 'trace' ? view.change : null
}

const policy = (name: string, spec: object) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name },
  spec: { tier: 'security', selector: 'all()', ...spec },
})
const opens = policy('security.open', { order: 1, types: ['Ingress'], ingress: [{ action: 'Allow' }] })
const elsewhere = policy('security.other', { order: 1, selector: 'has(nobody-has-this)', types: ['Ingress'] })

test('a change that turns the verdict says so, and where the walk now parts', () => {
  const state = stored(opened(), opens)
  expect(change(state)).toMatch(
    /^The cluster changed: now allowed, before denied\. It parts at security\.open \(ingress at catfacts\/db/,
  )
})

test('a policy that goes is named too', () => {
  const state = stored(opened(), opens)
  if (state.index === null) throw new Error('nothing is open')
  const gone = { ...decode(opens, null)[0], value: null }
  const index = indexCluster(applyChanges(state.index.cluster, [gone as never]), state.index)
  const after = update(state, { type: 'cluster', index }, keymap)[0]
  expect(change(after)).toMatch(/now denied, before allowed\. It parts at security\.open, which is there no more/)
})

test('a policy on the way that decides nothing leaves the verdict and is told as another walk', () => {
  const other = policy('security.more', {
    order: 1,
    types: ['Ingress'],
    ingress: [{ action: 'Log' }, { action: 'Pass' }],
  })
  expect(change(stored(opened(), other))).toMatch(/still denied, but the walk is another from /)
})

test('what concerns other endpoints, or comes again unchanged, is no change of the walk', () => {
  const state = stored(opened(), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } })
  expect(change(state)).toBeNull()
  expect(change(stored(state, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } }))).toBeNull()
})

test('while the cluster is still being read nothing is told as a change', () => {
  const state = opened()
  const reading: State = { ...state, source: { ...state.source, status: 'reading' } }
  expect(change(stored(reading, opens))).toBeNull()
})

test('a policy that selects others is passed over without a word', () => {
  expect(change(stored(opened(), elsewhere))).toBeNull()
})

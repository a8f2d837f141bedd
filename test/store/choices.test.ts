import { expect, test } from 'vitest'
import type { LiveStatus } from '../../src/model/live.ts'
import type { Effect } from '../../src/store/effect.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import { type State, topView } from '../../src/store/state.ts'
import { update } from '../../src/store/update.ts'
import { plainText } from '../../src/term/line.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { plainLook, snapshotIndex } from '../ui/screens.ts'

const live: LiveStatus = {
  context: 'aks-prod',
  contexts: ['aks-prod', 'aks-test', 'eks-prod', 'gke'],
  server: 'aks:443',
  namespace: null,
  isTlsVerified: true,
  flavour: 'aggregated',
  kubernetesVersion: 'v1.35.4',
  kinds: new Map(),
  changedAt: null,
  signIn: [],
  canSignIn: false,
  trouble: null,
  notices: [],
  access: null,
  now: 0,
}

/** The state after some keys, and what was asked to be done outside. */
function pressed(keys: readonly string[]): { readonly state: State; readonly effects: readonly Effect[] } {
  const initial = initialState({ columns: 120, rows: 36 }, { opens: true, namespace: null, mouse: false })
  const source = { ...initial.source, live }
  let state: State = update(
    { ...initial, index: snapshotIndex('catfacts'), source },
    { type: 'opened', now: 0 },
    keymap,
  )[0]
  const effects: Effect[] = []
  for (const key of keys) {
    const [next, more] = update(state, { type: 'key', key }, keymap)
    state = next
    effects.push(...more)
  }
  return { state, effects }
}

const screen = (state: State) => screenLines(state, keymap, plainLook).lines.map(plainText).join('\n')

test('a context is found by a few of its letters and opened by enter', () => {
  const { state } = pressed(['C', 'e', 'k', 's'])
  expect(screen(state)).toMatch(/eks-prod[\s\S]*\/eks +\d of 4 contexts/)
  expect(screen(state)).not.toContain('gke')
  expect(pressed(['C', 'e', 'k', 's', 'enter']).effects).toContainEqual({ type: 'connect', context: 'eks-prod' })
  expect(pressed(['C', 'down', 'enter']).effects).toContainEqual({ type: 'connect', context: 'aks-test' })
})

test('a namespace is taken for names without one, and given up again', () => {
  const { state } = pressed(['g', 'n', 'c', 'a', 't', 'f', 'enter'])
  expect(state.settings.namespace).toBe('catfacts')
  expect(topView(state).type).toBe('board')
  expect(pressed(['g', 'n', 'c', 'a', 't', 'f', 'enter', 'g', 'n', 'enter']).state.settings.namespace).toBeNull()
})

test('nothing that is called so opens nothing and says so', () => {
  const { state, effects } = pressed(['C', 'x', 'x', 'x', 'x', 'enter'])
  expect(effects.some(({ type }) => type === 'connect')).toBe(false)
  expect(screen(state)).toContain('none is called so')
})

test('esc leaves the choice as it was', () => {
  const { state } = pressed(['C', 'e', 'esc', 'esc', 'esc'])
  expect(topView(state).type).toBe('board')
})

test('`:ctx` and `:ns` with some letters of a name open a context and take a namespace', () => {
  const { state } = pressed([':', ...'ctx eks'])
  expect(screen(state)).toMatch(/eks-prod +context/)
  expect(pressed([':', ...'ctx eks', 'enter']).effects).toContainEqual({ type: 'connect', context: 'eks-prod' })
  expect(pressed([':', ...'ns catf', 'enter']).state.settings.namespace).toBe('catfacts')
})

test('a name that no context or namespace has is refused with those there are, or the one it is near', () => {
  const contexts = 'there is no context `nope`; there are aks-prod, aks-test, eks-prod, gke'
  expect(screen(pressed([':', ...'ctx nope']).state)).toContain(contexts)
  const refused = pressed([':', ...'ctx nope', 'enter'])
  expect(refused.effects.some(({ type }) => type === 'connect')).toBe(false)
  expect(refused.state.toasts.at(-1)?.text).toBe(contexts)
  const misspelt = pressed([':', ...'ns catfcats', 'enter']).state
  expect(misspelt.settings.namespace).toBeNull()
  expect(misspelt.toasts.at(-1)?.text).toBe('there is no namespace `catfcats`; did you mean `catfacts`?')
})

test('the namespace of short names is told when it is taken, and stands under the board', () => {
  const { state } = pressed(['g', 'n', ...'catfacts'])
  expect(screen(state)).toContain('enter choose')
  const taken = pressed(['g', 'n', ...'catfacts', 'enter']).state
  expect(screen(taken)).toContain('short names are those of catfacts now')
  expect(screen({ ...taken, toasts: [] })).toMatch(/short names: catfacts +1\/2 in security/)
})

import { expect, test } from 'vitest'
import type { LiveStatus } from '../../src/model/live.ts'
import { contextSettingsOf } from '../../src/store/context-settings.ts'
import type { Effect } from '../../src/store/effect.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { Message } from '../../src/store/message.ts'
import type { State } from '../../src/store/state.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { plainLook, snapshotIndex } from '../ui/screens.ts'

const live: LiveStatus = {
  context: 'aks-prod',
  contexts: ['aks-prod', 'aks-test'],
  server: 'aks:443',
  namespace: null,
  isTlsVerified: true,
  flavour: 'native',
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

interface Program {
  readonly store: Store
  readonly effects: Effect[]
  readonly settings: () => State['settings']
  press(...keys: readonly string[]): void
  open(context: string): void
  openSnapshot(): void
}

function program(namespace: string | null = null): Program {
  const effects: Effect[] = []
  const size = { columns: 120, rows: 36 }
  const initial = initialState(size, { opens: true, namespace, mouse: false })
  const store = createStore(initial, keymap, (effect) => effects.push(effect))
  const send = (...messages: readonly Message[]) => messages.forEach((message) => void store.send(message))
  const index = snapshotIndex('catfacts')
  return {
    store,
    effects,
    settings: () => store.getState().settings,
    press: (...keys) => send(...keys.map((key) => ({ type: 'key', key }) as const)),
    open: (context) =>
      send(
        { type: 'opening', title: context, paths: [] },
        { type: 'live', live: { ...live, context } },
        { type: 'cluster', index },
        { type: 'opened', now: 0 },
      ),
    openSnapshot: () => send({ type: 'opening', title: 'catfacts', paths: ['catfacts'] }, { type: 'cluster', index }),
  }
}

const remembered = (effects: readonly Effect[]) => effects.filter(({ type }) => type === 'remember-context')

test('what is set in a context is kept under its name, and found again when one comes back to it', () => {
  const { press, open, settings, effects } = program()
  open('aks-prod')
  press('s', 'g', 'c', 'g', 'n', 'c', 'a', 't', 'f', 'a', 'enter')
  expect(remembered(effects).at(-1)).toEqual({
    type: 'remember-context',
    context: 'aks-prod',
    settings: {
      showStaged: false,
      counts: 'endpoints',
      namespace: 'catfacts',
      unfolded: [],
      theme: 'default',
      color: 'red',
    },
  })
  open('aks-test')
  expect(settings()).toMatchObject({ showStaged: true, namespace: null, color: 'none' })
  open('aks-prod')
  expect(settings()).toMatchObject({ showStaged: false, namespace: 'catfacts', color: 'red' })
})

test('a snapshot looks as snapshots do, whatever was set in a context, and nothing is kept of it', () => {
  const { press, open, openSnapshot, settings, effects } = program()
  open('aks-prod')
  press('s', 'g', 'c')
  const kept = remembered(effects).length
  openSnapshot()
  expect(settings()).toMatchObject({ showStaged: true, color: 'none' })
  press('s')
  expect(remembered(effects)).toHaveLength(kept)
})

test('what was kept of the time before holds from the first screen on, also when it is read late', () => {
  const { store, open, settings } = program()
  open('aks-prod')
  const kept = {
    showStaged: false,
    counts: 'endpoints',
    namespace: 'dev',
    unfolded: ['default'],
    theme: 'color-blind',
  } as const
  store.send({ type: 'remembered-contexts', contexts: new Map([['aks-prod', { ...kept, color: 'red' }]]) })
  expect(settings()).toMatchObject({ ...kept, color: 'red' })
})

test('a namespace of the command line goes before the one that is kept', () => {
  const { store, open, settings } = program('shop')
  const kept = {
    showStaged: true,
    counts: 'endpoints',
    namespace: 'dev',
    unfolded: [],
    theme: 'default',
    color: 'none',
  } as const
  store.send({ type: 'remembered-contexts', contexts: new Map([['aks-prod', kept]]) })
  open('aks-prod')
  expect(settings().namespace).toBe('shop')
})

test('the name of a context that is marked stands in its colour in the first row', () => {
  const { store, press, open } = program()
  open('aks-prod')
  press('g', 'c')
  const [heading] = screenLines(store.getState(), keymap, plainLook).lines
  expect(heading?.find(({ text }) => text.trim() === 'aks-prod')?.style).toMatchObject({ fg: 'red', inverse: true })
})

test('the mouse is no matter of a context', () => {
  const { press, open, effects } = program()
  open('aks-prod')
  press('ctrl-t')
  expect(remembered(effects)).toEqual([])
})

test.each([
  [null, null],
  ['red', null],
  [[], null],
  [{}, { showStaged: true, color: 'none', unfolded: [] }],
  [
    { showStaged: 'no', color: 'pink', unfolded: ['a', 1, null], namespace: 7, theme: 'x', counts: 'y' },
    {
      showStaged: true,
      color: 'none',
      unfolded: ['a'],
      namespace: null,
      theme: 'default',
      counts: 'endpoints',
    },
  ],
])('settings that a file holds as %j are taken as far as they make sense', (value, expected) => {
  const { settings } = initialState({ columns: 80, rows: 24 }, { opens: true, namespace: null, mouse: false })
  const read = contextSettingsOf(value, settings)
  if (expected === null) expect(read).toBeNull()
  else expect(read).toMatchObject(expected)
})

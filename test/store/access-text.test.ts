import { expect, test } from 'vitest'
import type { AccessTable } from '../../src/model/access-table.ts'
import type { LiveStatus } from '../../src/model/live.ts'
import { accessText, lockOf } from '../../src/store/access-text.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { State } from '../../src/store/state.ts'
import { update } from '../../src/store/update.ts'
import { plainText as plainLine } from '../../src/term/line.ts'
import { plainText } from '../../src/text/styled.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { plainLook, snapshotIndex } from '../ui/screens.ts'

const access: AccessTable = {
  user: 'viewer',
  namespace: null,
  isFiltered: true,
  kinds: [
    {
      name: 'tiers',
      resource: 'projectcalico.org/v3/tiers',
      namespaced: false,
      everywhere: ['get', 'list', 'watch'],
      inNamespace: [],
    },
    { name: 'pods', resource: 'v1/pods', namespaced: true, everywhere: [], inNamespace: [] },
  ],
  tiers: [
    {
      tier: 'namespace-isolation',
      verbs: new Map([['networkpolicies', []]]),
      locked: 'you may not list its networkpolicies',
    },
    { tier: 'default', verbs: new Map([['networkpolicies', ['get', 'list', 'watch']]]), locked: null },
  ],
}
const live: LiveStatus = {
  context: 'aks',
  contexts: ['aks'],
  server: 'aks:443',
  namespace: null,
  isTlsVerified: true,
  flavour: 'aggregated',
  kubernetesVersion: 'v1.35.4',
  kinds: new Map(),
  changedAt: null,
  signIn: [],
  trouble: null,
  notices: [],
  access,
  now: 0,
}

function opened(): State {
  const initial = initialState({ columns: 120, rows: 36 }, { opens: true, namespace: null, mouse: false })
  const state = { ...initial, index: snapshotIndex('catfacts'), source: { ...initial.source, live } }
  return update(state, { type: 'opened', now: 0 }, keymap)[0]
}

const screen = (state: State) => screenLines(state, keymap, plainLook).lines.map(plainLine).join('\n')

test('A shows what one may see and do, and the role that is missing', () => {
  const [state] = update(opened(), { type: 'key', key: 'A' }, keymap)
  expect(accessText(state).map(plainText)).toContain('viewer at aks (aks:443)')
  expect(screen(state)).toMatch(/pods +no +no +no[\s\S]*namespace-isolation +no[\s\S]*kind: ClusterRole/)
})

test('a tier whose policies one may not see is not said to be without policies', () => {
  expect(lockOf(live, 'namespace-isolation')).toContain('you may not list')
  expect(lockOf(live, 'default')).toBeNull()
  const shown = screen(opened())
  expect(shown).toContain('be hidden (A)')
  expect(shown).not.toContain('traffic skips')
})

test('a snapshot has no access to show, and says so', () => {
  const state = opened()
  const [after] = update({ ...state, source: { ...state.source, live: null } }, { type: 'key', key: 'A' }, keymap)
  expect(after.toasts.at(-1)?.text).toContain('this is a snapshot')
})

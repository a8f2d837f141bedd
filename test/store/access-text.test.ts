import { expect, test } from 'vitest'
import { gapChanges } from '../../src/cli/gaps.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import type { AccessTable } from '../../src/model/access-table.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import { gapsOfLive } from '../../src/model/gap.ts'
import type { LiveStatus } from '../../src/model/live.ts'
import { accessText } from '../../src/store/access-text.ts'
import { initialState } from '../../src/store/initial.ts'
import { keymap } from '../../src/store/keymap.ts'
import type { State } from '../../src/store/state.ts'
import { openTrace } from '../../src/store/trace-open.ts'
import { update } from '../../src/store/update.ts'
import { plainText as plainLine } from '../../src/term/line.ts'
import { plainText } from '../../src/text/styled.ts'
import { screenLines } from '../../src/ui/screen-lines.ts'
import { spoken } from '../../src/ui/spoken.ts'
import { plainLook, snapshotIndex } from '../ui/screens.ts'

const access: AccessTable = {
  user: 'viewer',
  namespace: null,
  isFiltered: true,
  flows: [],
  kinds: [
    {
      name: 'tiers',
      resource: 'projectcalico.org/v3/tiers',
      namespaced: false,
      asked: ['get', 'list', 'watch'],
      byTier: false,
      everywhere: ['get', 'list', 'watch'],
      inNamespace: [],
    },
    {
      name: 'pods',
      resource: 'v1/pods',
      namespaced: true,
      asked: ['get', 'list', 'watch'],
      byTier: false,
      everywhere: [],
      inNamespace: [],
    },
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
  kinds: new Map([['networkpolicies', { state: 'live', since: 0, namespace: null }]]),
  changedAt: null,
  signIn: [],
  canSignIn: false,
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
  const state = opened()
  const cluster = applyChanges(state.index?.cluster ?? emptyCluster, gapChanges(emptyCluster.gaps, gapsOfLive(live)))
  const locked = { ...state, index: indexCluster(cluster) }
  const shown = screen(locked)
  expect(shown).toContain('be hidden (A)')
  expect(shown).not.toContain('traffic skips')
  const said = spoken(
    ['l', 'l'].reduce<State>((before, key) => update(before, { type: 'key', key }, keymap)[0], locked),
    keymap,
    plainLook,
  ).map(({ text }) => text)
  expect(said.join('\n')).toMatch(
    /tier namespace-isolation, .*you may not see all policies of tier namespace-isolation/,
  )
})

test('a snapshot has no access to show, and says so', () => {
  const state = opened()
  const [after] = update({ ...state, source: { ...state.source, live: null } }, { type: 'key', key: 'A' }, keymap)
  expect(after.toasts.at(-1)?.text).toContain('this is a snapshot')
})

test('the tracer marks the tiers of which policies may be hidden, and says what they could bring about', () => {
  const state = opened()
  const cluster = applyChanges(state.index?.cluster ?? emptyCluster, gapChanges(emptyCluster.gaps, gapsOfLive(live)))
  const question = { from: 'catfacts/worker', to: 'dev/netshoot', protocol: 'TCP', port: '80' }
  const [traced] = openTrace({ ...state, index: indexCluster(cluster) }, question)
  const shown = screen(traced)
  expect(shown).toContain('Allowed under assumptions')
  expect(shown).toMatch(/\? namespace-isola… none seen/)
  expect(shown).toMatch(/you may not see all[\s\S]*namespace-isolation[\s\S]*it could[ │\n┃]/)
})

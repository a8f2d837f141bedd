import type { Flavour, KindStatus, LiveStatus } from '../model/live.ts'
import { accessText } from '../store/access-text.ts'
import { choices, noNamespace } from '../store/choices.ts'
import { listCursor } from '../store/list-moves.ts'
import { type ContextsView, type LiveView, noFilter, type State } from '../store/state.ts'
import type { StyledLine } from '../term/line.ts'
import { clock } from '../text/clock.ts'
import { gapsWords } from '../text/gap.ts'
import { span } from '../text/styled.ts'
import { wrapLine } from '../text/wrap.ts'
import { filterStatus } from './filter-status.ts'
import { feedSentences } from './flow-words.ts'
import { framed } from './frame.ts'
import { paintList } from './list.ts'
import { statusRole, statusWords } from './live-words.ts'
import { type Look, painted, run, spread } from './look.ts'
import type { Area, PaintedView } from './view.ts'

const none = { left: [], right: [] } as const

const flavourWords: Readonly<Record<Flavour, string>> = {
  aggregated: 'Calico with its API server (projectcalico.org/v3)',
  'aggregated-down': 'the API server of Calico does not answer: its stored objects are read (crd.projectcalico.org/v1)',
  native: 'Calico with native custom resources (projectcalico.org/v3)',
  migrating: 'Calico in the middle of a migration of its datastore',
  'crd-v1': 'Calico without an API server (crd.projectcalico.org/v1)',
  'no-calico': 'no Calico: Kubernetes policies only',
}

/** Each kind of a live cluster with how it stands; beside it the cluster itself and what the kind under the cursor lacks. */
export function paintLive(state: State, view: LiveView, look: Look, area: Area): PaintedView {
  if (view.shows === 'access') return paintAccess(state, view, look, area)
  const kinds = [...(state.source.live?.kinds ?? [])]
  const { at } = listCursor(state, view)
  const lines = paintList(state, view, look, {
    area,
    title: 'kinds',
    aside: `${kinds.length}`,
    length: kinds.length,
    head: null,
    row: (row, width) => {
      const [name, status] = kinds[row] ?? []
      if (name === undefined || status === undefined) return []
      const right = [run(look, `${statusWords(status)} `, statusRole(status))]
      return spread(look, { left: [run(look, ` ${name}`)], right }, width)
    },
    empty: ['nothing was asked for yet'],
    preview: (width, rows) => clusterPane(state, kinds[at]?.[1] ?? null, look, { width, rows }),
  })
  return { lines, status: none, cursor: null }
}

/** What the user may see and do. */
function paintAccess(state: State, view: LiveView, look: Look, area: Area): PaintedView {
  const text = accessText(state)
  const lines = paintList(state, view, look, {
    area,
    title: 'access',
    aside: '',
    length: text.length,
    head: null,
    row: (row) => [run(look, ' '), ...painted(look, text[row] ?? [])],
    empty: ['the server was not asked yet what you may do'],
    preview: null,
  })
  return { lines, status: none, cursor: null }
}

interface Size {
  readonly width: number
  readonly rows: number
}

function clusterPane(state: State, status: KindStatus | null, look: Look, size: Size): readonly StyledLine[] {
  const { live } = state.source
  const facts = [
    ['context', live?.context ?? ''],
    ['server', live?.server ?? ''],
    ['Kubernetes', live?.kubernetesVersion ?? 'unknown'],
    ['Calico', live?.flavour == null ? 'unknown' : flavourWords[live.flavour]],
    ['last change', live?.changedAt == null ? 'none yet' : clock(live.changedAt)],
    ['TLS', live === null ? '' : tlsWords(live)],
    ...flowFacts(state),
    ...hiddenPolicies(state).map((words) => ['not seen', words]),
    ...(live?.notices ?? []).map((notice) => ['notice', notice]),
    ...(status !== null && 'reason' in status ? [['reason', status.reason]] : []),
  ]
  const lines = facts.flatMap(([name = '', value = '']) =>
    wrapLine([span(` ${name.padEnd(12)}`, 'faint'), span(value)], size.width - 3, 13).map((line) =>
      painted(look, line),
    ),
  )
  const frame = { ...size, focused: false, title: [run(look, 'the cluster')], aside: [], foot: [], footAside: [] }
  return framed(look, frame, lines)
}

/** How it stands with the flows of the cluster. */
function flowFacts({ flowFeed, settings }: State): readonly (readonly [string, string])[] {
  if (!settings.followsFlows) return [['flows', 'not followed: --live-flows off was given']]
  if (!flowFeed.isFollowed) return [['flows', 'not asked for yet: f opens them']]
  if (flowFeed.live === null) return [['flows', 'connecting']]
  return feedSentences(flowFeed.live, flowFeed.now).map((sentence, at) => [at === 0 ? 'flows' : '', sentence])
}

function tlsWords({ server, isTlsVerified }: LiveStatus): string {
  if (server.startsWith('http://')) return 'none: what is said can be read on the way'
  return isTlsVerified ? 'verified' : 'not verified: the kubeconfig says so'
}

/** The tiers of which policies are hidden by their tier alone. */
function hiddenPolicies({ index }: State): readonly string[] {
  return gapsWords([...(index?.cluster.gaps.values() ?? [])].filter(({ because }) => because === 'hidden'))
}

/** The contexts of the kubeconfig, or the namespaces of the cluster. */
export function paintContexts(state: State, view: ContextsView, look: Look, area: Area): PaintedView {
  const { live } = state.source
  const names = choices(state, view)
  const present = view.of === 'contexts' ? live?.context : (state.settings.namespace ?? noNamespace)
  const { text } = view.filter.entry
  const lines = paintList(state, view, look, {
    area,
    title: view.of,
    aside: `${names.length}`,
    length: names.length,
    head: null,
    row: (row, width) => {
      const name = names[row] ?? ''
      const right = name === present ? [run(look, view.of === 'contexts' ? 'open ' : 'taken ', 'accent')] : []
      return spread(look, { left: [run(look, ` ${name}`)], right }, width)
    },
    empty: [text === '' ? `there are no ${view.of}` : 'none is called so'],
    preview: null,
  })
  const { filter } = view
  const total =
    view.of === 'contexts' ? (live?.contexts.length ?? 0) : choices(state, { ...view, filter: noFilter }).length
  const typed = filterStatus(look, { filter, problem: null, shown: names.length, total, noun: view.of, fields: null })
  return { lines, status: { left: typed?.line ?? [], right: [] }, cursor: typed?.cursor ?? null }
}

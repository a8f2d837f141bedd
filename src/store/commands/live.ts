import { choices } from '../choices.ts'
import { choose } from '../choose.ts'
import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import {
  type ContextsView,
  contextColors,
  type LiveView,
  noFilter,
  openView,
  popView,
  type State,
  topView,
} from '../state.ts'
import { withToast } from '../update.ts'

const snapshot = { disabled: 'this is a snapshot: open a live cluster with calico-tui --context NAME' } as const

const status: Command = {
  id: 'live.status',
  contexts: ['view'],
  keys: ['L'],
  help: 'live: how it stands with each kind of object',
  group: 'Open',
  hint: null,
  run: (state) => shown(state, 'kinds'),
}

const access: Command = {
  id: 'live.access',
  contexts: ['view'],
  keys: ['A'],
  help: 'access: what you may see and do on this cluster',
  group: 'Open',
  hint: null,
  run: (state) => shown(state, 'access'),
}

const connecting = { disabled: 'the cluster is not reached yet' } as const

/** Why there is nothing to tell of a live cluster. */
function without({ source }: State): Outcome {
  return source.status === 'reading' && source.paths.length === 0 ? connecting : snapshot
}

function shown(state: State, shows: LiveView['shows']): Outcome {
  if (state.source.live === null) return without(state)
  const view: LiveView = { type: 'live', shows, cursor: firstRow }
  return openView(state, view)
}

const contexts: Command = {
  id: 'live.contexts',
  contexts: ['view'],
  keys: ['C'],
  help: 'contexts: another cluster, or :ctx NAME',
  group: 'Open',
  hint: null,
  run: (state) => (state.source.live === null ? without(state) : chosenFrom(state, 'contexts')),
}

const namespaces: Command = {
  id: 'live.namespaces',
  contexts: ['view'],
  keys: ['g n'],
  help: 'namespace of short names, or :ns NAME',
  group: 'Open',
  hint: null,
  run: (state) => (state.index === null ? { disabled: 'there is no cluster yet' } : chosenFrom(state, 'namespaces')),
}

const color: Command = {
  id: 'live.color',
  contexts: ['view'],
  keys: ['g c'],
  help: 'colour of this context',
  group: 'Open',
  hint: null,
  run: (state) => {
    if (state.source.live === null) return snapshot
    const next = contextColors[(contextColors.indexOf(state.settings.color) + 1) % contextColors.length] ?? 'none'
    const text = next === 'none' ? 'no colour' : next
    const settings = { ...state.settings, color: next }
    return withToast({ ...state, settings }, 'info', `${state.source.live.context}: ${text}`)
  },
}

function chosenFrom(state: State, of: ContextsView['of']): State {
  return openView(state, { type: 'contexts', of, filter: { ...noFilter, typing: true }, cursor: firstRow })
}

const retry: Command = {
  id: 'live.retry',
  contexts: ['view'],
  keys: ['r'],
  help: 'read again: the files of a snapshot, or what a cluster refused or failed to give',
  group: 'Open',
  hint: null,
  run: (state) => {
    const { live, paths, status, title } = state.source
    if (paths.includes('-')) return { disabled: 'standard input is read once' }
    if (paths.length > 0) return [state, [{ type: 'open', paths }]]
    if (title === null) return snapshot
    const retry = { type: 'retry' } as const
    if (status !== 'ready') return [state, [retry]]
    const [next, effects] = withToast(state, 'info', `${live?.context ?? title} is asked again`)
    return [next, [retry, ...effects]]
  },
}

const signIn: Command = {
  id: 'live.sign-in',
  contexts: ['view'],
  keys: ['I'],
  help: 'sign in: let the credential plugin ask you',
  group: 'Open',
  hint: null,
  run: (state) => {
    const { live } = state.source
    if (live === null) return snapshot
    return live.canSignIn
      ? [state, [{ type: 'sign-in' }]]
      : { disabled: 'this context has no credential plugin that could ask you' }
  },
}

const chooseRow: Command = {
  id: 'live.connect',
  contexts: ['contexts'],
  keys: ['enter', 'l', 'right'],
  help: 'choose: this cluster is opened, this namespace taken',
  group: 'Open',
  hint: 10,
  run: chosen,
}

const chooseTyped: Command = { ...chooseRow, id: 'live.connect-typed', contexts: ['contexts-typing'], keys: ['enter'] }

function chosen(state: State): Outcome {
  const view = topView(state)
  const name = view.type === 'contexts' ? choices(state, view)[view.cursor.at] : undefined
  if (view.type !== 'contexts' || name === undefined) return { disabled: 'there is nothing here' }
  return choose(popView(state), { of: view.of, name })
}

export const liveCommands: readonly Command[] = [
  status,
  access,
  contexts,
  namespaces,
  color,
  retry,
  signIn,
  chooseRow,
  chooseTyped,
]

import type { Command, Outcome } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { initialBoard } from '../initial.ts'
import { type LiveView, pushView, type State, topView, withView } from '../state.ts'

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

function shown(state: State, shows: LiveView['shows']): Outcome {
  if (state.source.live === null) return snapshot
  const view: LiveView = { type: 'live', shows, cursor: firstRow }
  return topView(state).type === 'live' ? withView(state, view) : pushView(state, view)
}

const contexts: Command = {
  id: 'live.contexts',
  contexts: ['view'],
  keys: ['C'],
  help: 'contexts: another cluster',
  group: 'Open',
  hint: null,
  run: (state) => (state.source.live === null ? snapshot : pushView(state, { type: 'contexts', cursor: firstRow })),
}

const choose: Command = {
  id: 'live.connect',
  contexts: ['contexts'],
  keys: ['enter', 'l', 'right'],
  help: 'open this cluster',
  group: 'Open',
  hint: 10,
  run(state) {
    const view = topView(state)
    const context = view.type === 'contexts' ? state.source.live?.contexts[view.cursor.at] : undefined
    if (context === undefined) return { disabled: 'there is no context here' }
    return [{ ...state, views: [initialBoard] }, [{ type: 'connect', context }]]
  },
}

export const liveCommands: readonly Command[] = [status, access, contexts, choose]

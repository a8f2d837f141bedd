import type { Command } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { initialBoard } from '../initial.ts'
import { pushView, topView } from '../state.ts'

const snapshot = { disabled: 'this is a snapshot: open a live cluster with calico-tui --context NAME' } as const

const status: Command = {
  id: 'live.status',
  contexts: ['view'],
  keys: ['L'],
  help: 'live: how it stands with each kind of object',
  group: 'Open',
  hint: null,
  run: (state) => (state.source.live === null ? snapshot : pushView(state, { type: 'live', cursor: firstRow })),
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

export const liveCommands: readonly Command[] = [status, contexts, choose]

import type { Command, Context, Typing } from '../command.ts'
import { withKeptFilter } from '../explorer.ts'
import { filterOf, withFilter, withFilterEntry, withoutFilter } from '../filters.ts'
import { type State, topView } from '../state.ts'

const typing: readonly Context[] = [
  'board-typing',
  'drill-typing',
  'list-typing',
  'problems-typing',
  'flows-typing',
  'matrix-typing',
  'neighbours-typing',
  'contexts-typing',
]
const ofFlows: readonly Context[] = ['flows', 'matrix', 'neighbours']
const ofFlowsTyping: readonly Context[] = ['flows-typing', 'matrix-typing', 'neighbours-typing']

const begin: Command = {
  id: 'filter.begin',
  contexts: ['board', 'drill', 'list', 'problems', 'contexts'],
  keys: ['/'],
  help: 'filter: name, ns:, tier:, kind:, action:, staged:, label:, pod:',
  group: 'Look',
  hint: 30,
  run(state) {
    const filter = filterOf(state)
    return filter === null ? { disabled: 'nothing to filter here' } : withFilter(state, { ...filter, typing: true })
  },
}

const beginFlows: Command = {
  ...begin,
  id: 'filter.flows',
  contexts: ofFlows,
  help: 'filter: name, src:, dst:, ns:, port:, action:, policy:, tier:, staged:, kind:, hit:, proto:, reporter:, service:',
}

const keep: Command = {
  id: 'filter.keep',
  contexts: ['board-typing', 'drill-typing', 'problems-typing', ...ofFlowsTyping],
  keys: ['enter', 'tab'],
  help: 'keep the filter',
  group: 'Look',
  hint: 10,
  run(state) {
    const filter = filterOf(state)
    if (filter === null) return state
    const kept = withFilter(state, { ...filter, typing: false })
    if (!isOfFlows(state)) return kept
    const explorer = withKeptFilter(state.explorer, filter.entry.text)
    return explorer === state.explorer ? kept : [{ ...kept, explorer }, [{ type: 'remember-explorer', explorer }]]
  },
}

const drop: Command = {
  id: 'filter.drop',
  contexts: ['board-typing', 'drill-typing', 'problems-typing', ...ofFlowsTyping, 'contexts-typing'],
  keys: ['esc'],
  help: 'no filter',
  group: 'Look',
  hint: 20,
  run: withoutFilter,
}

const recall: Command = {
  id: 'filter.recall',
  contexts: ofFlowsTyping,
  keys: ['ctrl-r', 'alt-p'],
  help: 'filters kept before, one after the other',
  group: 'Look',
  hint: 15,
  run(state) {
    const { filters } = state.explorer
    const filter = filterOf(state)
    if (filter === null || filters.length === 0) return { disabled: 'no filter was kept before' }
    const text = filters[(filters.indexOf(filter.entry.text) + 1) % filters.length] ?? ''
    return withFilter(state, { ...filter, entry: { text, at: text.length } })
  },
}

function isOfFlows(state: State): boolean {
  return ofFlows.some((context) => context === topView(state).type)
}

export const filterCommands: readonly Command[] = [begin, beginFlows, keep, drop, recall]

const filterTyping: Typing = {
  read: (state: State) => filterOf(state)?.entry ?? { text: '', at: 0 },
  write: withFilterEntry,
}

/** What typing means in the views that have a filter. */
export const filterTypings: Readonly<Partial<Record<Context, Typing>>> = Object.fromEntries(
  typing.map((context) => [context, filterTyping]),
)

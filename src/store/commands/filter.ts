import type { Command, Context, Typing } from '../command.ts'
import { filterOf, withFilter, withFilterEntry, withoutFilter } from '../filters.ts'
import type { State } from '../state.ts'

const typing: readonly Context[] = [
  'board-typing',
  'drill-typing',
  'list-typing',
  'problems-typing',
  'flows-typing',
  'contexts-typing',
]

const begin: Command = {
  id: 'filter.begin',
  contexts: ['board', 'drill', 'list', 'problems', 'flows', 'contexts'],
  keys: ['/'],
  help: 'filter: name, ns:, tier:, kind:, action:, staged:, label:, pod:',
  group: 'Look',
  hint: 30,
  run(state) {
    const filter = filterOf(state)
    return filter === null ? { disabled: 'nothing to filter here' } : withFilter(state, { ...filter, typing: true })
  },
}

const keep: Command = {
  id: 'filter.keep',
  contexts: ['board-typing', 'drill-typing', 'problems-typing', 'flows-typing'],
  keys: ['enter', 'tab'],
  help: 'keep the filter',
  group: 'Look',
  hint: 10,
  run(state) {
    const filter = filterOf(state)
    return filter === null ? state : withFilter(state, { ...filter, typing: false })
  },
}

const drop: Command = {
  id: 'filter.drop',
  contexts: ['board-typing', 'drill-typing', 'problems-typing', 'flows-typing', 'contexts-typing'],
  keys: ['esc'],
  help: 'no filter',
  group: 'Look',
  hint: 20,
  run: withoutFilter,
}

export const filterCommands: readonly Command[] = [begin, keep, drop]

const filterTyping: Typing = {
  read: (state: State) => filterOf(state)?.entry ?? { text: '', at: 0 },
  write: withFilterEntry,
}

/** What typing means in the views that have a filter. */
export const filterTypings: Readonly<Partial<Record<Context, Typing>>> = Object.fromEntries(
  typing.map((context) => [context, filterTyping]),
)

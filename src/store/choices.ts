import type { ClusterIndex } from '../engine/cluster-index.ts'
import { compareBytes } from '../model/bytes.ts'
import { memoLast } from './memo.ts'
import { searchExactly, searchNames } from './search.ts'
import type { ContextsView, State } from './state.ts'

/** What stands first among the namespaces: none of them. */
export const noNamespace = 'none: names are written in full'

const mostChoices = 10_000
const namespacesOf = memoLast((index: ClusterIndex): readonly string[] => [
  noNamespace,
  ...[...new Set([...index.cluster.namespaces.keys(), ...index.cluster.endpoints.keys()])].sort(compareBytes),
])

/** A context to open or a namespace to take. */
export interface Choice {
  readonly of: ContextsView['of']
  readonly name: string
}

/** The contexts or namespaces to choose from that the filter finds, the best first. */
export function choices(state: State, view: ContextsView): readonly string[] {
  const all = choicesOf(state, view.of)
  return searchNames(all, view.filter.entry.text, mostChoices).flatMap((at) => all[at] ?? [])
}

/** What a text of the palette such as `ctx NAME` or `ns NAME` names, as far as it is typed; null for another text. */
export function typedChoice(text: string): Choice | null {
  const [, word = '', name = ''] = /^\s*(ctx|context|ns|namespace)\s+(.*)$/.exec(text) ?? []
  return word === '' ? null : { of: word.startsWith('c') ? 'contexts' : 'namespaces', name }
}

/** What a text of the palette such as `ctx NAME` or `ns NAME` asks for, the best first; null for another text. Only names that hold
 * what was typed: enter takes the first, and one that is merely spelled alike is another cluster. */
export function typedChoices(state: State, text: string): readonly Choice[] | null {
  const typed = typedChoice(text)
  if (typed === null) return null
  const { of } = typed
  const all = choicesOf(state, of)
  return searchExactly(all, typed.name, mostChoices)
    .flatMap((at) => all[at] ?? [])
    .map((name) => ({ of, name }))
}

/** All there are to choose from. */
export function choicesOf(state: State, of: Choice['of']): readonly string[] {
  if (of === 'contexts') return state.source.live?.contexts ?? []
  return state.index === null ? [] : namespacesOf(state.index)
}

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { compareBytes } from '../model/bytes.ts'
import type { Effect } from './effect.ts'
import { initialBoard } from './initial.ts'
import { memoLast } from './memo.ts'
import { searchNames } from './search.ts'
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
  return found(state, view.of, view.filter.entry.text)
}

/** What a text of the palette such as `ctx NAME` or `ns NAME` asks for, the best first; null for another text. */
export function typedChoices(state: State, text: string): readonly Choice[] | null {
  const [, word = '', name = ''] = /^\s*(ctx|context|ns|namespace)\s+(.*)$/.exec(text) ?? []
  if (word === '') return null
  const of = word.startsWith('c') ? 'contexts' : 'namespaces'
  return found(state, of, name).map((each) => ({ of, name: each }))
}

/** The state with a namespace taken for short names, or with another context about to be opened. */
export function choose(state: State, { of, name }: Choice): State | readonly [State, readonly Effect[]] {
  if (of === 'contexts') return [{ ...state, views: [initialBoard] }, [{ type: 'connect', context: name }]]
  return { ...state, settings: { ...state.settings, namespace: name === noNamespace ? null : name } }
}

function found(state: State, of: ContextsView['of'], text: string): readonly string[] {
  const all = of === 'contexts' ? (state.source.live?.contexts ?? []) : namespaces(state)
  return searchNames(all, text, mostChoices).flatMap((at) => all[at] ?? [])
}

function namespaces({ index }: State): readonly string[] {
  return index === null ? [] : namespacesOf(index)
}

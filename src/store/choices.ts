import type { ClusterIndex } from '../engine/cluster-index.ts'
import { compareBytes } from '../model/bytes.ts'
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

/** The contexts or namespaces to choose from that the filter finds, the best first. */
export function choices(state: State, view: ContextsView): readonly string[] {
  const all = view.of === 'contexts' ? (state.source.live?.contexts ?? []) : namespaces(state)
  return searchNames(all, view.filter.entry.text, mostChoices).flatMap((at) => all[at] ?? [])
}

function namespaces({ index }: State): readonly string[] {
  return index === null ? [] : namespacesOf(index)
}

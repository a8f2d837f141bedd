import type { ClusterIndex } from '../../engine/cluster-index.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { NetworkSet } from '../../model/network-set.ts'
import type { Labels } from '../../model/selector.ts'
import { countOf } from '../../text/list.ts'
import { span } from '../../text/styled.ts'
import { entry, type Item, text } from './item.ts'

/** The first `most` of a list, and how many more there are. */
export function limited<Value>(values: readonly Value[], most: number, item: (value: Value) => Item): readonly Item[] {
  return someOf(values.slice(0, most), values.length, item)
}

/** Some of a list, and how many more there are when it has `total`. */
export function someOf<Value>(values: readonly Value[], total: number, item: (value: Value) => Item): readonly Item[] {
  const shown = values.map(item)
  const more = total - shown.length
  return more === 0 ? shown : [...shown, text(`… and ${countOf(more, 'other')}`, 0, 'faint')]
}

/** An endpoint on a line: name, then its first address. */
export function endpointEntry(_index: ClusterIndex, endpoint: Endpoint): Item {
  const planned = endpoint.type === 'workload' && endpoint.planned ? [span('  planned', 'staged')] : []
  const aside = [span(endpoint.addresses[0] ?? '', 'faint')]
  return entry([span(endpoint.key), ...planned], { type: 'endpoint', key: endpoint.key }, { hang: 2, aside })
}

/** A network set on a line. */
export function networkSetEntry(set: NetworkSet): Item {
  const size =
    set.domains.length === 0
      ? countOf(set.nets.length, 'net')
      : `${countOf(set.nets.length, 'net')}, ${countOf(set.domains.length, 'domain')}`
  return entry([span(set.key)], { type: 'network-set', key: set.key }, { hang: 2, aside: [span(size, 'faint')] })
}

/** Labels, one on a line, sorted by key. A label opens all that bear it. */
export function labelItems(labels: Labels): readonly Item[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) =>
      entry(
        [span(key, 'key'), span(' = ', 'faint'), span(value)],
        { type: 'selector', text: `${key} == ${quoted(value)}` },
        { hang: 2 },
      ),
    )
}

function quoted(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

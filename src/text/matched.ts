import type { ClusterIndex, Selected } from '../engine/cluster-index.ts'
import type { EntityRule } from '../model/rule.ts'
import type { Selector } from '../model/selector.ts'

/** What the selectors of one side of a rule match in a cluster. `matches`: these alone; `all-but`: everything, known or not, but these. */
export interface Matched {
  readonly type: 'matches' | 'all-but'
  readonly selected: Selected
}

/** What the selectors of one side of a rule match, or null when it has none. Cost: one pass over all endpoints. */
export function matchedBy(index: ClusterIndex, entity: EntityRule): Matched | null {
  if (entity.matches !== null) {
    const selector: Selector =
      entity.excludes === null
        ? entity.matches
        : { type: 'and', operands: [entity.matches, { type: 'not', operand: entity.excludes }] }
    return { type: 'matches', selected: index.select(selector) }
  }
  return entity.excludes === null ? null : { type: 'all-but', selected: index.select(entity.excludes) }
}

/** The keys of everything that was selected, endpoints first. */
export function selectedKeys({ endpoints, networkSets }: Selected): readonly string[] {
  return [...endpoints.map(({ key }) => key), ...networkSets.map(({ key }) => key)]
}

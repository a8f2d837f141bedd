import type { ClusterIndex, Selected } from '../engine/cluster-index.ts'
import type { Endpoint } from '../model/endpoint.ts'
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

/** The names of everything that was selected, endpoints first. */
export function selectedNames({ endpoints, networkSets }: Selected): readonly string[] {
  return [...endpoints.map(endpointName), ...networkSets.map(({ key }) => key)]
}

/** The key of an endpoint; a pod that nobody observed is marked. */
export function endpointName(endpoint: Endpoint): string {
  return endpoint.type === 'workload' && endpoint.planned ? `${endpoint.key} (planned)` : endpoint.key
}

import type { Policy } from '../model/policy.ts'
import type { Hit } from '../model/trace.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { endpointWorkload, groupName } from './flow-groups.ts'
import { pairOfFlow, type SeenFlow, type Turned } from './preview.ts'

/** By what turned connections are put together. */
export type TurnedGrouping = 'connections' | 'pairs' | 'policies'

/** Turned connections that belong together. */
export interface TurnedGroup {
  /** `catfacts/worker → public network`, or what decides: `end of tier platform (catfacts/platform.worker)`. */
  readonly name: string
  readonly verdict: 'Allow' | 'Deny'
  readonly connections: number
  /** The most frequent first. */
  readonly turned: readonly Turned[]
}

/** Turned connections put together by the workloads of their ends or by what decides, the denied ones first, then the most frequent. */
export function groupTurned(
  turned: readonly Turned[],
  by: Exclude<TurnedGrouping, 'connections'>,
): readonly TurnedGroup[] {
  const groups = new Map<string, Turned[]>()
  for (const each of turned) {
    const key = `${each.after.verdict} ${by === 'pairs' ? pairOfFlow(each.flow) : deciderOf(each.decidedBy)}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const found = [...groups].map(([key, own]): TurnedGroup => {
    const at = key.indexOf(' ')
    const frequent = [...own].sort((left, right) => right.connections - left.connections)
    const connections = own.reduce((all, each) => all + each.connections, 0)
    return {
      name: key.slice(at + 1),
      verdict: key.startsWith('Deny') ? 'Deny' : 'Allow',
      connections,
      turned: frequent,
    }
  })
  const rank = ({ verdict }: TurnedGroup) => (verdict === 'Deny' ? 0 : 1)
  return found.sort((left, right) => rank(left) - rank(right) || right.connections - left.connections)
}

function deciderOf(hit: Hit | null): string {
  if (hit === null) return 'nothing'
  if (hit.kind === 'Profile') return hit.name === null ? 'no profile' : `profile ${hit.name}`
  const name = hit.namespace === null ? hit.name : `${hit.namespace}/${hit.name}`
  return hit.rule === -1 ? `end of tier ${hit.tier} (${name})` : `${name} rule ${hit.rule}`
}

/** Endpoints looked at for one policy; a policy for everything would name the whole cluster. */
const mostEndpoints = 5000

/** Workloads that staged policies apply to and that no flow tells of, by name: nothing can be said of them. */
export function silentWorkloads(
  index: ClusterIndex,
  staged: readonly Policy[],
  flows: Iterable<SeenFlow>,
): readonly string[] {
  const seen = new Set<string>()
  for (const { flow } of flows) {
    seen.add(groupName(flow.source, 'workloads'))
    seen.add(groupName(flow.destination, 'workloads'))
  }
  const silent = new Set<string>()
  for (const policy of staged) {
    for (const endpoint of index.endpointsOf(policy, mostEndpoints)) {
      if (endpoint.type !== 'workload') continue
      const workload = endpointWorkload(endpoint)
      if (!seen.has(workload)) silent.add(workload)
    }
  }
  return [...silent].sort()
}

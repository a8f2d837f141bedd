import type { Flow, FlowHit } from '../model/flow.ts'
import { isStaged, type Policy, policyKey } from '../model/policy.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { flowConnections } from './flow-connection.ts'
import type { FlowRow, FlowTable } from './flow-table.ts'
import { directionOf, policyOfHit } from './hit-counts.ts'

/**
 * The latest flows that a policy denied, at most `most`: by a rule of its own, or by the end of its tier at an endpoint that it
 * selects, since none of its rules matched. Of a staged policy: what it would have denied.
 */
export function lastDenied({ rows }: FlowTable, index: ClusterIndex, policy: Policy, most = 5): readonly FlowRow[] {
  const isWanted = isStaged(policy.ref)
    ? ({ pending }: Flow) => pending.some((hit) => hit.action === 'Deny' && isOf(hit, index, policy))
    : (flow: Flow) => flow.action === 'Deny' && isDeniedBy(flow, index, policy)
  const found: FlowRow[] = []
  for (const row of rows) {
    if (!isWanted(row.flow)) continue
    found.push(row)
    if (found.length === most) break
  }
  return found
}

function isOf(hit: FlowHit, index: ClusterIndex, policy: Policy): boolean {
  return policyOfHit(hit, index) === policyKey(policy.ref)
}

function isDeniedBy(flow: Flow, index: ClusterIndex, policy: Policy): boolean {
  const last = flow.enforced.at(-1)
  if (last === undefined || last.action !== 'Deny' || last.tier !== policy.ref.tier) return false
  if (isOf(last, index, policy)) return true
  return last.type === 'end-of-tier' && policy[directionOf(flow)] !== null && selectsItsEnd(flow, index, policy)
}

/** True when the policy selects the endpoint that reported the flow. */
function selectsItsEnd(flow: Flow, index: ClusterIndex, policy: Policy): boolean {
  const [connection] = flowConnections(index, flow)
  const end = directionOf(flow) === 'egress' ? connection?.connection.source : connection?.connection.destination
  const endpoint = end?.type === 'endpoint' ? index.endpoint(end.key) : null
  return endpoint !== null && index.selecting(endpoint).has(policy)
}

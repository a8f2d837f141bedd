import { flowLogKind } from '../../../src/decode/flows/policy-hit.ts'
import type { Flow, FlowEndpoint, FlowHit } from '../../../src/model/flow.ts'
import type { PolicyRef } from '../../../src/model/policy.ts'

/** A flow as `calico-node -flows` prints it, line by line, with the uneven spaces protobuf's text form has. */
export function nodeText(flow: Flow): string[] {
  const { counts, connections, service } = flow
  const title = (text: string) => text[0]?.toUpperCase() + text.slice(1)
  const destination = service === null ? '' : ` Svc:${service.namespace}/${service.name}`
  const port = service === null ? '' : ` Svc:${service.portName ?? ''}/${service.port ?? 0}`
  return [
    `- Time=${new Date(flow.start).toISOString()} Reporter=${title(flow.reporter)} Action=${flow.action}`,
    `  Src={${end(flow.source)}} Dst={${end(flow.destination)}${destination}} Proto={${flow.protocol}(${flow.port ?? 0})${port}}`,
    `  Counts={Ingress: ${counts.packetsIn}Pkts/${counts.bytesIn}Bytes Egress:${counts.packetsOut}Pkts/${counts.bytesOut}Bytes} Connections={Started:${connections?.started} Completed:${connections?.completed} Live:${connections?.live}}`,
    '  Enforced:',
    ...flow.enforced.map(hitText),
    '  Pending:',
    ...flow.pending.map(hitText),
  ]
}

function end(endpoint: FlowEndpoint): string {
  return `${endpoint.type}(${endpoint.namespace === null ? '' : `${endpoint.namespace}/`}${endpoint.name})`
}

function hitText(hit: FlowHit, at: number): string {
  const gap = ' '.repeat(1 + (at % 2))
  const index = hit.index === 0 ? [] : [`policy_index:${hit.index}`]
  const action = `action:${hit.action}`
  if (hit.type === 'profile') return `  - ${['kind:Profile', `name:"${hit.profile}"`, action, ...index].join(gap)}`
  if (hit.type === 'end-of-tier' && hit.policy !== null) {
    const trigger = `trigger:{${policyText(hit.policy).join(gap)}}`
    return `  - ${['kind:EndOfTier', `tier:"${hit.tier}"`, action, ...index, 'rule_index:-1', trigger].join(gap)}`
  }
  const rule = hit.rule === 0 ? [] : [`rule_index:${hit.rule}`]
  return `  - ${[...(hit.policy === null ? [] : policyText(hit.policy)), action, ...index, ...rule].join(gap)}`
}

function policyText(ref: PolicyRef): string[] {
  const namespace = ref.namespace === null ? [] : [`namespace:"${ref.namespace}"`]
  return [`kind:${flowLogKind(ref)}`, ...namespace, `name:"${ref.name}"`, `tier:"${ref.tier}"`]
}

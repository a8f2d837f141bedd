import type { FlowRow } from '../engine/flow-table.ts'
import { recordedWords } from '../engine/replay.ts'

/** A recorded flow as one JSON value. Times in RFC 3339; `enforced` and `pending` in words, in the order of the trace. */
export function flowRowJson({ flow, records, connections }: FlowRow): object {
  const { source, destination, protocol, port, service, reporter, action, counts } = flow
  const end = ({ type, namespace, name, pod, ip, domains }: typeof source) => ({
    type,
    namespace,
    name,
    pod,
    ip,
    domains,
  })
  return {
    start: new Date(flow.start).toISOString(),
    end: new Date(flow.end).toISOString(),
    source: end(source),
    destination: end(destination),
    protocol,
    port,
    service,
    reporter,
    action,
    enforced: flow.enforced.map(recordedWords),
    pending: flow.pending.map(recordedWords),
    records,
    connections,
    ...counts,
  }
}

import type { Flow, FlowEndpoint, FlowHit, FlowService } from '../../model/flow.ts'
import { count, word } from './fields.ts'

/** What a format says of a flow, as its reader found it; null where it could not be read. */
export interface FlowParts extends Pick<Flow, 'service' | 'counts' | 'connections' | 'format'> {
  readonly start: number | null
  readonly end: number | null
  readonly source: FlowEndpoint | null
  readonly destination: FlowEndpoint | null
  readonly protocol: unknown
  readonly port: unknown
  readonly action: FlowHit['action'] | null
  readonly reporter: Flow['reporter'] | null
  /** Null when one of the hits is none. */
  readonly traces: Pick<Flow, 'enforced' | 'pending' | 'transit'> | null
}

/** The flow, or what it lacks. */
export function flowOf(parts: FlowParts): Flow | string {
  const { start, end, source, destination, action, reporter, traces, protocol, port, ...rest } = parts
  if (traces === null) return 'a policy hit that is none'
  if (start === null || end === null) return 'no time from 2000 to 2099 that can be read'
  if (action === null || action === 'Pass') return 'no action, expected `Allow` or `Deny`'
  if (reporter === null) return 'no reporter, expected `Src`, `Dst` or `Fwd`'
  if (source === null || destination === null) return 'a source or destination without a name'
  const wrong = Object.entries({ ...rest.counts, ...rest.connections }).find(([, number]) => Number.isNaN(number))
  if (wrong !== undefined) return `a count of ${tallyNames[wrong[0]]} that is no whole number below 2^53`
  const named = { source, destination, protocol: (word(protocol) ?? '').toLowerCase(), port: portOf(port) }
  return { start, end, ...named, reporter, action, ...traces, ...rest }
}

/** What a record counts, in words. */
const tallyNames: Readonly<Record<string, string>> = {
  packetsIn: 'packets in',
  packetsOut: 'packets out',
  bytesIn: 'bytes in',
  bytesOut: 'bytes out',
  started: 'connections started',
  completed: 'connections completed',
  live: 'connections open',
}

/** Traces whose hits could all be read, else null. */
export function tracesOf(
  enforced: readonly FlowHit[] | null,
  pending: readonly FlowHit[] | null,
  transit: readonly FlowHit[] | null = null,
): FlowParts['traces'] {
  return enforced === null || pending === null ? null : { enforced, pending, transit }
}

/** A port; 0 stands for a protocol without ports. */
export function portOf(value: unknown): number | null {
  const port = count(value)
  return port >= 1 && port <= 65535 ? port : null
}

/** The Service a flow names, or null where it names none. */
export function serviceNamed(service: Readonly<Record<keyof FlowService, unknown>>): FlowService | null {
  const name = word(service.name)
  if (name === null) return null
  const { namespace, portName, port } = service
  return { namespace: word(namespace) ?? '', name, portName: word(portName), port: portOf(port) }
}

import type { Flow, FlowEndpoint, FlowHit } from '../../model/flow.ts'
import { actionOf, count, endpointNamed, reporterOf, time, word } from './fields.ts'
import { flowOf, portOf, tracesOf } from './flow-of.ts'
import { decodeGoldmaneHit } from './goldmane-hit.ts'

/**
 * One block that `calico-node -flows` prints, as its lines, or why it is none. Fields are found by key: the spaces between them
 * are unstable on purpose.
 * Source: node/pkg/flowlogs/flowlogs.go (projectcalico/calico).
 */
export function decodeNodeFlow(lines: readonly string[]): Flow | string {
  const at = (name: string) => lines.findIndex((line) => line.trim() === `${name}:`)
  const [enforcedAt, pendingAt] = [at('Enforced'), at('Pending')]
  const head = lines.slice(0, enforcedAt < 0 ? lines.length : enforcedAt).join(' ')
  const field = (name: string) =>
    new RegExp(`${name}=(\\{[^}]*\\}|\\S+)`).exec(head)?.[1]?.replace(/^\{|\}$/g, '') ?? ''
  const [source, destination] = [endOf(field('Src')), endOf(field('Dst'))]
  const protocol = /^(\w+)(?:\((\d+)\))?(?:\s+Svc:(\S*?)\/(\d+))?/.exec(field('Proto'))
  const when = time(field('Time'))
  const traces = tracesOf(
    hitsOf(enforcedAt < 0 ? [] : lines.slice(enforcedAt + 1, pendingAt < 0 ? undefined : pendingAt)),
    hitsOf(pendingAt < 0 ? [] : lines.slice(pendingAt + 1)),
  )
  return flowOf({
    start: when,
    end: when,
    source: source?.end ?? null,
    destination: destination?.end ?? null,
    protocol: protocol?.[1],
    port: protocol?.[2],
    service: destination?.service
      ? { ...destination.service, portName: word(protocol?.[3]), port: portOf(protocol?.[4]) }
      : null,
    reporter: reporterOf(field('Reporter')),
    action: actionOf(field('Action')),
    traces,
    ...talliesOf(field('Counts'), field('Connections')),
    format: 'node',
  })
}

interface NodeEnd {
  readonly end: FlowEndpoint
  readonly service: { readonly namespace: string; readonly name: string } | null
}

/** `wep(dev/netshoot) Svc:catfacts/db`. */
function endOf(text: string): NodeEnd | null {
  const found = /^(wep|hep|ns|net)\(([^)]*)\)(?:\s+Svc:(\S+))?/.exec(text)
  const full = found?.[2]
  if (found === null || full === undefined || full === '') return null
  const slash = full.indexOf('/')
  const namespace = slash < 0 ? null : word(full.slice(0, slash))
  const service = /^([^/]*)\/(.+)$/.exec(found[3] ?? '')
  // The expression admits these four words alone.
  const type = found[1] as 'wep' | 'hep' | 'ns' | 'net'
  return {
    end: { ...endpointNamed(full.slice(slash + 1), namespace), type },
    service: service === null ? null : { namespace: service[1] ?? '', name: service[2] ?? '' },
  }
}

function talliesOf(counts: string, connections: string): Pick<Flow, 'counts' | 'connections'> {
  const volume = (name: string) => new RegExp(`${name}:\\s*(\\d+)Pkts/(\\d+)Bytes`).exec(counts)
  const number = (name: string) => count(new RegExp(`${name}:\\s*(\\d+)`).exec(connections)?.[1])
  const [inward, outward] = [volume('Ingress'), volume('Egress')]
  return {
    counts: {
      packetsIn: count(inward?.[1]),
      packetsOut: count(outward?.[1]),
      bytesIn: count(inward?.[2]),
      bytesOut: count(outward?.[2]),
    },
    connections: { started: number('Started'), completed: number('Completed'), live: number('Live') },
  }
}

function hitsOf(lines: readonly string[]): readonly FlowHit[] | null {
  const hits: FlowHit[] = []
  for (const line of lines) {
    const text = /^\s*-\s+(.*)$/.exec(line)?.[1]
    if (text === undefined) continue
    const hit = decodeGoldmaneHit(protobufText(text))
    if (hit === null) return null
    hits.push(hit)
  }
  return hits.sort((left, right) => left.index - right.index)
}

/** Protobuf's text form as an object: `kind:EndOfTier  tier:"platform"  trigger:{kind:…}`. */
function protobufText(text: string): Record<string, unknown> {
  const entries: [string, unknown][] = []
  const pattern = /(\w+):\s*(?:"((?:[^"\\]|\\.)*)"|\{([^{}]*)\}|([^\s{}"]+))/g
  for (const [, key = '', quoted, nested, bare] of text.matchAll(pattern)) {
    entries.push([key, nested === undefined ? (quoted ?? bare) : protobufText(nested)])
  }
  return Object.fromEntries(entries)
}

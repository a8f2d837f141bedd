import type { Preview, PreviewMode, Turned } from '../engine/preview.ts'
import type { Policy } from '../model/policy.ts'
import { endWords, gapWords } from './replay.ts'

/** What enforcing staged policies would turn. Schema `calico-tui/preview/v1`; times in RFC 3339. */
export function previewJson(found: Preview, staged: readonly Policy[], mode: PreviewMode): object {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    schema: 'calico-tui/preview/v1',
    mode,
    staged: staged.map(({ ref, stagedAction }) => ({ ...ref, stagedAction })),
    window: { from: time(found.from), to: time(found.to) },
    connections: found.distinct,
    burnDown: found.burnDown,
    denied: found.denied.map(turnedJson),
    allowed: found.allowed.map(turnedJson),
    unknown: found.unknown.map((flow) => ({ from: endWords(flow.source), to: endWords(flow.destination) })),
  }
}

function turnedJson({ flow, connection, before, after, decidedBy, connections, lastSeen }: Turned): object {
  return {
    from: endWords(flow.source),
    to: endWords(flow.destination),
    protocol: flow.protocol,
    port: flow.port,
    connections,
    lastSeen: new Date(lastSeen).toISOString(),
    before: before.verdict,
    after: after.verdict,
    certain: after.certain,
    decidedBy,
    missing: connection.gaps.map(gapWords),
  }
}

import type { Replayed } from '../engine/replay.ts'
import type { ReplayRow, ReplayTable } from '../engine/replay-table.ts'
import type { Scope } from '../model/connection.ts'
import { visible } from '../model/visible.ts'
import { csvLine } from './csv.ts'
import { endWords, gapWords } from './replay.ts'

/** The agreement of recorded flows with the engine, and each distinct flow. Schema `calico-tui/replay/v1`. */
export function replayJson(replayed: ReplayTable, bad: number): object {
  const agreement = (scope: Scope) => {
    const { reasons, ...numbers } = replayed.agreement(scope)
    return { ...numbers, reasons: Object.fromEntries(reasons) }
  }
  return {
    schema: 'calico-tui/replay/v1',
    enforced: agreement('enforced'),
    pending: agreement('pending'),
    unreadable: bad,
    flows: replayed.rows.map(replayRowJson),
  }
}

/** One distinct flow. */
export function replayRowJson({ flow, count, connections, replay }: ReplayRow): object {
  const side = ({ recorded, computed, agrees, reason, difference, computedHits }: Replayed) => ({
    recorded,
    computed,
    agrees,
    reason,
    difference,
    hits: computedHits,
  })
  return {
    from: endWords(flow.source),
    to: endWords(flow.destination),
    protocol: flow.protocol,
    port: flow.port,
    reporter: flow.reporter,
    records: count,
    connections,
    missing: replay.connection?.gaps.map(gapWords) ?? [],
    enforced: side(replay.enforced),
    pending: side(replay.pending),
  }
}

/** The distinct flows as lines of CSV, the heading first. */
export function replayCsv(rows: readonly ReplayRow[]): readonly string[] {
  const heading = ['from', 'to', 'protocol', 'port', 'reporter', 'records', 'connections']
  const scopes = (['enforced', 'pending'] as const).flatMap((scope) =>
    ['recorded', 'computed', 'agrees', 'reason'].map((name) => `${scope}_${name}`),
  )
  const lines = rows.map(({ flow, count, connections, replay }) => [
    ...[
      endWords(flow.source),
      endWords(flow.destination),
      visible(flow.protocol),
      flow.port,
      flow.reporter,
      count,
      connections,
    ],
    ...[replay.enforced, replay.pending].flatMap(({ recorded, computed, agrees, reason }) => [
      recorded,
      computed,
      agrees,
      reason,
    ]),
  ])
  return [[...heading, ...scopes], ...lines].map(csvLine)
}

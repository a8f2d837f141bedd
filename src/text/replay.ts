import type { FlowGap } from '../engine/flow-connection.ts'
import type { Disagreement, Replayed } from '../engine/replay.ts'
import type { Agreement, ReplayRow, ReplayTable } from '../engine/replay-table.ts'
import type { Scope } from '../model/connection.ts'
import type { Flow, FlowEndpoint } from '../model/flow.ts'
import { visible } from '../model/visible.ts'
import { countOf, grouped } from './list.ts'
import { type Line, span } from './styled.ts'
import { table } from './table.ts'

/** Why a recorded flow and the engine disagree, in words. */
export const disagreementWords: Readonly<Record<Disagreement, string>> = {
  'endpoint-unknown': 'an end of the flow is not in the cluster',
  'not-seen': 'something of the cluster is not seen that may be why',
  'policy-changed': 'a policy has changed, is gone, or is newer than the flow',
  'labels-changed': 'labels of a pod are others now',
  'older-connection': 'the connection is older than the policy',
  'field-missing': 'the log leaves out what a rule asks for',
  'known-limit': 'a known limit of Calico’s own evaluation',
  unexplained: 'not explained',
}

const scopes: readonly Scope[] = ['enforced', 'pending']

/** An end of a flow: `catfacts/db-7f8c6b5d9c-*`, `public network`. */
export function endWords(end: FlowEndpoint): string {
  if (end.type === 'net') {
    const network = end.name === 'pvt' ? 'private network' : end.name === 'pub' ? 'public network' : end.name
    return visible(end.domains?.[0] ?? end.ip ?? network)
  }
  const name = end.pod ?? end.name
  return visible(end.namespace === null ? name : `${end.namespace}/${name}`)
}

/** What a log does not say of an end: `one of 3 pods`, `an address of the public network`, `an address in set:allowed`. */
export function gapWords({ type, of }: FlowGap): string {
  if (type === 'pod') return `one of ${of} pods`
  if (of === 'pub' || of === 'pvt') return `an address of the ${of === 'pvt' ? 'private' : 'public'} network`
  return `an address in ${visible(String(of))}`
}

/** A flow in words: `dev/netshoot → catfacts/db-7f8c6b5d9c-*  tcp 3306`. */
export function flowWords(flow: Flow): string {
  const port = flow.port === null ? '' : ` ${flow.port}`
  return `${endWords(flow.source)} → ${endWords(flow.destination)}  ${visible(flow.protocol)}${port}`
}

/** How recorded flows agree with the engine: the answer, a table, then the disagreements by reason. */
export function replayLines(replayed: ReplayTable, bad: number): readonly Line[] {
  const { rows } = replayed
  const agreements = scopes.map((scope) => replayed.agreement(scope))
  const disagreeing = rows.filter(({ replay }) => !replay.enforced.agrees || !replay.pending.agrees)
  return [
    answerLine(rows, disagreeing),
    [],
    ...table(
      scopes.map((scope, at) => agreementRow(scope, agreements[at])),
      {
        heading: ['scope', 'records', 'distinct', 'agree', 'disagree'],
        align: ['left', 'right', 'right', 'right', 'right'],
        indent: 2,
        gap: 3,
      },
    ),
    ...(bad > 0
      ? [[], [span(`  ${grouped(bad)} ${bad === 1 ? 'record' : 'records'} could not be read`, 'problem')] as Line]
      : []),
    ...scopes.flatMap((scope) => disagreementLines(scope, disagreeing)),
  ]
}

function answerLine(rows: readonly ReplayRow[], disagreeing: readonly ReplayRow[]): Line {
  if (rows.length === 0) return [span('no flow was read', 'problem')]
  const flows = `${grouped(rows.length)} distinct ${rows.length === 1 ? 'flow' : 'flows'}`
  if (disagreeing.length === 0)
    return [span('✓ ', 'allow'), span(`the engine says what was recorded, for all ${flows}`, 'strong')]
  const unexplained = disagreeing.filter(isUnexplained).length
  const words = unexplained > 0 ? `${grouped(unexplained)} without an explanation` : 'each with a likely reason'
  const role = unexplained > 0 ? 'deny' : 'unknown'
  return [
    span(unexplained > 0 ? '✗ ' : '? ', role),
    span(`${grouped(disagreeing.length)} of ${flows} differ from the engine, ${words}`, 'strong'),
  ]
}

/** True when a difference of a row has no explanation. */
export function isUnexplained({ replay }: ReplayRow): boolean {
  return replay.enforced.reason === 'unexplained' || replay.pending.reason === 'unexplained'
}

function agreementRow(scope: Scope, agreement: Agreement | undefined): readonly Line[] {
  const { records = 0, distinct = 0, agreeing = 0, disagreeing = 0 } = agreement ?? {}
  const bad: Line = [span(grouped(disagreeing), disagreeing > 0 ? 'deny' : 'faint')]
  return [[span(scope)], [span(grouped(records))], [span(grouped(distinct))], [span(grouped(agreeing), 'allow')], bad]
}

function disagreementLines(scope: Scope, rows: readonly ReplayRow[]): readonly Line[] {
  const byReason = new Map<Disagreement, ReplayRow[]>()
  for (const row of rows) {
    const { reason } = row.replay[scope]
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), row])
  }
  return [...byReason].flatMap(([reason, those]) => [
    [],
    [span(`${scope}: `, 'heading'), span(disagreementWords[reason], 'heading')],
    ...those.flatMap((row) => rowLines(row, row.replay[scope])),
  ])
}

function rowLines(row: ReplayRow, { difference }: Replayed): readonly Line[] {
  return [
    [span(`  ${flowWords(row.flow)}  `), span(`${row.flow.reporter}, ${countOf(row.count, 'record')}`, 'faint')],
    [span(`      ${visible(difference ?? '')}`, 'faint')],
  ]
}

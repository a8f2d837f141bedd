import type { ClusterIndex } from '../engine/cluster-index.ts'
import { shadowedByTwins } from '../engine/staged.ts'
import type { Peer } from '../model/connection.ts'
import type { PolicyRef } from '../model/policy.ts'
import type { Assumption, Trace } from '../model/trace.ts'
import { gapsWords } from './gap.ts'
import { type Line, plainText, roleOf, span } from './styled.ts'
import { table } from './table.ts'
import { legLines } from './trace-leg.ts'
import type { TraceText } from './trace-rules.ts'
import { peerWords, policyWords, verdictSentence } from './verdict.ts'
import { unknownWords, verdictSign } from './words.ts'
import { wrapLine } from './wrap.ts'

/** A trace as text: the answer in one sentence, then every step in board order. */
export function traceLines(trace: Trace, options: TraceText): readonly Line[] {
  const lines = [
    ...answerLines(trace, options.width),
    [],
    ...connectionLines(trace, options.index),
    ...trace.legs.flatMap((leg) => [[], ...legLines(leg, trace.connection, options)]),
    ...assumptionLines(trace, options.width),
    ...unseenLines(trace, options.width),
    ...shadowedLines(trace, options.width),
  ]
  return lines.flatMap((line) => wrapLine(line, options.width, leadingSpaces(line) + 4))
}

/** The staged policies that their enforced twins keep from being asked, and where to see what they would change. */
export function shadowedLines(trace: Trace, width: number | null): readonly Line[] {
  const shadowed = shadowedByTwins(trace)
  if (shadowed.length === 0) return []
  return [
    [],
    [span('Behind its enforced twin', 'heading')],
    ...shadowed.flatMap((ref) => wrapLine([span('  ~ ', 'staged'), span(shadowedWords(ref))], width, 4)),
  ]
}

/** Why a staged policy changes nothing in Calico's own evaluation. */
export function shadowedWords(ref: PolicyRef): string {
  return `${policyWords(ref)} is not asked: the enforced policy of its name comes first and decides. What it changes in its place: preview --staged`
}

/** The answer in one sentence, behind its sign. */
export function answerLines(trace: Trace, width: number | null): readonly Line[] {
  const [head = '', ...rest] = verdictSentence(trace).split(/(?<=^[^:]*):/)
  const role = roleOf(trace.verdict)
  const line = [
    span(`${verdictSign(trace.verdict)} `, role),
    span(head, role),
    span(`${rest.length > 0 ? ':' : ''}${rest.join(':')}.`),
  ]
  return wrapLine(line, width, 2)
}

/** From where to where, and what. */
export function connectionLines(trace: Trace, index: ClusterIndex): readonly Line[] {
  const { source, destination, protocol, port, sourcePort, icmp, http, original } = trace.connection
  const what = [
    port === null ? protocol : `${protocol} ${port}`,
    icmp === null ? '' : `type ${icmp.type}${icmp.code === null ? '' : ` code ${icmp.code}`}`,
    http === null ? '' : `HTTP ${[http.method, http.path].filter((part) => part !== null).join(' ')}`,
    original === null ? '' : `called at ${original.ip}${original.port === null ? '' : ` port ${original.port}`}`,
  ].filter((part) => part !== '')
  const from = sourcePort === null ? '' : `port ${sourcePort}`
  const rows = [peerRow('from', source, from, index), peerRow('to', destination, what.join(', '), index)]
  return table(rows, { indent: 2 })
}

function peerRow(word: string, peer: Peer, what: string, index: ClusterIndex): readonly Line[] {
  const name = peerWords(peer)
  return [
    [span(word, 'faint')],
    [span(name, 'strong')],
    [
      span(peer.ip === name ? '' : (peer.ip ?? ''), 'faint'),
      ...(isPlanned(peer, index) ? [span('  planned', 'staged')] : []),
    ],
    [span(what)],
  ]
}

/** True for a pod that was not observed: its address is invented. */
function isPlanned(peer: Peer, index: ClusterIndex): boolean {
  const endpoint = peer.type === 'endpoint' ? index.endpoint(peer.key) : null
  return endpoint?.type === 'workload' && endpoint.planned
}

/** What was taken for granted, and what it could change. */
export function assumptionLines(trace: Trace, width: number | null): readonly Line[] {
  if (trace.assumptions.length === 0) return []
  return [
    [],
    [span('Assumed', 'heading'), span(trace.certain ? ', without effect on the verdict' : '')],
    ...trace.assumptions.flatMap((assumption) => wrapLine(assumptionLine(assumption, trace), width, 4)),
  ]
}

function assumptionLine(assumption: Assumption, trace: Trace): Line {
  const { policy, rule, field, taken, otherwise, direction } = assumption
  const what =
    rule === null || field === null
      ? `${policyWords(policy)} could not be read and is taken as ${taken === 'met' ? 'matching' : 'not matching'}`
      : `rule ${rule} of ${policyWords(policy)} depends on ${unknownWords(field)}, which is not known: taken as ${taken}`
  const turns = otherwise !== trace.verdict
  return [
    span('  ? ', 'unknown'),
    span(`${direction}: ${what}`),
    span(turns ? '; otherwise the verdict would be ' : ''),
    span(turns ? otherwise : '', roleOf(otherwise)),
  ].filter((part) => part.text !== '')
}

/** What was not read of the cluster, and what that could change. */
export function unseenLines(trace: Trace, width: number | null): readonly Line[] {
  if (trace.unseen.length === 0) return []
  const turning = trace.unseen.filter(({ otherwise }) => otherwise !== trace.verdict)
  const idle = trace.unseen.filter((one) => !turning.includes(one))
  const tail = [span('; the verdict could be '), span(opposite(trace), roleOf(opposite(trace)))]
  const row = (words: string, rest: Line): Line => [span('  ? ', 'unknown'), span(words), ...rest]
  const rows = [
    ...gapsWords(turning.map(({ gap }) => gap)).map((words) => row(words, tail)),
    ...gapsWords(idle.map(({ gap }) => gap)).map((words) => row(words, [])),
  ]
  const isIdle = turning.length === 0
  return [
    [],
    [span('Not seen', 'heading'), span(isIdle ? ', without effect on the verdict' : '')],
    ...rows.flatMap((row) => wrapLine(row, width, 4)),
  ]
}

function opposite({ verdict }: Trace): 'Allow' | 'Deny' {
  return verdict === 'Allow' ? 'Deny' : 'Allow'
}

/** How many spaces a line begins with. */
export function leadingSpaces(line: Line): number {
  return plainText(line).search(/[^ ]|$/)
}

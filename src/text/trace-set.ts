import type { Trace } from '../model/trace.ts'
import { countOf } from './list.ts'
import { type Line, roleOf, span } from './styled.ts'
import { connectionLines, leadingSpaces } from './trace.ts'
import type { TraceText } from './trace-rules.ts'
import { peerWords, verdictSentence } from './verdict.ts'
import { verdictSign } from './words.ts'
import { wrapLine } from './wrap.ts'

/** Backends of one service that do not agree: how many are allowed, and each with its sentence. */
export function traceSetLines(
  traces: readonly Trace[],
  { index, width }: Pick<TraceText, 'index' | 'width'>,
): readonly Line[] {
  const allowed = traces.filter((trace) => trace.verdict === 'Allow').length
  const [first] = traces
  const head = `? Mixed: ${allowed} of ${countOf(traces.length, 'backend')} ${allowed === 1 ? 'is' : 'are'} allowed.`
  const lines: readonly Line[] = [
    [span(head, roleOf('Mixed'))],
    [],
    ...(first === undefined ? [] : connectionLines(first, index).slice(0, 1)),
    ...traces.flatMap((trace): readonly Line[] => [
      [],
      [
        span(`${verdictSign(trace.verdict)} `, roleOf(trace.verdict)),
        span(targetWords(trace), 'strong'),
        span('  '),
        span(`${verdictSentence(trace)}.`),
      ],
    ]),
  ]
  return lines.flatMap((line) => wrapLine(line, width, leadingSpaces(line) + 4))
}

function targetWords({ connection }: Trace): string {
  const { destination, port } = connection
  return port === null ? peerWords(destination) : `${peerWords(destination)} port ${port}`
}

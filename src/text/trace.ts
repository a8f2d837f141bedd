import type { Cluster } from '../model/cluster.ts'
import type { Trace } from '../model/trace.ts'
import { type Line, roleOf, span } from './styled.ts'
import { verdictSentence } from './verdict.ts'

/** How a trace is told in lines. */
export interface TraceText {
  /** The cluster it was traced in, for the words of rules. */
  readonly cluster: Cluster
  /** Columns to wrap and align to, or null for lines as long as they come (piped text is never cut). */
  readonly width: number | null
}

/** A trace as text: the answer in one sentence, then every step in board order. */
export function traceLines(trace: Trace, _options: TraceText): readonly Line[] {
  return [[span(verdictSentence(trace), roleOf(trace.verdict))]]
}

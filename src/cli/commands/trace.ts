import type { ClusterIndex } from '../../engine/cluster-index.ts'
import type { Verdict } from '../../model/connection.ts'
import type { Trace } from '../../model/trace.ts'
import type { Line } from '../../text/styled.ts'
import { traceLines } from '../../text/trace.ts'
import { traceJson } from '../../text/trace-json.ts'
import { tracePairLines } from '../../text/trace-pair.ts'
import { traceSetLines } from '../../text/trace-set.ts'
import { agreed, missingPort, type NamedConnection, resolveQuery, traceAll } from '../answer.ts'
import { exitCode, Failed, usage } from '../failed.ts'
import { loadIndex } from '../load.ts'
import { type CommandRun, type Invocation, ownText } from '../options.ts'
import { hasPorts, needsPort, type Query, queryFields, type RawQuery, readQuery } from '../query.ts'
import { printResult, type Result, resultForm } from '../result.ts'
import { type ScopeChoice, scopeOf } from '../scope.ts'

/** `calico-tui trace`: one connection, or a batch of them with `--queries`. */
export const trace: CommandRun = async (invocation, world) => {
  if (ownText(invocation, 'queries') !== null) {
    const { batch } = await import('../batch.ts')
    return batch(invocation, world)
  }
  const query = queryOf(invocation)
  resultForm(invocation.global)
  const index = await loadIndex(invocation.global, world)
  const asked = resolveQuery(index, query, invocation.global.namespace)
  if (asked.type === 'failed') {
    const candidates = asked.candidates.map((candidate) => `\n  ${candidate}`).join('')
    throw new Failed(asked.message + candidates, asked.isUsage ? exitCode.usage : exitCode.failed)
  }
  const isComplete = invocation.own.steps === true
  const answer = answerOf(index, asked.connections, { scope: scopeOf(invocation), isComplete })
  await printResult(answer.result, invocation.global, world)
  return answer.code
}

/** The question of the options; fails (64) where it cannot be one. */
function queryOf(invocation: Invocation): Query {
  for (const name of ['from', 'to']) if (ownText(invocation, name) === null) throw usage(`--${name} is missing`)
  // Every field is set: an option that was not given is null.
  const raw = Object.fromEntries(queryFields.map((field) => [field, ownText(invocation, field)])) as RawQuery
  const query = readQuery(raw)
  if ('type' in query) throw usage(query.message)
  const protocol = query.protocol ?? 'TCP'
  if (!hasPorts(protocol) && ownText(invocation, 'port') !== null)
    throw usage(`${protocol} has no ports: leave --port out`)
  if (query.port === null && needsPort(protocol) && !query.to.startsWith('svc:'))
    throw usage(missingPort(protocol).message)
  return query
}

interface Answer {
  readonly result: Result
  readonly code: number
}

interface AnswerOptions {
  readonly scope: ScopeChoice
  readonly isComplete: boolean
}

function answerOf(
  index: ClusterIndex,
  connections: readonly NamedConnection[],
  { scope, isComplete }: AnswerOptions,
): Answer {
  const options = { index, isComplete }
  if (scope === 'both') return pairAnswer(index, connections, options)
  const told = toldOf(traceAll(index, connections, scope))
  return { result: { lines: (width) => told.lines({ ...options, width }), json: told.json }, code: told.code }
}

/** One trace, or a set of them that do not agree. */
interface ToldTraces {
  readonly trace: Trace | null
  readonly code: number
  lines(options: Parameters<typeof traceLines>[1]): readonly Line[]
  json(): unknown
}

function toldOf(traces: readonly Trace[]): ToldTraces {
  const one = agreed(traces)
  if (one === null) {
    const json = () => ({ schema: 'calico-tui/trace-set/v1', verdict: 'Mixed', traces: traces.map(traceJson) })
    return { trace: null, code: exitCode.denied, lines: (options) => traceSetLines(traces, options), json }
  }
  return { trace: one, code: codeOf(one), lines: (options) => traceLines(one, options), json: () => traceJson(one) }
}

function pairAnswer(
  index: ClusterIndex,
  connections: readonly NamedConnection[],
  options: Omit<Parameters<typeof traceLines>[1], 'width'>,
): Answer {
  const enforced = toldOf(traceAll(index, connections, 'enforced'))
  const pending = toldOf(traceAll(index, connections, 'pending'))
  const lines = (width: number | null): readonly Line[] => {
    if (enforced.trace !== null && pending.trace !== null) {
      return tracePairLines({ enforced: enforced.trace, pending: pending.trace }, { ...options, width })
    }
    return [...enforced.lines({ ...options, width }), [], ...pending.lines({ ...options, width })]
  }
  const json = () => ({ schema: 'calico-tui/trace-pair/v1', enforced: enforced.json(), pending: pending.json() })
  return { result: { lines, json }, code: enforced.code }
}

function codeOf({ verdict, certain }: { readonly verdict: Verdict; readonly certain: boolean }): number {
  if (!certain) return exitCode.uncertain
  return verdict === 'Deny' ? exitCode.denied : exitCode.done
}

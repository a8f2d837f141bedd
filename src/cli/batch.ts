import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { Trace } from '../model/trace.ts'
import { escapeJson } from '../text/escape.ts'
import { answerJson, traceJson } from '../text/trace-json.ts'
import { peerWords } from '../text/verdict.ts'
import { agreed, type NamedConnection, resolveQuery, traceAll } from './answer.ts'
import { exitCode, usage } from './failed.ts'
import { linesOf } from './lines.ts'
import { loadIndex } from './load.ts'
import type { Invocation } from './options.ts'
import { queryFields, type RawQuery, readQuery } from './query.ts'
import { type ScopeChoice, scopeOf } from './scope.ts'
import type { World } from './world.ts'

/** Results are written in pieces of about this many characters. */
const PIECE = 1 << 16
/** How many answers are remembered, since many batches repeat themselves; when there are more, all are forgotten. */
const REMEMBERED = 10_000

/** `calico-tui trace --queries`: one answer a line, in the order of the questions. Exit code 1 when one had no answer. */
export async function batch(invocation: Invocation, world: World): Promise<number> {
  const file = fileOf(invocation)
  const index = await loadIndex(invocation.global, world)
  const answerer = startAnswers(index, {
    scope: scopeOf(invocation),
    isComplete: invocation.own.steps === true,
    namespace: invocation.global.namespace,
  })
  for await (const lines of linesOf(file, world)) {
    // What one piece of the input asks is answered before the next is awaited: a question from a pipe waits for nobody.
    let output = ''
    for (const line of lines) {
      output += `${answerer.answer(line)}\n`
      if (output.length < PIECE) continue
      await world.stdout.write(output)
      output = ''
    }
    if (output !== '') await world.stdout.write(output)
    world.signal.throwIfAborted()
  }
  return answerer.hasFailed() ? exitCode.failed : exitCode.done
}

function fileOf({ global, own }: Invocation): string {
  if (global.output !== null && global.output !== 'jsonl') throw usage('a batch (`--queries`) is printed as jsonl only')
  const other = queryFields.find((name) => typeof own[name] === 'string')
  if (other !== undefined) throw usage(`--queries excludes the options of a single query, such as \`${other}\``)
  const file = typeof own.queries === 'string' ? own.queries : '-'
  if (file === '-' && global.snapshots.includes('-')) throw usage('only one option can read standard input (`-`)')
  return file
}

/** How a batch is answered. */
export interface BatchOptions {
  readonly scope: ScopeChoice
  /** True: whole traces. */
  readonly isComplete: boolean
  /** The namespace of names without one. */
  readonly namespace: string | null
}

/** Answers lines of a batch, one by one. */
export interface Answers {
  /** One line of JSON for one line of JSON; null stands for a line that was too long to read. */
  answer(line: string | null): string
  /** True when a line had no answer. */
  hasFailed(): boolean
}

/** Starts a batch. Memory stays the same however many lines follow. */
export function startAnswers(index: ClusterIndex, options: BatchOptions): Answers {
  const memory = startMemory()
  let hasFailed = false
  const failure = (id: unknown, error: string): string => {
    hasFailed = true
    return escapeJson(JSON.stringify({ id, error }))
  }
  return {
    hasFailed: () => hasFailed,
    answer: (line) => {
      if (line === null) return failure(null, 'the line is too long')
      const parsed = parseLine(line)
      if (typeof parsed === 'string') return failure(null, parsed)
      const id = parsed.id ?? null
      const body = memory.answer(parsed, () => bodyOf(index, parsed, options))
      if (typeof body !== 'string') return failure(id, body.error)
      return `{"id":${escapeJson(JSON.stringify(id))},${body.slice(1)}`
    },
  }
}

/** The answer without its id, as JSON, or why there is none. */
type Body = string | { readonly error: string }

/** Answers of before, for as long as the batch repeats itself. */
function startMemory(): { answer(query: RawQuery, make: () => Body): Body } {
  const known = new Map<string, Body>()
  let asked = 0
  let found = 0
  return {
    answer: (query, make) => {
      asked += 1
      // Remembering costs more than it saves where fewer than one in ten is asked again.
      if (asked > REMEMBERED && found * 10 < asked) {
        known.clear()
        return escaped(make())
      }
      const key = queryFields.map((field) => JSON.stringify(query[field])).join()
      const before = known.get(key)
      if (before !== undefined) {
        found += 1
        return before
      }
      if (known.size >= REMEMBERED) known.clear()
      const body = escaped(make())
      known.set(key, body)
      return body
    },
  }
}

function escaped(body: Body): Body {
  return typeof body === 'string' ? escapeJson(body) : body
}

function parseLine(line: string): (Record<string, unknown> & RawQuery) | string {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected a JSON object'
    // Any object is a query before it is checked: fields it lacks are undefined.
    return value as Record<string, unknown> & RawQuery
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

function bodyOf(index: ClusterIndex, raw: RawQuery, options: BatchOptions): Body {
  const query = readQuery(raw)
  if ('type' in query) return { error: query.message }
  const asked = resolveQuery(index, query, options.namespace)
  if (asked.type === 'failed') {
    const candidates = asked.candidates.length === 0 ? '' : `: ${asked.candidates.join(', ')}`
    return { error: asked.message + candidates }
  }
  if (options.scope !== 'both')
    return JSON.stringify(answerOf(index, asked.connections, options.scope, options.isComplete))
  return JSON.stringify({
    enforced: answerOf(index, asked.connections, 'enforced', options.isComplete),
    pending: answerOf(index, asked.connections, 'pending', options.isComplete),
  })
}

function answerOf(
  index: ClusterIndex,
  connections: readonly NamedConnection[],
  scope: 'enforced' | 'pending',
  isComplete: boolean,
): object {
  const traces = traceAll(index, connections, scope)
  const one = agreed(traces)
  if (one !== null) return isComplete ? traceJson(one) : answerJson(one)
  const backends = traces.map((trace) => ({
    destination: destinationOf(trace),
    ...(isComplete ? traceJson(trace) : answerJson(trace)),
  }))
  return { verdict: 'Mixed', certain: traces.every(({ certain }) => certain), legs: [], backends }
}

function destinationOf({ connection }: Trace): string {
  return peerWords(connection.destination)
}

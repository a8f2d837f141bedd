import type { FlowRow, FlowTable } from '../engine/flow-table.ts'
import type { Flow, FlowHit } from '../model/flow.ts'
import { isStaged, policyName } from '../model/policy.ts'
import { type FlowColumns, flowColumns } from './flow-columns.ts'
import { memoLast } from './memo.ts'
import { containsOne, parseQuery, type QueryProblem, type Term } from './query.ts'

/** The fields of the filter of flows; a bare word is looked for in both ends and in what decided. */
export const flowFields = [
  'src',
  'dst',
  'ns',
  'port',
  'proto',
  'action',
  'reporter',
  'policy',
  'tier',
  'kind',
  'staged',
] as const

/** Which flows a filter lets through, and what is wrong with it. A word that is wrong lets everything through. */
export interface FilteredFlows {
  /** Where they stand in the table. */
  readonly places: Int32Array
  readonly rows: readonly FlowRow[]
  readonly problem: QueryProblem | null
}

/** By the row's place in the table. */
type Test = (at: number) => boolean

/** The flows that a filter lets through: `db action:deny ns:catfacts`; `policy:` looks at one hit as a whole in either trace. */
export const filterFlows = memoLast((table: FlowTable, text: string): FilteredFlows => {
  const tests: Test[] = []
  let problem: QueryProblem | null = null
  const columns = flowColumns(table)
  for (const term of parseQuery(text, flowFields)) {
    const test = testOf(term, table.rows, columns)
    if (typeof test === 'string') problem ??= { message: test, start: term.start, end: term.end }
    else if (test !== null) tests.push(term.negated ? (at) => !test(at) : test)
  }
  const places = new Int32Array(table.rows.length)
  let count = 0
  for (let at = 0; at < table.rows.length; at += 1) {
    if (tests.every((test) => test(at))) places[count++] = at
  }
  return { places: places.subarray(0, count), rows: rowsAt(table.rows, places.subarray(0, count)), problem }
})

function rowsAt(rows: readonly FlowRow[], places: Int32Array): readonly FlowRow[] {
  if (places.length === rows.length) return rows
  return Array.from(places, (at) => rows[at]).filter((row) => row !== undefined)
}

/** A test, null for a word that is not finished yet, or what is wrong with it. */
function testOf({ field, value: written }: Term, rows: readonly FlowRow[], columns: FlowColumns): Test | string | null {
  const value = written.toLowerCase()
  if (value === '') return null
  const flowTest = (test: (flow: Flow) => boolean): Test => {
    return (at) => {
      const row = rows[at]
      return row !== undefined && test(row.flow)
    }
  }
  switch (field) {
    case 'src':
      return endTest(columns, columns.sources, value)
    case 'dst':
      return endTest(columns, columns.destinations, value)
    case 'ns':
      return flowTest(
        ({ source, destination }) =>
          containsOne(source.namespace ?? '', value) || containsOne(destination.namespace ?? '', value),
      )
    case 'port': {
      const ports = new Set(value.split(','))
      return flowTest(({ port }) => ports.has(String(port)))
    }
    case 'proto':
      return flowTest(({ protocol }) => protocol.startsWith(value))
    case 'action':
      return expecting(value, ['allow', 'deny']) ?? flowTest(({ action }) => action.toLowerCase().startsWith(value))
    case 'reporter':
      return expecting(value, ['src', 'dst', 'fwd']) ?? flowTest(({ reporter }) => reporter.startsWith(value))
    case 'staged':
      return (
        expecting(value, ['allow', 'deny', 'pass']) ??
        traceTest(columns, ({ pending }) => pending.at(-1)?.action.toLowerCase().startsWith(value) === true)
      )
    case 'policy':
      return hitTest(columns, ({ policy }) => policy !== null && containsOne(policyName(policy).toLowerCase(), value))
    case 'tier':
      return hitTest(columns, ({ tier }) => containsOne(tier ?? '', value))
    case 'kind':
      return hitTest(columns, (hit) => containsOne(kindText(hit), value))
    default:
      return anywhere(rows, columns, value)
  }
}

/** A bare word: in either end, the port, or what decided. */
function anywhere(rows: readonly FlowRow[], columns: FlowColumns, value: string): Test {
  const isSource = endTest(columns, columns.sources, value)
  const isDestination = endTest(columns, columns.destinations, value)
  const isDecided = traceTest(columns, (flow) => decidedText(flow).includes(value))
  const isNumber = /^\d+$/.test(value)
  return (at) =>
    isSource(at) || isDestination(at) || isDecided(at) || (isNumber && String(rows[at]?.flow.port).includes(value))
}

/** A test of an end, made once for each different end. */
function endTest({ ends }: FlowColumns, of: Int32Array, value: string): Test {
  const yes = ends.map((text) => containsOne(text, value))
  return (at) => yes[of[at] ?? -1] === true
}

/** A test of what was hit, made once for each different pair of traces. */
function traceTest({ traces, traceOf }: FlowColumns, test: (flow: Flow) => boolean): Test {
  const yes = traces.map(test)
  return (at) => yes[traceOf[at] ?? -1] === true
}

function hitTest(columns: FlowColumns, test: (hit: FlowHit) => boolean): Test {
  return traceTest(columns, ({ enforced, pending }) => enforced.some(test) || pending.some(test))
}

function expecting(value: string, words: readonly string[]): string | null {
  return words.some((word) => word.startsWith(value)) ? null : `expected one of ${words.join(', ')}`
}

function kindText({ type, policy }: FlowHit): string {
  if (type === 'profile') return 'profile'
  const staged = policy !== null && isStaged(policy) ? 'staged ' : ''
  return `${type === 'end-of-tier' ? 'endoftier ' : ''}${staged}${policy?.kind ?? ''}`.toLowerCase()
}

function decidedText({ enforced }: Flow): string {
  const last = enforced.at(-1)
  return last === undefined ? '' : `${last.tier ?? ''} ${last.policy?.name ?? last.profile ?? ''}`.toLowerCase()
}

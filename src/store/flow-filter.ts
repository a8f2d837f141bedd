import type { FlowRow } from '../engine/flow-table.ts'
import type { Flow, FlowEndpoint, FlowHit } from '../model/flow.ts'
import { isStaged, policyName } from '../model/policy.ts'
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
export interface FlowFilter {
  readonly accepts: (row: FlowRow) => boolean
  readonly problem: QueryProblem | null
}

type Test = (flow: Flow) => boolean

/** The filter of the list of flows: `db action:deny ns:catfacts`; `policy:` looks at one hit as a whole in either trace. */
export function flowFilter(text: string): FlowFilter {
  const tests: Test[] = []
  let problem: QueryProblem | null = null
  for (const term of parseQuery(text, flowFields)) {
    const test = testOf(term)
    if (typeof test === 'string') problem ??= { message: test, start: term.start, end: term.end }
    else if (test !== null) tests.push(term.negated ? (flow) => !test(flow) : test)
  }
  return { accepts: ({ flow }) => tests.every((test) => test(flow)), problem }
}

/** A test, null for a word that is not finished yet, or what is wrong with it. */
function testOf({ field, value: written }: Term): Test | string | null {
  const value = written.toLowerCase()
  if (value === '') return null
  switch (field) {
    case 'src':
      return ({ source }) => containsOne(endText(source), value)
    case 'dst':
      return ({ destination }) => containsOne(endText(destination), value)
    case 'ns':
      return ({ source, destination }) =>
        containsOne(source.namespace ?? '', value) || containsOne(destination.namespace ?? '', value)
    case 'port':
      return ({ port }) => value.split(',').includes(String(port))
    case 'proto':
      return ({ protocol }) => protocol.startsWith(value)
    case 'action':
      return wordTest(value, ['allow', 'deny'], ({ action }) => action.toLowerCase())
    case 'reporter':
      return wordTest(value, ['src', 'dst', 'fwd'], ({ reporter }) => reporter)
    case 'staged':
      return wordTest(value, ['allow', 'deny', 'pass'], (flow) => flow.pending.at(-1)?.action.toLowerCase() ?? '')
    case 'policy':
      return anyHit(({ policy }) => policy !== null && containsOne(policyName(policy).toLowerCase(), value))
    case 'tier':
      return anyHit(({ tier }) => containsOne(tier ?? '', value))
    case 'kind':
      return anyHit((hit) => containsOne(kindText(hit), value))
    default:
      return (flow) =>
        `${endText(flow.source)} ${endText(flow.destination)} ${flow.port} ${decidedText(flow)}`.includes(value)
  }
}

function wordTest(value: string, words: readonly string[], of: (flow: Flow) => string): Test | string {
  if (!words.some((word) => word.startsWith(value))) return `expected one of ${words.join(', ')}`
  return (flow) => of(flow).startsWith(value)
}

function anyHit(test: (hit: FlowHit) => boolean): Test {
  return ({ enforced, pending }) => enforced.some(test) || pending.some(test)
}

function endText(end: FlowEndpoint): string {
  const network = end.type === 'net' ? (end.name === 'pvt' ? 'privatenetwork' : 'publicnetwork') : ''
  return `${network} ${end.namespace ?? ''}/${end.name} ${end.pod ?? ''} ${end.ip ?? ''} ${end.domains?.join(' ') ?? ''}`.toLowerCase()
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

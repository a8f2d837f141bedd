import { nearest } from '../text/nearest.ts'
import { parseQuery, type QueryProblem, type Term } from './query.ts'

/** The fields of the filter of flows, those mostly wanted first; a bare word is looked for in both ends and in what decided. */
export const flowFields = [
  'src',
  'dst',
  'ns',
  'port',
  'action',
  'policy',
  'tier',
  'staged',
  'kind',
  'hit',
  'proto',
  'reporter',
  'service',
  'name',
  'src-ns',
  'dst-ns',
  'src-name',
  'dst-name',
] as const

export type FlowField = (typeof flowFields)[number]

/** Other names of the fields: those of Whisker's addresses and of Calico's logs. */
const others: Readonly<Record<string, FlowField>> = {
  source: 'src',
  from: 'src',
  dest: 'dst',
  destination: 'dst',
  to: 'dst',
  namespace: 'ns',
  'source-namespace': 'src-ns',
  source_namespace: 'src-ns',
  src_namespace: 'src-ns',
  'dest-namespace': 'dst-ns',
  dest_namespace: 'dst-ns',
  dst_namespace: 'dst-ns',
  'source-name': 'src-name',
  source_name: 'src-name',
  'dest-name': 'dst-name',
  dest_name: 'dst-name',
  dest_port: 'port',
  'dest-port': 'port',
  'dst-port': 'port',
  protocol: 'proto',
  pending: 'staged',
  staged_action: 'staged',
  'staged-action': 'staged',
  pending_action: 'staged',
  'pending-action': 'staged',
  svc: 'service',
  pod: 'name',
  ip: 'name',
  domain: 'name',
  verdict: 'action',
}

/** The words of a filter of flows, and the first that means a field and does not name it. */
export function flowTerms(text: string): { readonly terms: readonly Term[]; readonly problem: QueryProblem | null } {
  const terms = parseQuery(text, flowFields, others)
  for (const { field, value, start, end } of terms) {
    const name = field === null && !isAddress(value) ? /^([a-z][a-z0-9_-]*):/.exec(value)?.[1] : undefined
    if (name !== undefined) return { terms, problem: { message: noField(name), start, end } }
  }
  return { terms, problem: null }
}

/** An address of IPv6, or the beginning of one, has colons too. */
function isAddress(value: string): boolean {
  return /^[0-9a-f]{0,4}:[0-9a-f:.]*$/.test(value)
}

function noField(name: string): string {
  const near = nearest(name, [...flowFields, ...Object.keys(others)])
  if (near !== null) return `no field ${name}: did you mean ${near}:`
  return `no field ${name}: expected one of ${flowFields.join(', ')}`
}

const words: Readonly<Partial<Record<FlowField, readonly string[]>>> = {
  action: ['allow', 'deny'],
  reporter: ['src', 'dst', 'fwd'],
  staged: ['allow', 'deny', 'pass', 'differs'],
  hit: ['allow', 'deny', 'pass'],
  kind: [
    'networkpolicy',
    'caliconetworkpolicy',
    'kubernetesnetworkpolicy',
    'globalnetworkpolicy',
    'stagednetworkpolicy',
    'stagedglobalnetworkpolicy',
    'stagedkubernetesnetworkpolicy',
    'clusternetworkpolicy',
    'adminnetworkpolicy',
    'baselineadminnetworkpolicy',
    'profile',
    'endoftier',
  ],
}

/** What is wrong with a value of a field that takes few words, or a number; null when nothing is. `part` is lower case. */
export function wordProblem(field: FlowField, part: string): string | null {
  if (field === 'port') return portRange(part) === null ? 'expected a port or a range such as 8000-8999' : null
  const known = words[field]
  const isKnown = (word: string) => (field === 'kind' ? word.includes(part) : word.startsWith(part))
  if (known === undefined || known.some(isKnown)) return null
  const near = nearest(part, known)
  return near !== null && field === 'kind' ? `no kind ${part}: did you mean ${near}` : expectation(field, known, near)
}

function expectation(field: FlowField, known: readonly string[], near: string | null): string {
  if (field === 'kind') return 'expected a kind of policy, profile or endoftier'
  return near === null
    ? `expected one of ${known.join(', ')}`
    : `expected one of ${known.join(', ')}: did you mean ${near}`
}

/** The first and the last port of `3306` or `8000-8999`; null for what is neither. A range that is not finished has one port. */
export function portRange(text: string): readonly [number, number] | null {
  const [, from, to] = /^(\d{1,5})(?:-(\d{0,5}))?$/.exec(text) ?? []
  if (from === undefined) return null
  const [first, last] = [Number(from), to === undefined || to === '' ? Number(from) : Number(to)]
  return first > 65_535 || last > 65_535 ? null : [first, last]
}

/** A filter narrowed to flows between two ends, which take the place of ends that it already asks for. */
export function filterBetween(text: string, source: string, destination: string): string {
  const isEnd = ({ field, negated }: Term) => !negated && (field === 'src' || field === 'dst')
  const kept = flowTerms(text).terms.filter((term) => !isEnd(term))
  const words = kept.map(({ start, end }) => text.slice(start, end))
  return [...words, wholeEnd('src', source), wholeEnd('dst', destination)].join(' ')
}

/** A word of the filter for one end, by its whole name. */
export function wholeEnd(field: 'src' | 'dst', name: string): string {
  return `${field}:=${name.replaceAll(' ', '').toLowerCase()}`
}

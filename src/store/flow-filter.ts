import { type FlowColumns, reporters } from '../engine/flow-columns.ts'
import { groupName } from '../engine/flow-groups.ts'
import type { Flow, FlowEndpoint, FlowHit } from '../model/flow.ts'
import { isStaged, policyName } from '../model/policy.ts'
import { nearest } from '../text/nearest.ts'
import { type FlowField, flowTerms, portRange, wordProblem } from './flow-words.ts'
import { memoLast } from './memo.ts'
import type { QueryProblem, Term } from './query.ts'

/** Which flows a filter lets through, and what is wrong with it. A word that is wrong lets everything through. */
export interface FilteredFlows {
  /** Where they stand in the table. */
  readonly places: Int32Array
  readonly problem: QueryProblem | null
}

/** By the row's place in the table. */
type Test = (at: number) => boolean

/** A value that is wanted: `db`, `=catfacts/db`. Lower case. */
type Wanted = (text: string) => boolean

/**
 * The flows that a filter lets through: `db action:deny ns:catfacts`.
 *
 * All fields must hold, of the values of one field (`port:80,443`, or the field again) any; `!` before a word turns it round. A value
 * is looked for inside a name, with `=` before it it must be the whole name. `policy:`, `tier:`, `kind:` and `hit:` together must be
 * met by one hit of either trace, as in Whisker.
 */
export const filterFlows = memoLast((columns: FlowColumns, text: string): FilteredFlows => {
  const { terms, problem: wrong } = flowTerms(text)
  let problem = wrong
  const sound: Term[] = []
  for (const term of terms) {
    const message = problemOf(term, columns)
    if (message !== null) problem ??= { message, start: term.start, end: term.end }
    else if (term.value !== '') sound.push(term)
  }
  let places = allPlaces(columns)
  for (const test of testsOf(sound, columns)) places = places.filter(test)
  if (places.length === 0 && columns.rows.length > 0) problem ??= dashProblem(sound)
  return { places, problem }
})

/** Nothing was found, and a word begins with the sign that other programs leave out by. */
function dashProblem(terms: readonly Term[]): QueryProblem | null {
  const term = terms.find(({ field, value }) => field === null && /^-./.test(value))
  if (term === undefined) return null
  const { value, start, end } = term
  return { message: `nothing has ${value} in its name: to leave out write !${value.slice(1)}`, start, end }
}

const allPlaces = memoLast(({ rows }: FlowColumns) => new Int32Array(rows.length).map((_, at) => at))

/** Words of one field are one test, those about a hit as well; each that is negated and each bare one is its own. */
function testsOf(terms: readonly Term[], columns: FlowColumns): readonly Test[] {
  const alone = terms.filter(({ field, negated }) => field === null || negated)
  const tests = alone.map((term): Test => {
    const test = hitFields.has(term.field ?? '') ? hitTest([term], columns) : fieldTest([term], columns)
    return term.negated ? (at) => !test(at) : test
  })
  const byField = new Map<string, Term[]>()
  for (const term of terms) {
    if (alone.includes(term) || term.field === null) continue
    const key = hitFields.has(term.field) ? 'hit' : term.field
    byField.set(key, [...(byField.get(key) ?? []), term])
  }
  const together = [...byField].map(([key, own]) => (key === 'hit' ? hitTest(own, columns) : fieldTest(own, columns)))
  return [...together, ...tests]
}

const hitFields: ReadonlySet<string> = new Set<FlowField>(['policy', 'tier', 'kind', 'hit'])

function problemOf({ field, value }: Term, columns: FlowColumns): string | null {
  if (field === null) return null
  if (field === 'service' && columns.rows.length > 0 && columns.services.length === 1)
    return 'the log names no services'
  const known = namesOf(field, columns)
  for (const part of partsOf(value)) {
    const name = part.replace(/^=/, '')
    const wrong = wordProblem(field as FlowField, name) // parseQuery gives only the fields it was told
    if (wrong !== null) return wrong
    if (name === '' || known === null || known.some((each) => each.includes(name))) continue
    const near = nearest(name, known)
    if (near !== null) return `no flow has ${field} ${name}: did you mean ${near}`
  }
  return null
}

/** The names that a value of a field may be a part of; null where any text may stand. */
function namesOf(field: string, columns: FlowColumns): readonly string[] | null {
  if (field === 'proto') return columns.protocols
  if (field === 'tier') return hitNames(columns).tiers
  if (field === 'policy') return ['none', ...hitNames(columns).policies]
  return field === 'ns' || field === 'src-ns' || field === 'dst-ns' ? hitNames(columns).namespaces : null
}

const hitNames = memoLast(({ traces, ends }: FlowColumns) => {
  const hits = traces.flatMap(({ enforced, pending }) => [...enforced, ...pending])
  const distinct = (names: readonly (string | null)[]) => [
    ...new Set(names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]))),
  ]
  return {
    tiers: distinct(hits.map(({ tier }) => tier)),
    policies: distinct(hits.map(({ policy }) => (policy === null ? null : policyName(policy)))),
    namespaces: distinct(ends.map(({ namespace }) => namespace)),
  }
})

function partsOf(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .filter((part) => part !== '')
}

function wantedIn(terms: readonly Term[]): Wanted {
  const parts = terms.flatMap(({ value }) => partsOf(value))
  const whole = new Set(parts.filter((part) => part.startsWith('=')).map((part) => part.slice(1)))
  const inside = parts.filter((part) => !part.startsWith('='))
  return (text) => whole.has(text) || inside.some((part) => text.includes(part))
}

/** A test of the values of one field. */
function fieldTest(terms: readonly Term[], columns: FlowColumns): Test {
  const field = terms[0]?.field as FlowField | null // parseQuery gives only the fields it was told
  const wanted = wantedIn(terms)
  switch (field) {
    case null:
      return anywhere(terms[0]?.value ?? '', columns)
    case 'src':
    case 'src-ns':
    case 'src-name':
    case 'dst':
    case 'dst-ns':
    case 'dst-name':
    case 'ns':
    case 'name':
      return endTest(field, wanted, columns)
    case 'port':
      return portTest(terms, columns)
    case 'proto':
      return valueTest(columns.protocolOf, columns.protocols, wanted)
    case 'service':
      return valueTest(columns.serviceOf, columns.services, (text) => text !== '' && wanted(text))
    case 'action': {
      const starts = startsOf(terms)
      return valueTest(columns.denied, ['allow', 'deny'], starts)
    }
    case 'reporter':
      return valueTest(columns.reporters, reporters, startsOf(terms))
    case 'staged':
      return traceTest(columns, stagedTest(startsOf(terms)))
    default:
      return hitTest(terms, columns)
  }
}

/** A test of a value that rows share, asked once for each different one. */
function valueTest(of: Int32Array | Uint8Array, values: readonly string[], wanted: Wanted): Test {
  const yes = Uint8Array.from(values, (value) => (wanted(value.toLowerCase()) ? 1 : 0))
  return (at) => yes[of[at] ?? 0] === 1
}

function startsOf(terms: readonly Term[]): Wanted {
  const parts = terms.flatMap(({ value }) => partsOf(value))
  return (text) => parts.some((part) => text.startsWith(part.replace(/^=/, '')))
}

function endTest(field: FlowField, wanted: Wanted, { ends, sources, destinations }: FlowColumns): Test {
  const test = field === 'ns' || field.endsWith('-ns') ? isNamespace : field.endsWith('name') ? isName : isEnd
  const yes = Uint8Array.from(ends, (end) => (test(end, wanted) ? 1 : 0))
  const isSource: Test = (at) => yes[sources[at] ?? 0] === 1
  const isDestination: Test = (at) => yes[destinations[at] ?? 0] === 1
  if (field.startsWith('src')) return isSource
  return field.startsWith('dst') ? isDestination : (at) => isSource(at) || isDestination(at)
}

function isNamespace({ namespace }: FlowEndpoint, wanted: Wanted): boolean {
  return namespace !== null && wanted(namespace.toLowerCase())
}

function isName(end: FlowEndpoint, wanted: Wanted): boolean {
  return wanted(end.name.toLowerCase()) || detailsOf(end).some(wanted)
}

/** An end by any of its names: as the log writes it, its workload, its namespace, the network. Names lose their blanks. */
function isEnd(end: FlowEndpoint, wanted: Wanted): boolean {
  const names = [
    `${end.namespace ?? ''}/${end.name}`,
    groupName(end, 'workloads'),
    groupName(end, 'namespaces'),
    ...detailsOf(end),
  ]
  return names.some((name) => wanted(name.toLowerCase().replaceAll(' ', '')))
}

function detailsOf({ pod, ip, domains }: FlowEndpoint): readonly string[] {
  return [pod, ip, ...(domains ?? [])].filter((each) => each !== null)
}

function portTest(terms: readonly Term[], { ports }: FlowColumns): Test {
  const ranges = terms.flatMap(({ value }) => partsOf(value)).map((part) => portRange(part.replace(/^=/, '')))
  return (at) => {
    const port = ports[at] ?? -1
    return ranges.some((range) => range !== null && port >= range[0] && port <= range[1])
  }
}

/** A test of what was hit, made once for each different pair of traces. */
function traceTest({ traces, traceOf }: FlowColumns, test: (flow: Flow) => boolean): Test {
  const yes = Uint8Array.from(traces, (flow) => (test(flow) ? 1 : 0))
  return (at) => yes[traceOf[at] ?? 0] === 1
}

function stagedTest(wanted: Wanted): (flow: Flow) => boolean {
  return ({ pending, enforced }) =>
    pending.some(({ action }) => wanted(action.toLowerCase())) ||
    (wanted('differs') && pending.length > 0 && pending.at(-1)?.action !== enforced.at(-1)?.action)
}

/** A test that one hit meets as a whole. */
function hitTest(terms: readonly Term[], columns: FlowColumns): Test {
  const own = (field: FlowField) => terms.filter((term) => term.field === field)
  const tests = [...hitFields]
    .filter((field) => terms.some((term) => term.field === field))
    .map((field) => {
      const wanted = wantedIn(own(field as FlowField)) // one of hitFields
      return (hit: FlowHit) => hitTexts(field, hit).some(wanted)
    })
  const isMet = (hit: FlowHit) => tests.every((test) => test(hit))
  return traceTest(columns, ({ enforced, pending }) => enforced.some(isMet) || pending.some(isMet))
}

function hitTexts(field: string, hit: FlowHit): readonly string[] {
  const { policy, tier, action } = hit
  if (field === 'hit') return [action.toLowerCase()]
  if (field === 'tier') return tier === null ? [] : [tier.toLowerCase()]
  if (field === 'kind') return kindTexts(hit)
  if (policy === null) return hit.type === 'profile' ? ['none'] : []
  return [policyName(policy).toLowerCase(), policy.name.toLowerCase()]
}

/** The kinds a hit counts as. Whisker calls Calico's own kind CalicoNetworkPolicy, Kubernetes has a NetworkPolicy too. */
function kindTexts({ type, policy }: FlowHit): readonly string[] {
  if (type === 'profile') return ['profile']
  const end = type === 'end-of-tier' ? ['endoftier'] : []
  if (policy === null) return end
  const kind = policy.kind.toLowerCase()
  const more = kind !== 'networkpolicy' ? [] : [policy.apiGroup === 'projectcalico.org' ? 'calico' : 'kubernetes']
  return [...end, kind, ...more.map((which) => `${which}${kind}`), ...(isStaged(policy) ? [`staged ${kind}`] : [])]
}

/** A bare word: in either end, the port, or what decided. */
function anywhere(value: string, columns: FlowColumns): Test {
  const wanted: Wanted = (text) => text.includes(value)
  const { ends, sources, destinations, ports } = columns
  const yes = Uint8Array.from(ends, (end) => (isName(end, wanted) || wanted(placeText(end)) ? 1 : 0))
  const isDecided = traceTest(columns, (flow) => decidedText(flow).includes(value))
  const isNumber = /^\d+$/.test(value)
  return (at) =>
    yes[sources[at] ?? 0] === 1 ||
    yes[destinations[at] ?? 0] === 1 ||
    isDecided(at) ||
    (isNumber && String(ports[at]).includes(value))
}

function placeText(end: FlowEndpoint): string {
  const network = end.type === 'net' ? groupName(end, 'namespaces').replaceAll(' ', '') : ''
  return `${network} ${end.namespace ?? ''}/${end.name}`.toLowerCase()
}

function decidedText({ enforced }: Flow): string {
  const last = enforced.at(-1)
  return last === undefined ? '' : `${last.tier ?? ''} ${last.policy?.name ?? last.profile ?? ''}`.toLowerCase()
}

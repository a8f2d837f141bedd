import type { ClusterIndex } from '../engine/cluster-index.ts'
import { resolveDestination, resolveSource } from '../engine/references.ts'
import { trace } from '../engine/trace.ts'
import type { Connection, Scope, Verdict } from '../model/connection.ts'
import type { Trace } from '../model/trace.ts'
import { connectionOf, hasPort, icmpOf, portOf, protocolOf } from './trace-question.ts'
import type { PickerField, Question } from './trace-state.ts'

/** One way a connection can go: to the one destination, or to one backend of a service. */
export interface Route {
  /** What a person calls the destination of this way. */
  readonly name: string
  readonly connection: Connection
}

/** What is known about a question. */
export type Answer =
  | { readonly type: 'answered'; readonly routes: readonly Route[] }
  /** Something is still missing, or is not what the cluster has. `field` says where, `candidates` what was perhaps meant. */
  | {
      readonly type: 'open'
      readonly field: PickerField
      readonly isMissing: boolean
      readonly message: string
      readonly candidates: readonly string[]
    }

const known = new WeakMap<ClusterIndex, Map<string, Answer>>()
const traces = new WeakMap<ClusterIndex, WeakMap<Connection, Map<Scope, Trace>>>()
/** Answers kept for a cluster, enough for what is on screen. */
const keptAnswers = 8

/** The ways a connection can go, or what keeps the question from being answered. Remembered for the last few questions. */
export function answer(index: ClusterIndex, question: Question, namespace: string | null): Answer {
  const kept = known.get(index) ?? new Map<string, Answer>()
  known.set(index, kept)
  const key = JSON.stringify([question.from, question.to, question.protocol, question.port, namespace])
  const before = kept.get(key)
  if (before !== undefined) return before
  const found = resolve(index, question, namespace)
  const oldest = kept.keys().next().value
  if (kept.size >= keptAnswers && oldest !== undefined) kept.delete(oldest)
  kept.set(key, found)
  return found
}

/** What policy does on one way, in one scope. Remembered as long as the answer is. */
export function traceRoute(index: ClusterIndex, route: Route, scope: Scope): Trace {
  const ofIndex = traces.get(index) ?? new WeakMap<Connection, Map<Scope, Trace>>()
  traces.set(index, ofIndex)
  const ofRoute = ofIndex.get(route.connection) ?? new Map<Scope, Trace>()
  ofIndex.set(route.connection, ofRoute)
  const made = ofRoute.get(scope) ?? trace(index, route.connection, scope)
  ofRoute.set(scope, made)
  return made
}

/** The verdict over all ways: that of each, or Mixed. */
export function overallVerdict(index: ClusterIndex, routes: readonly Route[], scope: Scope): Verdict | 'Mixed' {
  const verdicts = new Set(routes.map((route) => traceRoute(index, route, scope).verdict))
  if (verdicts.size > 1) return 'Mixed'
  return verdicts.has('Deny') ? 'Deny' : 'Allow'
}

function open(field: PickerField, message: string, candidates: readonly string[] = []): Answer {
  return { type: 'open', field, isMissing: false, message, candidates }
}

function missing(field: PickerField, message: string): Answer {
  return { type: 'open', field, isMissing: true, message, candidates: [] }
}

function resolve(index: ClusterIndex, question: Question, namespace: string | null): Answer {
  if (question.from === '') return missing('from', 'where does the connection come from?')
  const from = resolveSource(index, question.from, { namespace })
  if (from.type === 'unresolved') return open('from', from.message, from.candidates)
  if (question.to === '') return missing('to', 'where does it go?')
  const protocol = protocolOf(question.protocol)
  if (protocol === null)
    return open('protocol', `expected a protocol such as TCP, UDP or ICMP, or a number, not \`${question.protocol}\``)
  const said = hasPort(protocol) ? portOf(question.port) : { port: null }
  if (said === 'wrong')
    return open('port', `expected a port from 1 to 65535 or the name of a container port, not \`${question.port}\``)
  const { port } = said
  const to = resolveDestination(index, question.to, { namespace, protocol, port })
  if (to.type === 'unresolved')
    return open(isAboutPort(to.message, question) ? 'port' : 'to', to.message, to.candidates)
  const icmp = icmpOf(protocol, question.port)
  if (icmp === 'wrong')
    return open('port', `expected an ICMP type such as 8, or type and code such as 8/0, not \`${question.port}\``)
  const source = from.peers[0]?.peer
  if (source === undefined) return open('from', `nothing is called \`${question.from}\``)
  const routes = to.peers.map((one): Route => {
    const spoken = one.protocol ?? protocol
    const reached = one.port ?? (typeof port === 'number' ? port : null)
    return {
      name: one.name,
      connection: connectionOf(source, one.peer, { protocol: spoken, port: reached, icmp, original: one.original }),
    }
  })
  if (routes.some(({ connection }) => hasPort(connection.protocol) && connection.port === null)) {
    return missing('port', `which port? ${protocol} needs one`)
  }
  return { type: 'answered', routes }
}

/** An unresolved destination is about the port when its name is known and the port is what misses. */
function isAboutPort(message: string, question: Question): boolean {
  return /\bport\b/.test(message) && !question.to.startsWith('svc:')
}

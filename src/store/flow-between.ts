import { replay } from '../engine/replay.ts'
import type { Scope } from '../model/connection.ts'
import type { Flow } from '../model/flow.ts'
import type { Outcome } from './command.ts'
import { firstRow } from './cursor.ts'
import { allOf, flowsShown, questionOfFlow, recordsOf } from './flow-rows.ts'
import { filterBetween } from './flow-words.ts'
import { type Filter, pushView, type State } from './state.ts'
import { openTrace } from './trace-open.ts'
import type { Recorded } from './trace-state.ts'

/** A filter that is in force, its cursor at the end. */
export function filterOfText(text: string): Filter {
  return { entry: { text, at: text.length }, typing: false }
}

/** A filter narrowed to what goes from one end to another. */
export function filterOfEnds(filter: Filter, source: string, destination: string): Filter {
  return filterOfText(filterBetween(filter.entry.text, source, destination))
}

/** The single flows from one end to another, in a list over what is on screen. */
export function openFlowsBetween(state: State, filter: Filter, source: string, destination: string): State {
  const narrowed = filterOfEnds(filter, source, destination)
  return pushView(state, { type: 'flows', by: 'flows', filter: narrowed, cursor: firstRow })
}

/** The flow between two ends most worth a look: a denied one before allowed ones, then the most frequent; null where there is none. */
export function flowBetween(state: State, filter: Filter, source: string, destination: string): Flow | null {
  const rows = allOf(flowsShown(state, { filter: filterOfEnds(filter, source, destination) }))
  const isDenied = (flow: Flow) => (flow.action === 'Deny' ? 1 : 0)
  const [best] = [...rows].sort(
    (left, right) => isDenied(right.flow) - isDenied(left.flow) || right.connections - left.connections,
  )
  return best?.flow ?? null
}

/** The trace of a recorded flow, its records beside it. */
export function traceFlow(state: State, flow: Flow | null): Outcome {
  if (flow === null || state.index === null) return { disabled: 'no flow is under the cursor' }
  const { connection } = replay(state.index, flow)
  if (connection === null) return { disabled: 'an end of this flow is not in the cluster' }
  return traceRecorded(state, { flows: recordsOf(state, flow), connection, enforcesStaged: false }, 'enforced')
}

/** The trace of a connection with what was recorded of it. */
export function traceRecorded(state: State, recorded: Recorded, scope: Scope): Outcome {
  const question = questionOfFlow(recorded.connection)
  return question === null
    ? { disabled: 'the log does not say the address' }
    : openTrace(state, question, { scope, recorded })
}

import type { Scope } from '../model/connection.ts'
import type { Effect } from './effect.ts'
import { pushView, type State } from './state.ts'
import { type Question, type Recorded, traceOf } from './trace-state.ts'

/** How many connections are remembered. */
const mostRecent = 20

const asked = { scope: 'enforced', recorded: null } as const

/** The state with the walk through a connection opened, and the connection remembered. */
export function openTrace(
  state: State,
  question: Question,
  { scope, recorded }: { readonly scope: Scope; readonly recorded: Recorded | null } = asked,
): readonly [State, readonly Effect[]] {
  const key = JSON.stringify(question)
  const recent = [question, ...state.recent.filter((each) => JSON.stringify(each) !== key)].slice(0, mostRecent)
  return [pushView({ ...state, recent }, traceOf(question, scope, recorded)), [{ type: 'remember', recent }]]
}

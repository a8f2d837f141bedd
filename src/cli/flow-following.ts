import type { LiveFlows, LiveFlowsSource } from '../model/live-flows.ts'
import type { ApiClient } from '../sources/live/api-client.ts'
import { followFlows } from '../sources/live/flows/follow-flows.ts'
import type { FlowInbox } from './flow-inbox.ts'

/** Which flows are followed, and how. `onStarted` is told how to ask again at once for what is lost or missing. */
export interface FollowedFlows {
  readonly client: ApiClient
  readonly source: LiveFlowsSource
  readonly inbox: FlowInbox
  readonly onStarted: (askAgain: () => void) => void
}

/** Follows the flows of a live cluster into its inbox and tells how it stands with them, until the signal is aborted. */
export async function followFlowsInto(
  { client, source, inbox, onStarted }: FollowedFlows,
  signal: AbortSignal,
): Promise<void> {
  let tick: NodeJS.Timeout | null = null
  const told = (live: LiveFlows): void => {
    clearTimeout(tick ?? undefined)
    if (signal.aborted) return
    inbox.stands(live)
    // What counts down on screen is told again.
    tick = live.status.state === 'lost' ? setTimeout(() => told(live), 1000) : null
  }
  signal.addEventListener('abort', () => clearTimeout(tick ?? undefined), { once: true })
  const onFlows = (flows: Parameters<FlowInbox['take']>[0], bad: readonly string[]) => inbox.take(flows, bad.length)
  await followFlows(
    { client, source, sinceMs: null, now: Date.now, random: Math.random, onFlows, onStatus: told, onStarted },
    signal,
  )
}

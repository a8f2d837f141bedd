import type { LiveFlowsSource } from '../../../model/live-flows.ts'
import type { ApiClient } from '../api-client.ts'
import { ApiError } from '../api-error.ts'
import type { FlowBatch } from './feed.ts'
import { lastingTrouble } from './flow-status.ts'
import { opener } from './follow-flows.ts'

export interface KeptFlowsOptions {
  readonly client: ApiClient
  readonly source: LiveFlowsSource
  readonly onFlows: (batch: FlowBatch) => void
  /** Told what is done just now. */
  readonly say: (detail: string) => void
}

/** Reads once what is kept of flows, about an hour: one record for each flow. Throws an ApiError that says what the user can do. */
export async function readKeptFlows(options: KeptFlowsOptions, signal: AbortSignal): Promise<void> {
  const { client, source, onFlows, say } = options
  try {
    const feed = await opener(client, source)(say, signal)
    try {
      await feed.list({ from: null, to: { agoMs: 1000 } }, onFlows, signal)
    } finally {
      feed.close()
    }
  } catch (error) {
    const lasting = error instanceof ApiError ? lastingTrouble(error, source) : null
    if (lasting === null || !('hint' in lasting)) throw error
    throw new ApiError('not-found', lasting.reason, { hint: lasting.hint })
  }
}

import type { ApiClient } from './api-client.ts'
import { pause } from './backoff.ts'

export interface HeartbeatOptions {
  readonly client: Pick<ApiClient, 'json'>
  readonly now: () => number
  /** The server answers again after it did not, or the machine slept: every watch must be opened anew. */
  readonly onRevived: () => void
  /** Two beats in a row had no answer. */
  readonly onLost: (reason: string) => void
}

const beatMs = 30_000
const answerMs = 10_000
const tickMs = 2_000
/** A clock that jumps further than this between two ticks means that the machine slept. */
const sleptMs = 30_000

/** Asks the server for its version now and then, since a silent watch proves nothing; notices sleep by the clock. Runs until the
 * signal is aborted. */
export async function heartbeat(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  let failures = 0
  let lastTick = options.now()
  let lastBeat = lastTick
  while (!signal.aborted) {
    await pause(tickMs, signal)
    const now = options.now()
    const slept = now - lastTick > sleptMs
    lastTick = now
    if (slept) options.onRevived()
    if (!slept && now - lastBeat < (failures > 0 ? tickMs : beatMs)) continue
    lastBeat = now
    try {
      await options.client.json('/version', { signal, timeoutMs: answerMs })
      if (failures >= 2) options.onRevived()
      failures = 0
    } catch (cause) {
      failures += 1
      if (failures === 2 && !signal.aborted) options.onLost(cause instanceof Error ? cause.message : String(cause))
    }
  }
}

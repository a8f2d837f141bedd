import type { ApiClient } from './api-client.ts'
import { pause } from './backoff.ts'

export interface HeartbeatOptions {
  readonly client: Pick<ApiClient, 'json'>
  readonly now: () => number
  /** The server answers again after it did not, or the machine slept: every watch must be opened anew. */
  readonly onRevived: () => void
  /** There was trouble elsewhere, and the server answers all the same. */
  readonly onReassured: () => void
  /** Two beats in a row had no answer; `since` is when the last one had. */
  readonly onLost: (reason: string, since: number) => void
  readonly pause?: typeof pause
}

const beatMs = 25_000
const answerMs = 10_000
const tickMs = 1_000
/** A clock that jumps further than this between two ticks means that the machine slept. */
const sleptMs = 30_000

/** Asks the server for its version now and then, since a silent watch proves nothing; notices sleep by the clock. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #isUrgent = false

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Something went wrong elsewhere: beat with the next tick, and with every one until there is an answer. */
  hurry(): void {
    this.#isUrgent = true
  }

  /** Runs until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, now, onRevived, onReassured, onLost } = this.#options
    let failures = 0
    let lastTick = now()
    let lastBeat = lastTick
    let answeredAt = lastTick
    while (!signal.aborted) {
      await (this.#options.pause ?? pause)(tickMs, signal)
      const time = now()
      const slept = time - lastTick > sleptMs
      lastTick = time
      if (slept) onRevived()
      if (!slept && !this.#isUrgent && time - lastBeat < beatMs) continue
      try {
        await client.json('/version', { signal, timeoutMs: answerMs })
        if (failures > 0) onRevived()
        else if (this.#isUrgent) onReassured()
        failures = 0
        this.#isUrgent = false
        answeredAt = now()
      } catch (cause) {
        failures += 1
        this.#isUrgent = true
        if (failures === 2 && !signal.aborted)
          onLost(cause instanceof Error ? cause.message : String(cause), answeredAt)
      }
      // Waiting for an answer is not sleeping.
      lastTick = now()
      lastBeat = lastTick
    }
  }
}

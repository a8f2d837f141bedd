import { pause } from './backoff.ts'

/** Keeps us from asking a server for more than it should bear. */
export interface RequestLimits {
  /** Resolves when one more request may start: so many a second, and a burst at first. */
  take(signal: AbortSignal): Promise<void>
  /** Runs a list when fewer than the most allowed are running. */
  list<Result>(run: () => Promise<Result>): Promise<Result>
}

const perSecond = 20
const burst = 40
const mostLists = 4

/** Limits of one session. `now` in milliseconds. */
export function requestLimits(now: () => number): RequestLimits {
  let tokens = burst
  let countedAt = now()
  let lists = 0
  const waiting: (() => void)[] = []
  return {
    async take(signal) {
      const time = now()
      tokens = Math.min(burst, tokens + (Math.max(0, time - countedAt) / 1000) * perSecond)
      countedAt = time
      // Below nothing the tokens are a queue: each waits for its own.
      tokens -= 1
      if (tokens < 0) await pause((-tokens / perSecond) * 1000, signal)
    },
    async list(run) {
      if (lists >= mostLists) await new Promise<void>((resolve) => waiting.push(resolve))
      else lists += 1
      try {
        return await run()
      } finally {
        const next = waiting.shift()
        if (next === undefined) lists -= 1
        else next()
      }
    },
  }
}

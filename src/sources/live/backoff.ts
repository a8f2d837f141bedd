/** Waits between tries: full jitter over a doubling limit. `random` gives numbers from 0 to below 1. */
export interface Backoff {
  /** Milliseconds to wait before the next try. */
  next(): number
  /** Start over, after things went well for a while. */
  reset(): void
}

export function backoff(random: () => number, firstMs = 800, longestMs = 30_000): Backoff {
  let limit = firstMs
  return {
    next() {
      const wait = Math.max(100, random() * limit)
      limit = Math.min(limit * 2, longestMs)
      return wait
    },
    reset() {
      limit = firstMs
    },
  }
}

/** Resolves after a time, or at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

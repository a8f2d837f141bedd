import { setImmediate } from 'node:timers/promises'

/** How long a source works before it lets keys and frames have their turn. */
const sliceMs = 8

/** Work in slices: after some piece of work ask `isDue`, and when it is, `await rest()`. */
export interface Pace {
  isDue(): boolean
  /** Lets other work of the event loop run. Throws the signal's reason when it was aborted meanwhile. */
  rest(): Promise<void>
}

/** A pace that starts now. */
export function startPace(signal: AbortSignal | null): Pace {
  let since = performance.now()
  return {
    isDue: () => performance.now() - since >= sliceMs,
    async rest() {
      await setImmediate()
      signal?.throwIfAborted()
      since = performance.now()
    },
  }
}

import { ApiError } from './api-error.ts'
import type { ExecResult } from './exec-plugin.ts'

/** One run of a credential plugin that several requests wait for. It is ended when the last of them no longer wants it. */
export class PluginRun {
  readonly done: Promise<ExecResult>
  readonly #stop = new AbortController()
  #waiting = 0

  constructor(start: (signal: AbortSignal) => Promise<ExecResult>) {
    this.done = start(this.#stop.signal)
  }

  /** End it, whoever waits. */
  stop(): void {
    this.#stop.abort()
  }

  /** The plugin's answer for one request; `signal` ends the waiting of this request alone. */
  async for(signal: AbortSignal | null): Promise<ExecResult> {
    this.#waiting += 1
    let leave = () => {}
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new ApiError('aborted', 'cancelled'))
    })
    signal?.addEventListener('abort', leave)
    if (signal?.aborted) leave()
    try {
      return await Promise.race([this.done, left])
    } finally {
      signal?.removeEventListener('abort', leave)
      this.#waiting -= 1
      if (this.#waiting === 0) this.#stop.abort()
    }
  }
}

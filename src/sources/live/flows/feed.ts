import type { Flow } from '../../../model/flow.ts'

/** Flows as they came, and for each record that was none why. */
export interface FlowBatch {
  readonly flows: readonly Flow[]
  readonly bad: readonly string[]
}

/** A window of time by when what is asked for started, in milliseconds since 1970. */
export interface FlowWindow {
  /** From when on; null for all that is kept, a `Past` for so long ago by the server's clock. */
  readonly from: number | Past | null
  /** Up to when, exclusive; likewise. */
  readonly to: number | Past
}

/** So many milliseconds ago. */
export interface Past {
  readonly agoMs: number
}

/** Where flows come from, once the way there is open. Everything throws ApiErrors. */
export interface FlowFeed {
  /** False where the certificate of the other end could not be checked. */
  readonly isTlsVerified: boolean
  /** What is kept of a window, one record for each flow: what it came to in all of the window. */
  list(window: FlowWindow, take: (batch: FlowBatch) => void, signal: AbortSignal): Promise<void>
  /** What starts at a time or later, window by window as Goldmane counts, without end. Resolves when the server ends it. */
  stream(from: number | Past, sink: FlowSink, signal: AbortSignal): Promise<void>
  close(): void
}

/** Takes what a stream gives. */
export interface FlowSink {
  /** The server has answered. */
  open(): void
  /** Resolves when more may come; null for at once. */
  take(batch: FlowBatch): Promise<void> | null
}

/** Opens the way to where flows come from. `say` is told what is done just now. */
export type OpenFeed = (say: (detail: string) => void, signal: AbortSignal) => Promise<FlowFeed>

/** Seconds as Goldmane takes them: positive since 1970, negative ago; 0 is never given. */
export function goldmaneTime(time: number | Past): number {
  return typeof time === 'number' ? Math.floor(time / 1000) : -Math.max(1, Math.ceil(time.agoMs / 1000))
}

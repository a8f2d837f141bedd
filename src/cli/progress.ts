import { visible } from '../model/visible.ts'
import type { SnapshotEvent } from '../sources/snapshot-event.ts'
import { grouped } from '../text/list.ts'
import { clipText } from '../text/width.ts'
import type { World } from './world.ts'

/** Work shorter than this shows no progress. */
const QUIET_MS = 400
const EVERY_MS = 100

type ProgressEvent = Extract<SnapshotEvent, { type: 'progress' }>

/** Tells how far reading is, on standard error, when that is a terminal and the work is long. */
export interface Progress {
  show(event: ProgressEvent): Promise<void>
  /** Tells of other work than reading. */
  say(text: string): Promise<void>
  /** Takes the line away. */
  end(): Promise<void>
}

/** Starts the clock of a progress line. */
export function startProgress(world: World): Progress {
  const start = performance.now()
  let last = start + QUIET_MS - EVERY_MS
  let isShown = false
  const tell = async (text: (now: number) => string): Promise<void> => {
    const now = performance.now()
    if (!world.stderr.isTerminal || now - last < EVERY_MS) return
    last = now
    isShown = true
    await world.stderr.write(`\r${clipText(text(now), (world.stderr.columns ?? 80) - 1)}\x1b[K`)
  }
  return {
    show: (event) => tell((now) => progressText(event, now - start)),
    say: (text) => tell(() => text),
    end: async () => {
      if (isShown) await world.stderr.write('\r\x1b[K')
    },
  }
}

/** "reading big.json: 45 %, 12 000 objects, about 3 s left". */
export function progressText(event: ProgressEvent, elapsedMs: number): string {
  const parts = [`${grouped(event.objects)} objects`]
  if (event.bytesTotal !== null && event.bytesTotal > 0) {
    const done = Math.min(1, event.bytesRead / event.bytesTotal)
    parts.unshift(`${Math.floor(done * 100)} %`)
    if (done > 0.05) parts.push(`about ${Math.ceil((elapsedMs * (1 - done)) / done / 1000)} s left`)
  }
  return `reading ${visible(event.file)}: ${parts.join(', ')}`
}

import type { Flow } from '../../../model/flow.ts'
import type { FlowBatch, FlowFeed, FlowWindow, Past } from './feed.ts'

/** So long is what one record tells of at most: a list has one for each flow, of all of the window that is asked for, and a shorter time
 * is looked at on screen. */
const sliceMs = 5 * 60_000
/** What is older than so many slices comes in one: with the request before them a dozen in all. */
const mostSlices = 11
/** Windows that began so long ago are over, and the flows of all nodes are in. */
const settledMs = 30_000
/** Something ended in a time so long ago, unless nothing is going on. */
const lookedAtMs = 120_000

/** What is to be read: `from` when on (null for all that is kept); `now` by the server's clock. */
export interface History {
  readonly from: number | Past | null
  readonly now: number
  /** Told how many records there are so far. */
  readonly onCount: (records: number) => void
}

/**
 * Reads what is kept and settled, slice by slice, the oldest first.
 *
 * Slices end where windows of Goldmane do, which begin at any second: a window that the end of a list cuts is in neither of two lists.
 * Source: goldmane/pkg/storage/diachronic_flow.go (projectcalico/calico).
 */
export async function readHistory(feed: FlowFeed, history: History, signal: AbortSignal): Promise<FlowBatch> {
  const flows: Flow[] = []
  const bad: string[] = []
  for (const window of await slicesOf(feed, history, signal)) {
    const read = await gathered(feed, window, signal, (records) => history.onCount(flows.length + records))
    for (const flow of read.flows) flows.push(flow)
    for (const why of read.bad) bad.push(why)
  }
  return { flows, bad }
}

async function slicesOf(feed: FlowFeed, { from, now }: History, signal: AbortSignal): Promise<readonly FlowWindow[]> {
  const edge = typeof from === 'number' ? from : await lastEdge(feed, signal)
  const first = from === null ? Number.NEGATIVE_INFINITY : typeof from === 'number' ? from : now - from.agoMs
  const bounds: number[] = []
  if (edge !== null) {
    const newest = edge + Math.floor((now - settledMs - edge) / sliceMs) * sliceMs
    for (let at = newest; at > first && bounds.length < mostSlices - 1; at -= sliceMs) bounds.unshift(at)
  }
  const starts = [from, ...bounds]
  return starts.map((start, at) => ({ from: start, to: bounds[at] ?? { agoMs: settledMs } }))
}

/** Where a window of Goldmane ended lately; null where nothing was recorded. */
async function lastEdge(feed: FlowFeed, signal: AbortSignal): Promise<number | null> {
  const { flows } = await gathered(feed, { from: { agoMs: lookedAtMs }, to: { agoMs: settledMs } }, signal)
  return flows.reduce<number | null>((latest, { end }) => Math.max(latest ?? end, end), null)
}

/** All of a window. `onCount` is told how many records there are so far. */
export async function gathered(
  feed: FlowFeed,
  window: FlowWindow,
  signal: AbortSignal,
  onCount: (records: number) => void = () => {},
): Promise<FlowBatch> {
  const flows: Flow[] = []
  const bad: string[] = []
  // What a request leaves behind ends with it, not with the connection.
  const own = new AbortController()
  const take = (batch: FlowBatch) => {
    for (const flow of batch.flows) flows.push(flow)
    for (const why of batch.bad) bad.push(why)
    onCount(flows.length)
  }
  try {
    await feed.list(window, take, AbortSignal.any([signal, own.signal]))
  } finally {
    own.abort()
  }
  return { flows, bad }
}

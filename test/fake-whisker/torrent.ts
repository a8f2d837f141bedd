import { Dice } from '../laws/dice.ts'
import { windowSeconds } from './goldmane-memory.ts'
import { keptFlow } from './kept-flows.ts'
import { WhiskerCluster } from './whisker-cluster.ts'

/** What a benchmark is told by the server it started. */
export type TorrentNews =
  | { readonly type: 'ready'; readonly url: string }
  /** All is sent, so many records, each once; `cuts` connections were broken off meanwhile. */
  | { readonly type: 'sent'; readonly records: number; readonly cuts: number }

// Sends flows to a parent process, so many a second, as Goldmane does: a window at once, every 15 seconds:
// `node test/run.mjs test/fake-whisker/torrent.ts PER_SECOND SECONDS`. Connections are cut now and then.
const [, , perSecond = '1000', seconds = '60'] = process.argv
const cluster = new WhiskerCluster()
await cluster.start()
await cluster.whisker(8081)
const dice = new Dice(1)
const ofWindow = Number(perSecond) * windowSeconds
const windows = Math.round(Number(seconds) / windowSeconds)
let records = 0
let cuts = 0

function publish(): void {
  cluster.memory.publish(Array.from({ length: ofWindow }, (_, at) => keptFlow(records + at)))
  records += ofWindow
}

/** Breaks off once while a window is sent and once while nothing is. */
function cutSoon(): void {
  for (const ms of [dice.between(20, 200), dice.between(3000, 12_000)]) {
    setTimeout(() => {
      cluster.forwarding.cut()
      cuts += 1
    }, ms)
  }
}

process.on('message', () => {
  let left = windows
  const tick = () => {
    publish()
    cutSoon()
    left -= 1
    if (left > 0) return
    clearInterval(timer)
    setTimeout(() => process.send?.({ type: 'sent', records, cuts } satisfies TorrentNews), windowSeconds * 1000)
  }
  const timer = setInterval(tick, windowSeconds * 1000)
  tick()
})
process.on('disconnect', () => process.exit())
process.send?.({ type: 'ready', url: cluster.server.url } satisfies TorrentNews)

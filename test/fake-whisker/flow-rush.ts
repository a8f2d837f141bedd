import { readFileSync, writeFileSync } from 'node:fs'
import type { KubeObject } from '../fake-apiserver/store.ts'
import { windowSeconds } from './goldmane-memory.ts'
import { keptFlow } from './kept-flows.ts'
import { whiskerRecord } from './server.ts'
import { WhiskerCluster } from './whisker-cluster.ts'

/** What a benchmark tells the server it started: send so many flows a second for so many seconds. It answers with how many it sent. */
export interface RushOrder {
  readonly perSecond: number
  readonly seconds: number
}

const tickMs = 20

// Serves Cat Facts with a Whisker to a parent process: `node test/run.mjs test/fake-whisker/flow-rush.ts KUBECONFIG`.
const [, , kubeconfig = 'kubeconfig.json'] = process.argv
const cluster = new WhiskerCluster()
await cluster.start()
const objects: readonly KubeObject[] = JSON.parse(readFileSync('snapshots/catfacts/cluster.json', 'utf8')).items
for (const object of objects.filter(({ metadata }) => !metadata.name.startsWith('whisker'))) {
  const { apiVersion, kind } = object
  const found = cluster.server.resources.find((one) => one.kind === kind && one.name.startsWith(`${apiVersion}/`))
  if (found !== undefined) cluster.server.store.put(found.name, object)
}
const whisker = await cluster.whisker(8081)
const config = {
  'current-context': 'rush',
  clusters: [{ name: 'c', cluster: { server: cluster.server.url } }],
  contexts: [{ name: 'rush', context: { cluster: 'c' } }],
}
writeFileSync(kubeconfig, JSON.stringify(config))

/** Each flow comes once in a window, as Goldmane sends them. */
function rush({ perSecond, seconds }: RushOrder): void {
  const began = Date.now()
  const distinct = perSecond * windowSeconds
  let sent = 0
  const timer = setInterval(() => {
    const elapsedMs = Math.min(Date.now() - began, seconds * 1000)
    const due = Math.floor((elapsedMs / 1000) * perSecond)
    const records: string[] = []
    for (; sent < due; sent += 1) {
      const window = Math.floor(began / 1000 / windowSeconds) + Math.floor(sent / distinct)
      const times = { start: window * windowSeconds, end: (window + 1) * windowSeconds }
      records.push(`data: ${JSON.stringify(whiskerRecord({ ...keptFlow(sent % distinct), ...times }))}\n\n`)
    }
    whisker.write(records.join(''))
    if (elapsedMs < seconds * 1000) return
    clearInterval(timer)
    process.send?.({ sent })
  }, tickMs)
}

process.on('message', (order: RushOrder) => rush(order))
process.on('disconnect', () => process.exit(0))
process.send?.({ sent: 0 })

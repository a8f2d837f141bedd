import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { keptFlow } from '../fake-whisker/kept-flows.ts'
import type { FakeWhisker } from '../fake-whisker/server.ts'
import { WhiskerCluster } from '../fake-whisker/whisker-cluster.ts'
import { load } from '../sources/live/live-screen.ts'
import { closeAll, type PtyApp, ptyProblem, start } from './terminal.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const stops: (() => unknown)[] = []
afterEach(async () => {
  closeAll()
  for (const stop of stops.splice(0)) await stop()
})

const whiskerPod = 'whisker-5d6f7c8b9c-tl5xq'

/** Cat Facts on a fake API server, its Whisker answering. */
async function catfacts(): Promise<{ readonly cluster: WhiskerCluster; readonly whisker: FakeWhisker }> {
  const cluster = new WhiskerCluster()
  stops.push(() => cluster.stop())
  await cluster.start()
  load(cluster.server)
  const whisker = await cluster.whisker(8081)
  const port = cluster.forwarding.targets.get('calico-system/whisker-7d9f:8081')
  cluster.forwarding.targets.set(`calico-system/${whiskerPod}:8081`, port ?? 0)
  cluster.server.store.delete('v1/pods', 'calico-system', 'whisker-7d9f')
  return { cluster, whisker }
}

async function open(cluster: WhiskerCluster, ...options: readonly string[]): Promise<PtyApp> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-flows-'))
  stops.push(() => rmSync(folder, { recursive: true, force: true }))
  const kubeconfig = join(folder, 'kubeconfig')
  const config = {
    'current-context': 'aks',
    clusters: [{ name: 'c', cluster: { server: cluster.server.url } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'aks', context: { cluster: 'c', user: 'u' } }],
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  const app = start({ command: ['bin/calico-tui', '--kubeconfig', kubeconfig, ...options], columns: 120, rows: 36 })
  await app.until(/● live[\s\S]*allow-kube-dns/)
  return app
}

/** Flows of the numbers 1 to `count`. */
const flows = (count: number) => Array.from({ length: count }, (_, at) => keptFlow(at + 1))

describe.skipIf(problem !== null)('flows of a live cluster', () => {
  test('come once they are looked at: what was before and what is new; pause, a break and the way back lose nothing', async () => {
    const { cluster, whisker } = await catfacts()
    cluster.memory.remember(20, flows(40))
    const app = await open(cluster)
    expect(whisker.asked).toEqual([])

    app.press('f', 'tab')
    await app.until(/40 distinct flows · .* ● streaming/)
    cluster.memory.publish(flows(50))
    await app.until(/50 distinct flows of 90 records/)

    app.press('p')
    await app.until(/paused, 0 new/)
    const before = app.lines().slice(1)
    cluster.memory.publish(flows(60))
    await app.until(/paused, 60 new/)
    expect(app.lines().slice(1)).toEqual(before)
    app.press('p')
    await app.until(/60 distinct flows of 150 records/)

    whisker.fault = (_url, response) => response.writeHead(503).end() !== undefined
    cluster.forwarding.cut()
    await app.until(/● lost, (next try in \d+ s|trying again)/)
    cluster.memory.publish(flows(65))
    whisker.fault = () => false
    await app.until(/65 distinct flows of 215 records/)
    await app.until(/● streaming/)
    app.press('esc')
    await app.until(/▸ Board {2}/)
    app.press('H')
    await app.until(/numbers: records/)
  }, 60_000)

  test('that has no Whisker are told as not there, with how to switch them on', async () => {
    const cluster = new WhiskerCluster()
    stops.push(() => cluster.stop())
    load(cluster.server)
    cluster.server.store.delete('v1/pods', 'calico-system', whiskerPod)
    cluster.server.store.delete('v1/services', 'calico-system', 'whisker')
    await cluster.server.start()
    const app = await open(cluster)
    app.press('f')
    await app.until(/● no flows here[\s\S]*Whisker/)
  }, 60_000)

  test('are not asked for where they are switched off', async () => {
    const { cluster, whisker } = await catfacts()
    const app = await open(cluster, '--live-flows', 'off')
    app.press('f')
    await app.until(/flows are not followed: --live-flows off was given/)
    expect(whisker.asked).toEqual([])
  }, 60_000)
})

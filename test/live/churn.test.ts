import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FakeApiServer } from '../fake-apiserver/server.ts'
import { closeAll, ptyProblem, start } from '../pty/terminal.ts'
import { catfacts } from '../sources/live/live-screen.ts'
import { kubeconfigOf } from './kubeconfig.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)

const seconds = 4
const perTick = 6
const tickMs = 20

describe.skipIf(problem !== null)('calico-tui on a cluster that changes all the time', () => {
  let server: FakeApiServer
  let config: ReturnType<typeof kubeconfigOf>
  beforeAll(async () => {
    server = await catfacts()
    config = kubeconfigOf({ cluster: { server: server.url } })
  })
  afterEach(closeAll)
  afterAll(async () => {
    config.remove()
    await server.stop()
  })

  const put = (at: number): void => {
    server.store.put('v1/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${at % 50}`, namespace: 'dev', labels: { turn: String(at) } },
      spec: { nodeName: 'n', containers: [] },
      status: { phase: 'Running', podIPs: [{ ip: `10.9.0.${at % 50}` }] },
    })
  }

  test('fault 25: at 300 changes a second there are at most ten frames a second, keys are answered, and the last state is on screen', async () => {
    const app = start({ command: ['bin/calico-tui', '--kubeconfig', config.path], columns: 120, rows: 36 })
    await app.until((text) => text.includes('allow-kube-dns') && text.includes('● live'))
    let at = 0
    const churn = setInterval(() => {
      for (const end = at + perTick; at < end; at += 1) put(at)
    }, tickMs)
    const before = (await app.frames()).length
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const frames = (await app.frames()).length - before
    app.press('l')
    await app.until(/1\/\d in platform/)
    clearInterval(churn)
    expect(frames).toBeLessThanOrEqual(seconds * 10)
    expect(at).toBeGreaterThan(seconds * 100)
    server.store.delete('v1/pods', 'dev', 'p0')
    await app.until(/ 69 endpoints/)
  })
})

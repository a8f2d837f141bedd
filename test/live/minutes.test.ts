import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Resource } from '../fake-apiserver/resources.ts'
import { type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { LiveScreen } from '../sources/live/live-screen.ts'
import { kubeconfigOf } from './kubeconfig.ts'
import { Relay } from './relay.ts'
import { type TestServer, testServers } from './servers.ts'
import { loadSmall, readsAll, readsAllButPods, tier } from './small-cluster.ts'

// What takes up to a minute by itself, all of it at the same time.
const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)
const servers = await testServers()

const tiers = 'projectcalico.org/v3/tiers'
const admins: Resource = {
  name: 'policy.networking.k8s.io/v1alpha1/adminnetworkpolicies',
  kind: 'AdminNetworkPolicy',
  namespaced: false,
}

describe.concurrent.each(servers)('on $name', (server: TestServer) => {
  const closing: (() => unknown)[] = []
  beforeAll(async () => {
    await loadSmall(server)
    for (const user of ['viewer', 'nobody']) await server.grant(user, user === 'viewer' ? readsAll : readsAllButPods)
  })
  afterAll(async () => {
    for (const close of closing.reverse()) await close()
    await server.stop()
  })

  const kindsOf = async (user: string): Promise<LiveScreen> => {
    const program = new LiveScreen(server.entries(user))
    closing.push(() => program.stop())
    await program.until('● live', 60_000)
    program.press('L')
    return program
  }

  /** The program in a terminal, with a relay between it and the server. */
  const behindRelay = async (): Promise<{ app: PtyApp; relay: Relay }> => {
    const { cluster, user } = server.entries('admin')
    const url = new URL(String(cluster.server))
    const relay = new Relay(url.href)
    url.port = String(await relay.start())
    const config = kubeconfigOf({ cluster: { ...cluster, server: url.origin }, ...(user !== undefined && { user }) })
    closing.push(
      () => relay.stop(),
      () => config.remove(),
    )
    const app = start({ command: ['bin/calico-tui', '--kubeconfig', config.path], columns: 120, rows: 36 })
    closing.push(() => app.close())
    await app.until((text) => text.includes('keeps') && text.includes('● live'), 60_000)
    return { app, relay }
  }

  test.skipIf(problem !== null)(
    'fault 14: a connection that is dead without a word is noticed, and the board is live again',
    async () => {
      const { app, relay } = await behindRelay()
      relay.silence(false)
      await server.put(tiers, tier('half-open', 1))
      expect(await app.until(/half-open/, 60_000)).toContain('keeps')
      await app.until(/● live/)
    },
  )

  test.skipIf(problem !== null)(
    'fault 14, 16: while nothing answers the board is stale within a minute; then all versions are too old, and it is live again',
    async () => {
      const { app, relay } = await behindRelay()
      relay.silence(true)
      const stale = await app.until(/● stale since \d\d:\d\d:\d\d/, 60_000)
      expect(stale).toContain('keeps')
      await server.put(tiers, tier('unheard', 2))
      await server.expire()
      relay.recover()
      await app.until(/unheard/, 60_000)
      await app.until(/● live/)
      for (const frame of await app.frames()) if (/● (live|stale)/.test(frame)) expect(frame).toContain('keeps')
    },
  )

  test.skipIf(problem !== null)(
    'fault 15: after the machine slept the watches are opened anew within five seconds',
    async () => {
      const { app, relay } = await behindRelay()
      app.kill('SIGSTOP')
      relay.silence(false)
      await server.put(tiers, tier('slept', 3))
      await new Promise((resolve) => setTimeout(resolve, 32_000))
      app.kill('SIGCONT')
      expect(await app.until(/slept/, 5_000)).toContain('keeps')
      await app.until(/● live/)
    },
  )

  test('fault 20: rights that are taken away are told within a minute, by themselves', async () => {
    const program = await kindsOf('viewer')
    program.press('G')
    await program.until(/pods +live/)
    await server.grant('viewer', readsAllButPods)
    const text = await program.until(/pods +forbidden/, 60_000)
    expect(text.replace(/[\s│┃]+/g, ' ')).toMatch(/cannot (list|watch) resource/)
    expect(text).toMatch(/globalnetworkpolicies +live/)
  })

  test('fault 20: rights that are granted show within a minute, by themselves', async () => {
    const program = await kindsOf('nobody')
    await program.until(/pods +forbidden/)
    await server.grant('nobody', readsAll)
    await program.until(/pods +live/, 60_000)
  })

  test('fault 21: a kind that is added is read within a minute, by itself', async () => {
    const program = await kindsOf('admin')
    await program.until(/ adminnetworkpolicies +not on this cluster/)
    await server.serve([admins])
    await program.until(/ adminnetworkpolicies +live/, 65_000)
  })
})

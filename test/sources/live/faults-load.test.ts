import { afterEach, expect, test } from 'vitest'
import type { FakeApiServer } from '../../fake-apiserver/server.ts'
import type { KubeObject } from '../../fake-apiserver/store.ts'
import { catfacts, LiveScreen } from './live-screen.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function pod(at: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `many-${at}`, namespace: 'dev', labels: { app: 'many' } },
    spec: { nodeName: 'n', containers: [] },
    status: { phase: 'Running', podIPs: [{ ip: `10.9.${at >> 8}.${at & 255}` }] },
  }
}

/** Lets the pages of the pods through one by one. */
class Turnstile {
  readonly #waiting: (() => void)[] = []
  #open = 0

  constructor(server: FakeApiServer) {
    server.gate = (path) => (/\/pods\?.*limit=/.test(path) ? this.#pass() : null)
  }

  letThrough(pages: number): void {
    this.#open += pages
    while (this.#open > 0 && this.#waiting.length > 0) {
      this.#open -= 1
      this.#waiting.shift()?.()
    }
  }

  #pass(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.letThrough(0)
    })
  }
}

test('fault 24: while many pods are read the board is there, and the count so far and what is to come are told', async () => {
  const server = await catfacts()
  for (let at = 0; at < 1_980; at += 1) server.store.put('v1/pods', pod(at))
  const pages = new Turnstile(server)
  const program = new LiveScreen({ cluster: { server: server.url } })
  closing.push(
    () => server.stop(),
    () => program.stop(),
  )
  expect(await program.until('allow-kube-dns')).toMatch(/● loading [\d ]+/)
  pages.letThrough(2)
  await program.until(/● loading \d+ of ~/)
  program.press('L', 'G')
  await program.until(/pods +loading 500 of ~2 ?0\d\d/)
  program.press('esc')
  // Tiers and policies are all there, and can be looked at.
  await program.until(/4 tiers · 13 policies/)
  program.press('l')
  await program.until(/1\/\d in platform/)
  pages.letThrough(100)
  await program.until('● live')
  await program.until(/2 ?000 endpoints/)
})

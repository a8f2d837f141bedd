import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { kubeconfigOf } from './kubeconfig.ts'
import { type TestServer, testServers } from './servers.ts'
import { loadSmall, tier } from './small-cluster.ts'

const problem = ptyProblem() ?? (existsSync('dist/main.js') ? null : 'the program is not built: npm run build')
if (problem !== null) console.warn(`skipped: ${problem}`)
const servers = await testServers()

describe.skipIf(problem !== null).each(servers)('on $name', (server: TestServer) => {
  const config = kubeconfigOf(server.entries('admin'))
  beforeAll(() => loadSmall(server))
  afterEach(closeAll)
  afterAll(async () => {
    config.remove()
    await server.stop()
  })

  const open = async (columns: number, rows: number): Promise<PtyApp> => {
    const app = start({ command: ['bin/calico-tui', '--kubeconfig', config.path], columns, rows })
    await app.until((text) => text.includes('keeps') && text.includes('● live'), 60_000)
    return app
  }

  /** What the frames since the board was there have in common. */
  const expectBoardIn = async (app: PtyApp): Promise<void> => {
    const frames = await app.frames()
    const first = frames.findIndex((frame) => frame.includes('● live'))
    expect(first).toBeGreaterThan(-1)
    for (const frame of frames.slice(first)) {
      expect(frame).toContain('keeps')
      expect(frame).not.toMatch(/\b0 (tiers|policies)|● loading|connecting/)
    }
  }

  test.each([
    [80, 24],
    [120, 36],
  ])(
    'fault 13: over a restart the board is in every frame, and is live again within five seconds, at %dx%d',
    async (columns, rows) => {
      const app = await open(columns, rows)
      await server.restart()
      await app.until(/● live/, 5_000)
      await server.put('projectcalico.org/v3/tiers', tier(`again-${columns}`, 1))
      await app.until(new RegExp(`again-${columns}|again`), 5_000)
      await expectBoardIn(app)
    },
  )
})

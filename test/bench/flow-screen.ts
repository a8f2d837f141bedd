import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RushOrder } from '../fake-whisker/flow-rush.ts'
import { closeAll, type PtyApp, start } from '../pty/terminal.ts'
import { framesOf, memoryOf } from './crowd.ts'
import { quantile, type Row } from './report.ts'

const perSecond = 1000
const seconds = Number(process.env.CALICO_TUI_RUSH_SECONDS ?? 60)

/** Many flows a second in the real program: how keys feel meanwhile, and that every flow is counted once. */
export async function flowScreenRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-rush-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const server = fork('test/run.mjs', ['test/fake-whisker/flow-rush.ts', kubeconfig])
  try {
    await sentBy(server)
    const app = start({ command: ['bin/calico-tui', '--kubeconfig', kubeconfig], columns: 200, rows: 50 })
    await app.until(/● live[\s\S]*allow-kube-dns/, 60_000)
    return await measured(app, server)
  } finally {
    closeAll()
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(app: PtyApp, server: ChildProcess): Promise<readonly Row[]> {
  app.press('H')
  await app.until(/● streaming/)
  const order: RushOrder = { perSecond, seconds }
  server.send(order)
  const sent = sentBy(server)
  let isOver = false
  sent.finally(() => {
    isOver = true
  })
  const [onBoard, inList, frames]: number[][] = [[], [], []]
  const from = performance.now()
  for (let turn = 0; !isOver; turn += 1) {
    const isList = performance.now() - from > (seconds * 1000) / 2
    if (isList && inList?.length === 0) {
      app.press('f', 'tab')
      await app.until(/distinct flows of/)
    }
    const before = framesOf(app)
    const { ms } = await app.pressAndPaint(turn % 2 === 0 ? 'j' : 'k')
    ;(isList ? inList : onBoard)?.push(ms)
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 100))
    frames?.push((framesOf(app) - before - 1) * 4)
  }
  const count = String(await sent).replace(/\B(?=(\d{3})+$)/g, ' ')
  await app.until(new RegExp(`of ${count} records`), 30_000)
  const command = `${perSecond} flows a second for ${seconds} s at 200x50, every one counted once`
  const row = (what: string, figure: number, unit: Row['unit'], goal: number | null): Row => ({
    what,
    command,
    figure,
    unit,
    goal,
  })
  return [
    row('a key on the board, 95 of 100', quantile(onBoard ?? [], 0.95), 'ms', 50),
    row('a key in the list of flows, 95 of 100', quantile(inList ?? [], 0.95), 'ms', 50),
    row('a key, the slowest', Math.max(...(onBoard ?? []), ...(inList ?? [])), 'ms', null),
    row('frames from flows, median', quantile(frames ?? [], 0.5), 'a second', 10),
    row('memory at the end', memoryOf(app, 'VmRSS'), 'MB', null),
  ]
}

/** Resolves with how many flows the server says it has sent. */
function sentBy(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('message', (told: { readonly sent: number }) => resolve(told.sent))
    server.once('exit', (code) => reject(new Error(`the server of the benchmark ended with ${code}`)))
  })
}

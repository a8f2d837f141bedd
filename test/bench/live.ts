import type { ChildProcess } from 'node:child_process'
import type { PtyApp } from '../pty/terminal.ts'
import { churned, churnPerSecond } from './churn.ts'
import { crowdCommand as command, followedCrowd, memoryOf } from './crowd.ts'
import { quantile, type Row } from './report.ts'

const churnSeconds = Number(process.env.CALICO_TUI_CHURN_SECONDS ?? 60)

/** A large live cluster: how soon it is on screen, how it feels meanwhile, what it costs. */
export function liveRows(): Promise<Row[]> {
  return followedCrowd(measured)
}

async function measured(app: PtyApp, server: ChildProcess): Promise<Row[]> {
  const from = performance.now()
  const since = () => performance.now() - from
  await app.until(/\S/, 60_000)
  const first = since()
  await app.until(/[\d ]{1,6} policies/, 60_000)
  const tiers = since()
  const keys = pressing(app)
  await app.until(/● live/, 300_000)
  const all = since()
  const meanwhile = await keys.stop()
  const resident = memoryOf(app, 'VmRSS')
  const churn = await churned(app, server, churnSeconds)
  const row = (what: string, figure: number, unit: Row['unit'], goal: number | null): Row => ({
    what,
    command,
    figure,
    unit,
    goal,
  })
  return [
    row('start to first frame', first, 'ms', 400),
    row('start to tiers and policies', tiers, 'ms', 2000),
    row('start to all pods', all, 'ms', 15_000),
    row('a key meanwhile, 95 of 100', quantile(meanwhile, 0.95), 'ms', 50),
    row('a key meanwhile, the slowest', Math.max(...meanwhile), 'ms', null),
    row('memory when all is read', resident, 'MB', 400),
    row(
      `a change on screen, at ${churnPerSecond} changes a second, 95 of 100`,
      quantile(churn.latencies, 0.95),
      'ms',
      250,
    ),
    row('frames, the most in a second', Math.max(...churn.frames), 'a second', 10),
    row('a key under churn, 95 of 100', quantile(churn.keys, 0.95), 'ms', 50),
    row(`memory after ${churnSeconds} s of churn`, churn.memory.at(-1)?.figure ?? Number.NaN, 'MB', 400),
    row('the most memory it ever had', memoryOf(app, 'VmHWM'), 'MB', null),
  ]
}

/** Presses a key again and again, and takes the time until it shows. */
function pressing(app: PtyApp): { stop(): Promise<readonly number[]> } {
  const times: number[] = []
  let goesOn = true
  const done = (async () => {
    for (let at = 0; goesOn; at += 1) {
      times.push((await app.pressAndPaint(at % 2 === 0 ? 'j' : 'k')).ms)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  return {
    async stop() {
      goesOn = false
      await done
      return times
    },
  }
}

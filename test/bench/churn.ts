import type { ChildProcess } from 'node:child_process'
import type { CrowdOrder } from '../fake-apiserver/crowd.ts'
import type { PtyApp } from '../pty/terminal.ts'
import { crowdCommand, followedCrowd, framesOf, memoryOf } from './crowd.ts'
import { quantile, type Row } from './report.ts'

export const churnPerSecond = 300

/** What was measured while a large live cluster changed all the time. */
export interface Churn {
  /** From a change to its frame, in milliseconds. */
  readonly latencies: readonly number[]
  /** From a key to its frame, in milliseconds. */
  readonly keys: readonly number[]
  /** Frames in each of many seconds without a key. */
  readonly frames: readonly number[]
  /** Resident memory in megabytes, with the time of each sample in seconds. */
  readonly memory: readonly { readonly at: number; readonly figure: number }[]
}

/** A large live cluster that changes for some minutes: what it costs, and whether that grows. */
export async function churnRows(minutes: number): Promise<Row[]> {
  const churn = await followedCrowd(async (app, server) => {
    await app.until(/● live/, 300_000)
    return churned(app, server, minutes * 60)
  })
  const command = `${crowdCommand}, ${churnPerSecond} changes a second for ${minutes} min`
  const row = (what: string, figure: number, unit: Row['unit'], goal: number | null): Row => ({
    what,
    command,
    figure,
    unit,
    goal,
  })
  const figures = (from: number, to: number) =>
    churn.memory.filter(({ at }) => at >= from && at <= to).map(({ figure }) => figure)
  const last = churn.memory.at(-1)?.at ?? 0
  return [
    row('a change on screen, median', quantile(churn.latencies, 0.5), 'ms', null),
    row('a change on screen, 95 of 100', quantile(churn.latencies, 0.95), 'ms', 250),
    row('a key, median', quantile(churn.keys, 0.5), 'ms', null),
    row('a key, 95 of 100', quantile(churn.keys, 0.95), 'ms', 50),
    row('frames, the most in a second', Math.max(...churn.frames), 'a second', 10),
    row('memory in the first minute, median', quantile(figures(0, 60), 0.5), 'MB', 400),
    row('memory in the last minute, median', quantile(figures(last - 60, last), 0.5), 'MB', 400),
    row('the most memory of all', Math.max(...figures(0, last)), 'MB', null),
    row(
      'memory, growth in the second half',
      slope(churn.memory.filter(({ at }) => at > last / 2)) * 60,
      'MB a minute',
      null,
    ),
  ]
}

/** Changes the cluster for some seconds and measures meanwhile, in turns: a change, some keys, a second left alone. */
export async function churned(app: PtyApp, server: ChildProcess, seconds: number): Promise<Churn> {
  const tell = (order: CrowdOrder) => server.send(order)
  tell({ type: 'churn', perSecond: churnPerSecond, replaces: true })
  const [latencies, keys, frames]: number[][] = [[], [], []]
  const memory: { at: number; figure: number }[] = []
  const from = performance.now()
  for (let turn = 0; performance.now() - from < seconds * 1000; turn += 1) {
    const name = `t${turn}`
    const asked = performance.now()
    tell({ type: 'tier', name })
    await app.until(new RegExp(`\\b${name}\\b`), 60_000)
    latencies?.push(performance.now() - asked)
    for (const key of ['j', 'k', 'j', 'k']) {
      await rest(50 + Math.random() * 100)
      keys?.push(await pressed(app, key))
    }
    const before = framesOf(app)
    await rest(1000)
    frames?.push(framesOf(app) - before)
    memory.push({ at: (performance.now() - from) / 1000, figure: memoryOf(app, 'VmRSS') })
  }
  tell({ type: 'churn', perSecond: 0, replaces: true })
  return { latencies: latencies ?? [], keys: keys ?? [], frames: frames ?? [], memory }
}

/** The time until a key shows in the body of the screen; the first line also changes by itself. */
async function pressed(app: PtyApp, key: string): Promise<number> {
  const body = (text: string) => text.slice(text.indexOf('\n'))
  const before = body(app.text())
  const from = performance.now()
  app.press(key)
  await app.until((text) => body(text) !== before)
  return performance.now() - from
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** By how much a figure grows each second, by least squares. */
function slope(samples: Churn['memory']): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [at, figure] = [mean(samples.map((one) => one.at)), mean(samples.map((one) => one.figure))]
  const rise = samples.reduce((sum, one) => sum + (one.at - at) * (one.figure - figure), 0)
  return rise / samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0)
}

import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CrowdOrder } from '../fake-apiserver/crowd.ts'
import { closeAll, type PtyApp, start } from '../pty/terminal.ts'
import type { Row } from './report.ts'

const pods = 100_000
const policies = 5_000
const churnPerSecond = 300
const churnSeconds = Number(process.env.CALICO_TUI_CHURN_SECONDS ?? 60)
const command = `calico-tui --context crowd, ${pods} pods, ${policies} policies`

/** A large live cluster: how soon it is on screen, how it feels meanwhile, what it costs. */
export async function liveRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-crowd-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const server = await crowd(kubeconfig)
  try {
    return await measured(server, kubeconfig)
  } finally {
    closeAll()
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(server: ChildProcess, kubeconfig: string): Promise<Row[]> {
  const from = performance.now()
  const since = () => performance.now() - from
  const app = start({ command: ['bin/calico-tui', '--kubeconfig', kubeconfig], columns: 200, rows: 50 })
  await app.until(/\S/, 60_000)
  const first = since()
  await app.until(/[\d ]{1,6} policies/, 60_000)
  const tiers = since()
  const keys = pressing(app)
  await app.until(/● live/, 300_000)
  const all = since()
  const meanwhile = await keys.stop()
  const resident = memoryOf(app, 'VmRSS')
  const churn = await churned(app, server)
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
    row('frames', churn.frames, 'a second', 10),
    row('a key under churn, 95 of 100', quantile(churn.keys, 0.95), 'ms', 50),
    row(`memory after ${churnSeconds} s of churn`, churn.memory, 'MB', 400),
    row('the most memory it ever had', memoryOf(app, 'VmHWM'), 'MB', null),
  ]
}

interface Churn {
  readonly latencies: readonly number[]
  readonly keys: readonly number[]
  readonly frames: number
  readonly memory: number
}

async function churned(app: PtyApp, server: ChildProcess): Promise<Churn> {
  const tell = (order: CrowdOrder) => server.send(order)
  tell({ type: 'churn', perSecond: churnPerSecond })
  const latencies: number[] = []
  const [framesBefore, from] = [framesOf(app), performance.now()]
  for (let at = 0; performance.now() - from < churnSeconds * 500; at += 1) {
    const name = `t${at}`
    const asked = performance.now()
    tell({ type: 'tier', name })
    await app.until(new RegExp(`\\b${name}\\b`), 60_000)
    latencies.push(performance.now() - asked)
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 100))
  }
  const frames = (framesOf(app) - framesBefore) / ((performance.now() - from) / 1000)
  const keys = pressing(app)
  await new Promise((resolve) => setTimeout(resolve, churnSeconds * 500))
  const pressed = await keys.stop()
  tell({ type: 'churn', perSecond: 0 })
  return { latencies, keys: pressed, frames, memory: memoryOf(app, 'VmRSS') }
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

function framesOf(app: PtyApp): number {
  return app.raw.split('\x1b[?2026l').length - 1
}

/** Of the kernel's book, in megabytes; not a number where it keeps none. */
function memoryOf(app: PtyApp, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${app.pid}/status`, 'utf8')
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function crowd(kubeconfig: string): Promise<ChildProcess> {
  const args = ['test/fake-apiserver/crowd.ts', String(pods), String(policies), kubeconfig]
  const child = fork('test/run.mjs', args, { execArgv: ['--max-old-space-size=4096'] })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`the server of the benchmark ended with ${code}`)))
  })
}

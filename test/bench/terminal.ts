import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { writeList } from './load-files.ts'

/** Prints one line of a report. */
export type Print = (line: string) => void

const program = 'bin/calico-tui'
const sizes = [
  { columns: 120, rows: 36, goalMs: 30 },
  { columns: 200, rows: 50, goalMs: 50 },
] as const

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function row(print: Print, what: string, measured: string, goal: string): void {
  print(`  ${what.padEnd(58)} ${measured.padEnd(40)} ${goal}`)
}

/** The wall time of a whole process, the best and the median of some; null when it fails. */
function processTime(args: readonly string[], runs: number): { readonly best: number; readonly median: number } | null {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now()
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
    times.push(performance.now() - from)
    // 2 and 3 are answers too: denied, and allowed or denied under assumptions.
    if (status !== 0 && status !== 2 && status !== 3) return null
  }
  return { best: Math.min(...times), median: quantile(times, 0.5) }
}

/** Whole processes, from start to end. */
export function benchProcesses(print: Print): void {
  print('whole processes (best and median of 9)')
  const connection = [
    'trace',
    '--snapshot',
    'catfacts',
    '--from',
    'catfacts/worker',
    '--to',
    'catfacts/db',
    '--port',
    '3306',
  ]
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['node -e 0', ['-e', '0'], 'for comparison'],
    ['calico-tui --help', [program, '--help'], 'goal 100 ms'],
    ['calico-tui board --snapshot catfacts', [program, 'board', '--snapshot', 'catfacts'], ''],
    [`calico-tui ${connection.join(' ')}`, [program, ...connection], 'goal 200 ms'],
  ]
  for (const [what, args, goal] of cases) {
    const time = processTime(args, 9)
    row(print, what, time === null ? 'failed' : `best ${ms(time.best)}  median ${ms(time.median)}`, goal)
  }
}

/** The time from the start of the program until the screen shows something, and the bytes of that first frame. */
async function firstFrame(
  args: readonly string[],
  wanted: RegExp,
): Promise<{ readonly ms: number; readonly app: PtyApp }> {
  const from = performance.now()
  const app = start({ command: [program, ...args], columns: 120, rows: 36 })
  await app.until(wanted, 120_000)
  return { ms: performance.now() - from, app }
}

/** From the start to the first frame, and to the board of a small snapshot. */
export async function benchStart(print: Print): Promise<void> {
  print('start on a terminal of 120x36 (best and median of 7)')
  const cases: readonly (readonly [string, RegExp, string])[] = [
    ['first frame', /\S/, 'goal 250 ms'],
    ['the board of catfacts', /allow-kube-dns/, ''],
  ]
  for (const [what, wanted, goal] of cases) {
    const times: number[] = []
    for (let run = 0; run < 7; run += 1) {
      const { ms: time } = await firstFrame(['--snapshot', 'catfacts'], wanted)
      times.push(time)
      closeAll()
    }
    row(
      print,
      `calico-tui --snapshot catfacts: ${what}`,
      `best ${ms(Math.min(...times))}  median ${ms(quantile(times, 0.5))}`,
      goal,
    )
  }
}

/** Waits until the program has written nothing for a while: everything is loaded and counted. */
async function settled(app: PtyApp): Promise<void> {
  for (let before = -1; before !== app.bytes; ) {
    before = app.bytes
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Presses a key some hundred times, each when the frame of the last is there. */
async function pressMany(
  app: PtyApp,
  keys: readonly string[],
  count: number,
): Promise<{ times: number[]; bytes: number[] }> {
  const times: number[] = []
  const bytes: number[] = []
  for (let number = 0; number < count; number += 1) {
    // As a key held down repeats.
    await new Promise((resolve) => setTimeout(resolve, 33))
    const { ms: time, bytes: written } = await app.pressAndPaint(keys[number % keys.length] ?? 'j')
    times.push(time)
    bytes.push(written)
  }
  return { times, bytes }
}

function keyRow(print: Print, what: string, measured: { times: number[]; bytes: number[] }, goalMs: number): void {
  const times = `p50 ${ms(quantile(measured.times, 0.5))}  p95 ${ms(quantile(measured.times, 0.95))}`
  const bytes = `bytes p50 ${quantile(measured.bytes, 0.5)} max ${Math.max(...measured.bytes)}`
  row(print, what, `${times}  ${bytes}`, `goal p95 ${goalMs} ms, 6000 bytes`)
}

function residentMb(app: PtyApp): number | null {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))
    return found === null ? null : Math.round(Number(found[1]) / 1024)
  } catch {
    // Not Linux.
    return null
  }
}

/** From a key to its frame, at both sizes, on a small cluster and one of 100,000 pods. */
export async function benchKeys(print: Print, large: string): Promise<void> {
  print('from a key to its frame in a pty (200 presses, 30 a second)')
  const snapshots = [
    { name: 'catfacts', title: 'catfacts', wanted: /allow-kube-dns/ },
    { name: large, title: '100,000 pods, 1,000 policies', wanted: endpointCount(100_000) },
  ]
  for (const snapshot of snapshots) {
    for (const { columns, rows, goalMs } of sizes) {
      const app = start({ command: [program, '--snapshot', snapshot.name], columns, rows })
      await app.until(snapshot.wanted, 120_000)
      await settled(app)
      await pressMany(app, ['j', 'k'], 20)
      const where = `${snapshot.title}, ${columns}x${rows}`
      keyRow(print, `${where}: policy down and up`, await pressMany(app, ['j', 'k'], 200), goalMs)
      await settled(app)
      keyRow(print, `${where}: tier right and left`, await pressMany(app, ['l', 'h'], 200), goalMs)
      const memory = residentMb(app)
      if (memory !== null)
        row(print, `${where}: resident memory`, `${memory} MB`, 'goal 700 MB at 100,000 pods and 10,000 policies')
      closeAll()
    }
  }
}

/** How the heading tells that many endpoints are loaded. */
function endpointCount(count: number): RegExp {
  return new RegExp(`\\b${[...String(count)].join('[, ]?')} endpoints`)
}

/** A JSON snapshot of 50 MB: from the start until the first policies answer a key, and until all of it is there. */
export async function benchLargeSnapshot(
  print: Print,
  file: string,
  load: { readonly bytes: number; readonly pods: number },
): Promise<void> {
  print(`a snapshot of ${(load.bytes / 1e6).toFixed(0)} MB of JSON, ${load.pods} pods (best of 3)`)
  const first: number[] = []
  const whole: number[] = []
  for (let run = 0; run < 3; run += 1) {
    const from = performance.now()
    const { app } = await firstFrame(['--snapshot', file], /policy-00000/)
    await app.pressAndPaint('j')
    first.push(performance.now() - from)
    await app.until(endpointCount(load.pods), 120_000)
    await app.pressAndPaint('k')
    whole.push(performance.now() - from)
    closeAll()
  }
  row(print, 'first policies on screen and a key answered', `best ${ms(Math.min(...first))}`, '')
  row(print, 'all on screen and a key answered', `best ${ms(Math.min(...whole))}`, 'goal 1500 ms')
}

/** Everything about the terminal and whole processes. Files of load are made and removed. */
export async function benchTerminal(print: Print): Promise<void> {
  benchProcesses(print)
  const problem = ptyProblem()
  if (problem !== null) {
    print(`no figures of the screen: ${problem}`)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-bench-'))
  try {
    await benchStart(print)
    const [medium, large] = [join(folder, 'medium.json'), join(folder, 'large.json')]
    const load = writeList(medium, { pods: Number.POSITIVE_INFINITY, bytes: 50e6, policies: 300 })
    await benchLargeSnapshot(print, medium, load)
    writeList(large, { pods: 100_000, bytes: Number.POSITIVE_INFINITY, policies: 1000 })
    await benchKeys(print, large)
  } finally {
    closeAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

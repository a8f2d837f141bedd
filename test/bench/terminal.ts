import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAll, type PtyApp, ptyProblem, start } from '../pty/terminal.ts'
import { writeList } from './load-files.ts'
import { quantile, type Row } from './report.ts'

const program = 'bin/calico-tui'
const sizes = [
  { columns: 120, rows: 36, goalMs: 30 },
  { columns: 200, rows: 50, goalMs: 50 },
] as const

/** Starts the program and waits until the screen shows something. */
async function startUntil(snapshot: string, wanted: RegExp): Promise<{ readonly ms: number; readonly app: PtyApp }> {
  const from = performance.now()
  const app = start({ command: [program, '--snapshot', snapshot], columns: 120, rows: 36 })
  await app.until(wanted, 120_000)
  return { ms: performance.now() - from, app }
}

/** The best of some measurements, the programs they started ended after each. */
async function best(runs: number, measure: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    times.push(await measure())
    closeAll()
  }
  return Math.min(...times)
}

/** From the start to the first frame, and to the board of a small snapshot. */
async function startRows(): Promise<Row[]> {
  const command = 'calico-tui --snapshot catfacts'
  const first = await best(9, async () => (await startUntil('catfacts', /\S/)).ms)
  const board = await best(9, async () => (await startUntil('catfacts', /allow-kube-dns/)).ms)
  return [
    { what: 'start to first frame, 120x36', command, figure: first, unit: 'ms', goal: 250 },
    { what: 'start to the board', command, figure: board, unit: 'ms', goal: 250 },
  ]
}

/** Waits until the program has written nothing for a while: everything is loaded and counted. */
async function settled(app: PtyApp): Promise<void> {
  for (let before = -1; before !== app.bytes; ) {
    before = app.bytes
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Presses keys in turn, 30 a second as a key held down repeats, and gives the time and the bytes of each frame. */
async function pressMany(
  app: PtyApp,
  keys: readonly string[],
  count: number,
): Promise<{ ms: number; bytes: number }[]> {
  const frames: { ms: number; bytes: number }[] = []
  for (let number = 0; number < count; number += 1) {
    await new Promise((resolve) => setTimeout(resolve, 33))
    frames.push(await app.pressAndPaint(keys[number % keys.length] ?? 'j'))
  }
  return frames
}

function frameRows(what: string, frames: readonly { ms: number; bytes: number }[], goalMs: number): Row[] {
  const times = frames.map((frame) => frame.ms)
  const most = Math.max(...frames.map((frame) => frame.bytes))
  const row = { command: null, unit: 'ms' } as const
  return [
    { ...row, what: `${what}: key to frame, median`, figure: quantile(times, 0.5), goal: null },
    { ...row, what: `${what}: key to frame, 95th percentile`, figure: quantile(times, 0.95), goal: goalMs },
    { what: `${what}: most bytes a key`, command: null, figure: most, unit: 'bytes', goal: 6000 },
  ]
}

function memoryRows(what: string, app: PtyApp): Row[] {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))
    const figure = Number(found?.[1] ?? Number.NaN) / 1024
    return [{ what: `${what}: resident memory`, command: null, figure, unit: 'MB', goal: 700 }]
  } catch {
    // Not Linux.
    return []
  }
}

/** From a key to its frame at both sizes. */
async function keyRows(title: string, snapshot: string, wanted: RegExp): Promise<Row[]> {
  const found: Row[] = []
  for (const { columns, rows, goalMs } of sizes) {
    const app = start({ command: [program, '--snapshot', snapshot], columns, rows })
    await app.until(wanted, 120_000)
    await settled(app)
    await pressMany(app, ['j', 'k'], 20)
    const where = `${title}, ${columns}x${rows}`
    found.push(...frameRows(`${where}, policy down and up`, await pressMany(app, ['j', 'k'], 150), goalMs))
    await settled(app)
    found.push(...frameRows(`${where}, tier right and left`, await pressMany(app, ['l', 'h'], 150), goalMs))
    found.push(...memoryRows(where, app))
    closeAll()
  }
  return found
}

/** How the heading tells that so many endpoints are loaded. */
function endpointCount(count: number): RegExp {
  return new RegExp(`\\b${[...String(count)].join('[, ]?')} endpoints`)
}

/** A JSON snapshot of 50 MB: until the first policies answer a key, and until all of it is there and answers. */
async function largeSnapshotRows(file: string): Promise<Row[]> {
  const load = writeList(file, { pods: 30_200, policies: 1000 })
  const title = `${(load.bytes / 1e6).toFixed(0)} MB of JSON, ${load.pods} pods`
  const command = 'calico-tui --snapshot FILE'
  const answers = (wanted: RegExp) => async (): Promise<number> => {
    const { ms, app } = await startUntil(file, wanted)
    return ms + (await app.pressAndPaint('j')).ms
  }
  const first = await best(3, answers(/feed-0000/))
  const whole = await best(3, answers(endpointCount(load.pods)))
  return [
    { what: `${title}: first policies on screen, a key answered`, command, figure: first, unit: 'ms', goal: null },
    { what: `${title}: all on screen, a key answered`, command, figure: whole, unit: 'ms', goal: 1500 },
  ]
}

/** Everything about the screen, in a pty; nothing where none can be opened. Files of load are made and removed. */
export async function terminalRows(): Promise<Row[]> {
  const problem = ptyProblem()
  if (problem !== null) {
    process.stderr.write(`no figures of the screen: ${problem}\n`)
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-bench-'))
  const large = join(folder, 'large.json')
  try {
    const rows = [...(await startRows()), ...(await largeSnapshotRows(join(folder, 'medium.json')))]
    rows.push(...(await keyRows('catfacts', 'catfacts', /allow-kube-dns/)))
    writeList(large, { pods: 100_000, policies: 10_000 })
    return [...rows, ...(await keyRows('100,000 pods, 10,000 policies', large, endpointCount(100_000)))]
  } finally {
    closeAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

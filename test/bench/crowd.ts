import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAll, type PtyApp, start } from '../pty/terminal.ts'

const pods = 100_000
const policies = 5_000
export const crowdCommand = `calico-tui --context crowd, ${pods} pods, ${policies} policies`

/** Starts a server with a large cluster and the program on it, and ends both afterwards. */
export async function followedCrowd<Result>(
  measure: (app: PtyApp, server: ChildProcess) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'calico-tui-crowd-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const server = await crowd(kubeconfig)
  try {
    const app = start({ command: ['bin/calico-tui', '--kubeconfig', kubeconfig], columns: 200, rows: 50 })
    return await measure(app, server)
  } finally {
    closeAll()
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

function crowd(kubeconfig: string): Promise<ChildProcess> {
  const args = ['test/fake-apiserver/crowd.ts', String(pods), String(policies), kubeconfig]
  const child = fork('test/run.mjs', args, { execArgv: ['--max-old-space-size=4096'] })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`the server of the benchmark ended with ${code}`)))
  })
}

/** How many frames the program has written. */
export function framesOf(app: PtyApp): number {
  return app.raw.split('\x1b[?2026l').length - 1
}

/** Of the kernel's book, in megabytes; not a number where it keeps none. */
export function memoryOf(app: PtyApp, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${app.pid}/status`, 'utf8')
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}

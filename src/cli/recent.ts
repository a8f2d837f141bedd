import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { pickerFields, type Question } from '../store/trace-state.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the connections traced are kept from one run to the next. */
export function recentFile(env: Environment): string {
  const home = env.HOME ?? homedir()
  const given = env.XDG_STATE_HOME ?? (process.platform === 'win32' ? env.LOCALAPPDATA : undefined)
  const folder = given === undefined || given === '' ? join(home, '.local', 'state') : given
  return join(folder, 'calico-tui', 'recent.json')
}

/** The connections kept, the newest first; none where there is no such file or it is not ours. */
export async function readRecent(env: Environment): Promise<readonly Question[]> {
  try {
    const read: unknown = JSON.parse(await readFile(recentFile(env), 'utf8'))
    return Array.isArray(read) ? read.filter(isQuestion) : []
  } catch {
    // A first run has no file, and a broken one is written anew: neither concerns the user.
    return []
  }
}

/** Keeps connections in place of those kept before. */
export async function writeRecent(env: Environment, recent: readonly Question[]): Promise<void> {
  const file = recentFile(env)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.${process.pid}`
  await writeFile(beside, `${JSON.stringify(recent, null, 1)}\n`, { mode: 0o600 })
  await rename(beside, file)
}

function isQuestion(value: unknown): value is Question {
  if (typeof value !== 'object' || value === null) return false
  return pickerFields.every((field) => field in value && typeof (value as Record<string, unknown>)[field] === 'string') // it is an object
}

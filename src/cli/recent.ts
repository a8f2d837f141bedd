import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Explorer, explorerOf } from '../store/explorer.ts'
import { pickerFields, type Question } from '../store/trace-state.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the connections traced are kept from one run to the next. */
export function recentFile(env: Environment): string {
  return stateFile(env, 'recent.json')
}

/** Where it is kept how flows are shown, and which filters were used. */
export function explorerFile(env: Environment): string {
  return stateFile(env, 'flows.json')
}

/** A file of what is kept from one run to the next. */
export function stateFile(env: Environment, name: string): string {
  const home = env.HOME ?? homedir()
  const given = env.XDG_STATE_HOME ?? (process.platform === 'win32' ? env.LOCALAPPDATA : undefined)
  const folder = given === undefined || given === '' ? join(home, '.local', 'state') : given
  return join(folder, 'calico-tui', name)
}

/** The connections kept, the newest first; none where there is no such file or it is not ours. */
export async function readRecent(env: Environment): Promise<readonly Question[]> {
  const read = await readState(recentFile(env))
  return Array.isArray(read) ? read.filter(isQuestion) : []
}

/** How flows were shown when the program ran before, as usual where that is not known. */
export async function readExplorer(env: Environment): Promise<Explorer> {
  return explorerOf(await readState(explorerFile(env)))
}

async function readState(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // A first run has no file, and a broken one is written anew: neither concerns the user.
    return null
  }
}

/** Keeps connections in place of those kept before. */
export async function writeRecent(env: Environment, recent: readonly Question[]): Promise<void> {
  await writeState(recentFile(env), recent)
}

/** Keeps how flows are shown. */
export async function writeExplorer(env: Environment, explorer: Explorer): Promise<void> {
  await writeState(explorerFile(env), explorer)
}

/** Writes a file of what is kept, readable by the user alone; never half of it. */
export async function writeState(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.${process.pid}`
  await writeFile(beside, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600 })
  await rename(beside, file)
}

function isQuestion(value: unknown): value is Question {
  if (typeof value !== 'object' || value === null) return false
  return pickerFields.every((field) => field in value && typeof (value as Record<string, unknown>)[field] === 'string') // it is an object
}

import { readFile } from 'node:fs/promises'
import { type ContextSettings, contextSettingsOf, type KnownContexts } from '../store/context-settings.ts'
import type { Settings } from '../store/state.ts'
import { stateFile, writeState } from './recent.ts'
import type { World } from './world.ts'

/** Where the settings of contexts are kept from one run to the next. */
export function contextsFile(env: World['env']): string {
  return stateFile(env, 'contexts.json')
}

/** What is kept of contexts. Throws an error with words for the user where the file is there and cannot be used. */
export async function readContexts(env: World['env'], usual: Settings): Promise<KnownContexts> {
  const kept = await readKept(contextsFile(env))
  const known = Object.entries(kept).map(([name, value]) => [name, contextSettingsOf(value, usual)] as const)
  return new Map(known.flatMap(([name, settings]) => (settings === null ? [] : [[name, settings]])))
}

/** Keeps the settings of a context beside those of the others, which another run may have changed meanwhile. */
export function writeContext(env: World['env'], context: string, settings: ContextSettings): Promise<void> {
  const file = contextsFile(env)
  const written = last.then(async () => {
    // A file that is not ours was told when the program started; it is written anew.
    const kept = await readKept(file).catch(() => ({}))
    await writeState(file, { schema, contexts: { ...kept, [context]: settings } })
  })
  last = written.catch(() => {})
  return written
}

const schema = 'calico-tui/contexts/v1'
/** One write after the other. */
let last: Promise<void> = Promise.resolve()

async function readKept(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  const kept: unknown = JSON.parse(text)
  const contexts = typeof kept === 'object' && kept !== null && 'contexts' in kept ? kept.contexts : null
  if (typeof contexts !== 'object' || contexts === null || Array.isArray(contexts))
    throw new Error('it holds no contexts')
  return contexts as Readonly<Record<string, unknown>> // any object
}

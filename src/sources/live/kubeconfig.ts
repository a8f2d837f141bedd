import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { ApiError, safeText } from './api-error.ts'

/** One named entry of a kubeconfig, with the file it came from: relative paths in it are relative to that file. */
export interface ConfigEntry {
  readonly name: string
  readonly file: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The kubeconfig that several files make together, as kubectl merges them: for each name the first file wins. */
export interface Kubeconfig {
  /** The files that were read, in order. */
  readonly files: readonly string[]
  readonly currentContext: string | null
  readonly contexts: ReadonlyMap<string, ConfigEntry>
  readonly clusters: ReadonlyMap<string, ConfigEntry>
  readonly users: ReadonlyMap<string, ConfigEntry>
}

/** A context with the cluster and the user it names. */
export interface KubeContext {
  readonly name: string
  readonly namespace: string | null
  readonly cluster: ConfigEntry
  readonly user: ConfigEntry | null
}

/** Which files to read. `explicit` is `--kubeconfig`, which must exist; `list` is `$KUBECONFIG`. */
export interface KubeconfigPlaces {
  readonly explicit: string | null
  readonly list: string | null
  readonly home: string
}

/** The places this process is told of. */
export function placesOf(explicit: string | null, env: Readonly<Record<string, string | undefined>>): KubeconfigPlaces {
  return { explicit, list: env.KUBECONFIG ?? null, home: homedir() }
}

/**
 * Read and merge the kubeconfig. Null when there is none at the default place.
 *
 * As kubectl does: a member of a list may be missing, the first of double names counts, and so does the first current context. Throws
 * an ApiError that names file and line.
 */
export async function readKubeconfig(places: KubeconfigPlaces): Promise<Kubeconfig | null> {
  if (places.explicit !== null) return mergeFiles([await mustRead(places.explicit)])
  const listed = (places.list ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length > 0) {
    const found = (await Promise.all(listed.map(readIfThere))).filter((file) => file !== null)
    if (found.length === 0) throw configError(`none of the files of KUBECONFIG exists: ${listed.join(', ')}`)
    return mergeFiles(found)
  }
  const usual = await readIfThere(join(places.home, '.kube', 'config'))
  return usual === null ? null : mergeFiles([usual])
}

/** A context by name, or the current one for null. Throws an ApiError that lists near names. */
export function contextOf(config: Kubeconfig, name: string | null): KubeContext {
  const wanted = name ?? config.currentContext
  if (wanted === null || wanted === '') {
    throw configError(
      'the kubeconfig has no current context',
      config.contexts.size === 0 ? null : `name one with --context: ${someOf([...config.contexts.keys()])}`,
    )
  }
  const context = config.contexts.get(wanted)
  if (context === undefined) throw unknownContext(config, wanted)
  const cluster = config.clusters.get(String(context.value.cluster))
  if (cluster === undefined) {
    throw configError(
      `context \`${wanted}\` names the cluster \`${String(context.value.cluster)}\`, which ${context.file} does not have`,
    )
  }
  const userName = context.value.user
  const user = typeof userName === 'string' && userName !== '' ? config.users.get(userName) : null
  if (user === undefined)
    throw configError(
      `context \`${wanted}\` names the user \`${String(userName)}\`, which ${context.file} does not have`,
    )
  const namespace = context.value.namespace
  return {
    name: wanted,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
    cluster,
    user,
  }
}

/** A path inside an entry, relative to the file that holds it. */
export function pathIn(entry: ConfigEntry, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(entry.file), path)
}

interface ConfigFile {
  readonly path: string
  readonly text: string
}

async function mustRead(path: string): Promise<ConfigFile> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (cause) {
    throw configError(
      `the kubeconfig ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
}

async function readIfThere(path: string): Promise<ConfigFile | null> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw configError(
      `the kubeconfig ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
}

function mergeFiles(files: readonly ConfigFile[]): Kubeconfig {
  const contexts = new Map<string, ConfigEntry>()
  const clusters = new Map<string, ConfigEntry>()
  const users = new Map<string, ConfigEntry>()
  let currentContext: string | null = null
  for (const file of files) {
    const config = parseConfig(file)
    const current = config['current-context']
    if (currentContext === null && typeof current === 'string' && current !== '') currentContext = current
    addEntries(contexts, config.contexts, 'context', file.path)
    addEntries(clusters, config.clusters, 'cluster', file.path)
    addEntries(users, config.users, 'user', file.path)
  }
  return { files: files.map((file) => file.path), currentContext, contexts, clusters, users }
}

function parseConfig(file: ConfigFile): Readonly<Record<string, unknown>> {
  const lineCounter = new LineCounter()
  const document = parseDocument(file.text, { lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    const line = lineCounter.linePos(error.pos[0]).line
    throw configError(`${file.path}, line ${line}: ${safeText(error.message.split('\n')[0] ?? '')}`)
  }
  const value: unknown = document.toJS()
  if (value === null) return {}
  if (!isRecord(value)) throw configError(`${file.path}: expected a kubeconfig`)
  return value
}

function addEntries(into: Map<string, ConfigEntry>, list: unknown, member: string, file: string): void {
  if (!Array.isArray(list)) return
  for (const entry of list) {
    if (!isRecord(entry) || typeof entry.name !== 'string') continue
    const value = entry[member]
    if (!into.has(entry.name)) into.set(entry.name, { name: entry.name, file, value: isRecord(value) ? value : {} })
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownContext(config: Kubeconfig, wanted: string): ApiError {
  const names = [...config.contexts.keys()]
  if (names.length === 0) return configError(`no context stands in the kubeconfig ${config.files.join(', ')}`)
  const lower = wanted.toLowerCase()
  const near = names.filter(
    (name) => name.toLowerCase().includes(lower) || lower.includes(name.toLowerCase()) || distance(name, wanted) <= 2,
  )
  const hint =
    near.length > 0 ? `did you mean ${near.slice(0, mostNames).join(' or ')}?` : `there are: ${someOf(names)}`
  return configError(`there is no context \`${safeText(wanted, 80)}\` in ${config.files.join(', ')}`, hint)
}

const mostNames = 12

function someOf(names: readonly string[]): string {
  const more = names.length - mostNames
  return `${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** The number of letters to change, add or take away to make one word of the other. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (const [i, a] of [...left].entries()) {
    const next = [i + 1]
    for (const [j, b] of [...right].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (a === b ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

function configError(message: string, hint: string | null = null): ApiError {
  return new ApiError('credentials', message, { hint })
}

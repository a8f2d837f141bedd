import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareBytes } from '../model/bytes.ts'
import { visible } from '../model/visible.ts'
import { SnapshotError } from './snapshot-event.ts'

/** A file to read: where it is, and what it is called in messages. `path` null is standard input. */
export interface SnapshotFile {
  readonly path: string | null
  readonly name: string
  /** Null where it cannot be known before it is read. */
  readonly bytes: number | null
  /** A pipe is read as it comes, by other means than a file. */
  readonly isPipe: boolean
}

/** What a path given to `--snapshot` stands for. `passedOver` says what of it cannot be read, and why. */
export interface SnapshotFiles {
  readonly files: readonly SnapshotFile[]
  readonly passedOver: readonly { readonly name: string; readonly message: string }[]
}

/** A snapshot that comes with the program. */
export interface BundledSnapshot {
  readonly name: string
  /** The heading of its README. */
  readonly title: string
  readonly readme: string
  readonly path: string
}

/** The bundled snapshots by name. A folder without a README is none; a folder that is not there holds none. */
export async function listBundled(folder: string): Promise<readonly BundledSnapshot[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names.sort(compareBytes).map(async (name) => {
      const path = join(folder, name)
      const readme = await readFile(join(path, 'README.md'), 'utf8').catch(() => null)
      if (readme === null) return []
      return [{ name, title: /^# *(.+)$/m.exec(readme)?.[1]?.trim() ?? name, readme, path }]
    }),
  )
  return found.flat()
}

/** The files of a path: itself, or those of a folder by their ending, in byte order of the path; else of a bundled snapshot
 * of that name. Fails with a SnapshotError when there is neither. */
export async function findFiles(path: string, bundled: string): Promise<SnapshotFiles> {
  if (path === '-') return { files: [{ path: null, name: '-', bytes: null, isPipe: true }], passedOver: [] }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error)
  if (!(found instanceof Error)) return found.isDirectory() ? findInFolder(path, path) : single(path, found)
  const isAbsent = found.code === 'ENOENT' || found.code === 'ENOTDIR'
  if (!isAbsent) throw new SnapshotError(`\`${visible(path)}\`: ${whyNot(found)}`)
  const names = (await listBundled(bundled)).map(({ name }) => name)
  if (names.includes(path)) return findInFolder(join(bundled, path), path)
  const near = names.filter((name) => path.length > 1 && (name.includes(path) || path.includes(name)))
  const known = near.length > 0 ? near : names
  const hint = known.length > 0 ? `; bundled snapshots: ${known.join(', ')}` : ''
  throw new SnapshotError(`\`${visible(path)}\`: no such file or folder${hint}`)
}

/** Why a file cannot be read, in words. */
export function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Error && /^Unexpected end of data|^Writable stream closed/.test(error.message))
    return 'the archive ends too early: what was complete is used'
  if (error instanceof Error && error.message.startsWith('Invalid tar header'))
    return 'the archive is damaged: what came before the damage is used'
  return reasons[code] ?? (error instanceof Error ? visible(error.message) : visible(String(error)))
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'not readable: permission denied',
  EPERM: 'not readable: permission denied',
  ENOENT: 'not there: a link that points to nothing',
  ENOTDIR: 'not there: a part of its path is no folder',
  ELOOP: 'not there: a link that leads back to itself',
  EISDIR: 'a folder, not a file',
  ENAMETOOLONG: 'not there: the path is too long',
  EMFILE: 'not readable: too many open files',
  Z_BUF_ERROR: 'the gzip data ends too early: what was complete is used',
  Z_DATA_ERROR: 'the gzip data is damaged: what came before the damage is used',
}

type Stats = Awaited<ReturnType<typeof stat>>

function single(path: string, found: Stats): SnapshotFiles {
  if (found.isFile()) return { files: [{ path, name: path, bytes: Number(found.size), isPipe: false }], passedOver: [] }
  if (found.isFIFO()) return { files: [{ path, name: path, bytes: null, isPipe: true }], passedOver: [] }
  throw new SnapshotError(`\`${visible(path)}\`: a device or socket: expected a file, a folder or a pipe`)
}

/** True for the name of a file that a folder is read with. */
export function isSnapshotName(name: string): boolean {
  return /\.(?:ya?ml|json|jsonl|ndjson)(?:\.gz)?$/i.test(name)
}

interface Found {
  readonly path: string
  readonly name: string
}

async function findInFolder(folder: string, name: string): Promise<SnapshotFiles> {
  const files: SnapshotFile[] = []
  const passedOver: { name: string; message: string }[] = []
  const visit = async (at: Found, above: readonly string[]): Promise<void> => {
    const real = await realpath(at.path)
    // A link to a folder that it stands in would lead around for ever.
    if (above.includes(real)) return
    for (const entry of await readdir(at.path, { withFileTypes: true })) {
      const inner = { path: join(at.path, entry.name), name: `${at.name.replace(/\/$/, '')}/${entry.name}` }
      const isWanted = isSnapshotName(entry.name)
      if (!isWanted && entry.isFile()) continue
      try {
        const found = await stat(inner.path)
        if (found.isDirectory()) await visit(inner, [...above, real])
        else if (!isWanted) continue
        else if (found.isFile()) files.push({ ...inner, bytes: found.size, isPipe: false })
        else passedOver.push({ name: inner.name, message: 'passed over: a pipe, device or socket, not a file' })
      } catch (error) {
        if (isWanted || entry.isDirectory()) passedOver.push({ name: inner.name, message: whyNot(error) })
      }
    }
  }
  await visit({ path: folder, name }, []).catch((error) => {
    throw new SnapshotError(`\`${visible(name)}\`: ${whyNot(error)}`)
  })
  files.sort((left, right) => compareBytes(left.name, right.name))
  return { files, passedOver }
}

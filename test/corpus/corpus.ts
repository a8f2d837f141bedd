import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brokenFiles } from './files.ts'
import { brokenJson } from './json.ts'
import { brokenValues } from './values.ts'
import { brokenYaml } from './yaml.ts'

/** What stands under a name of an input: a text, bytes, or something that is no ordinary file. */
export type CorpusFile =
  | string
  | Buffer
  | { readonly type: 'link'; readonly to: string }
  | { readonly type: 'pipe' }
  | { readonly type: 'folder' }
  | { readonly type: 'unreadable'; readonly text: string }

/** An input that is broken in one way, and what must happen with it. */
export interface BrokenInput {
  /** What is broken, unique. */
  readonly name: string
  /** By path. A single file is opened itself, several as the folder they stand in. */
  readonly files: Readonly<Record<string, CorpusFile>>
  /** Opened instead of that. */
  readonly open?: readonly string[]
  /** Each must be told: as `FILE:LINE: MESSAGE`, the line left out where it is not known. */
  readonly problems: readonly RegExp[]
  /** Nothing but these may be told. Without it, further problems are allowed. */
  readonly only?: true
  /** What must be there all the same: `tier NAME`, `policy NAMESPACE/NAME`, `pod NAMESPACE/NAME`, `set NAME`, `flow`. */
  readonly survivors: readonly string[]
  /** What opening fails with, null where it does not. */
  readonly fails: RegExp | null
  /** The row cannot be made by root, who may read everything. */
  readonly notAsRoot?: true
}

/** Every broken input. */
export const corpus: readonly BrokenInput[] = [...brokenJson, ...brokenYaml, ...brokenValues, ...brokenFiles]

/** The rows that can be made here: all, but for root those about permissions. */
export const corpusHere: readonly BrokenInput[] = corpus.filter(
  ({ notAsRoot }) => notAsRoot !== true || process.getuid?.() !== 0,
)

/** Writes an input into a new temporary folder; gives that folder and the paths to open. */
export async function writeBroken(input: BrokenInput): Promise<{ readonly folder: string; readonly paths: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'calico-tui-corpus-'))
  const names = Object.keys(input.files)
  for (const name of names) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    const file = input.files[name] ?? ''
    if (typeof file === 'string' || Buffer.isBuffer(file)) await writeFile(path, file)
    else if (file.type === 'link') await symlink(file.to, path)
    else if (file.type === 'folder') await mkdir(path)
    else if (file.type === 'pipe') execFileSync('mkfifo', [path])
    else {
      await writeFile(path, file.text)
      await chmod(path, 0)
    }
  }
  const only = names.length === 1 ? names[0] : undefined
  const opened = input.open ?? [only ?? '.']
  return { folder, paths: opened.map((name) => join(folder, name)) }
}

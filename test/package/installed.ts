import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** npm without what the outer npm hands down, and without a network: nothing may be downloaded. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'))),
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
}

/** The program as a user has it: packed, and installed into an empty prefix. */
export interface Installed {
  /** Paths in the tarball. */
  readonly files: readonly string[]
  /** An empty folder far from the checkout, where it is run. */
  readonly elsewhere: string
  /** The folder of the installed package. */
  readonly folder: string
  /** The command that npm put into the prefix. */
  readonly command: string
}

/** Builds, packs and installs the program. */
export function install(): Installed {
  const place = mkdtempSync(join(tmpdir(), 'calico-tui-package-'))
  execFileSync(process.execPath, [join(root, 'src/build.mjs'), '--quiet'], { cwd: root })
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', place], {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  const [tarball] = JSON.parse(packed) as readonly { filename: string; files: readonly { path: string }[] }[]
  if (tarball === undefined) throw new Error('npm packed nothing')
  const prefix = join(place, 'prefix')
  execFileSync('npm', ['install', '--global', '--prefix', prefix, join(place, tarball.filename)], {
    cwd: place,
    env,
    stdio: 'pipe',
  })
  return {
    files: tarball.files.map(({ path }) => path),
    elsewhere: mkdtempSync(join(place, 'elsewhere-')),
    folder: join(prefix, 'lib/node_modules/calico-tui'),
    command: join(prefix, 'bin/calico-tui'),
  }
}

/** Runs the installed program with an environment that knows nothing of the checkout. */
export function runInstalled(
  installed: Installed,
  args: readonly string[],
  options: { readonly node?: string; readonly input?: string } = {},
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const node = options.node ?? process.execPath
  const ran = spawnSync(node, [installed.command, ...args], {
    cwd: installed.elsewhere,
    env: { PATH: process.env.PATH, HOME: installed.elsewhere, KUBECONFIG: '' },
    encoding: 'utf8',
    input: options.input ?? '',
  })
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr }
}

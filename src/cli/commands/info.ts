import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Line, span } from '../../text/styled.ts'
import { table } from '../../text/table.ts'
import { exitCode } from '../failed.ts'
import { contextsFile } from '../known-contexts.ts'
import { bundledNames } from '../load.ts'
import type { CommandRun } from '../options.ts'
import { colorDepth } from '../print.ts'
import { explorerFile, recentFile } from '../recent.ts'
import { printResult, resultForm } from '../result.ts'
import { rootFolder, version } from '../root.ts'
import type { World } from '../world.ts'

/** `calico-tui info`. */
export const info: CommandRun = async ({ global }, world) => {
  resultForm(global)
  const found = infoOf(world, colorDepth(global.color, world.stdout, world.env))
  await printResult({ lines: () => infoLines(found), json: () => found }, global, world)
  return exitCode.done
}

interface Info {
  readonly schema: 'calico-tui/info/v1'
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly paths: {
    readonly program: string
    readonly config: string
    readonly cache: string
    /** What is kept from one run to the next: connections traced, settings of contexts. */
    readonly state: readonly string[]
    readonly kubeconfig: readonly string[]
  }
  readonly snapshots: readonly string[]
  readonly terminal: {
    readonly isTerminal: boolean
    readonly type: string | null
    readonly columns: number | null
    readonly colors: string
    readonly isUtf8: boolean
  }
}

function infoOf(world: World, depth: string | null): Info {
  const { env } = world
  return {
    schema: 'calico-tui/info/v1',
    version: version(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    paths: {
      program: rootFolder(),
      config: env.CALICO_TUI_CONFIG ?? join(homeOf(env, 'XDG_CONFIG_HOME', '.config'), 'calico-tui', 'config.yaml'),
      cache: join(homeOf(env, 'XDG_CACHE_HOME', '.cache'), 'calico-tui'),
      state: [contextsFile(env), recentFile(env), explorerFile(env)],
      kubeconfig: kubeconfigs(env),
    },
    snapshots: bundledNames(),
    terminal: {
      isTerminal: world.stdout.isTerminal,
      type: env.TERM ?? null,
      columns: world.stdout.columns,
      colors: depth ?? 'never',
      isUtf8: /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || ''),
    },
  }
}

/** The folder of configuration or cache: as XDG says, on Windows in APPDATA. */
function homeOf(env: World['env'], variable: string, usual: string): string {
  const given = env[variable] ?? ''
  if (given !== '') return given
  return process.platform === 'win32' && env.APPDATA !== undefined ? env.APPDATA : join(homedir(), usual)
}

function kubeconfigs(env: World['env']): readonly string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')]
}

function infoLines(found: Info): readonly Line[] {
  const { paths, terminal } = found
  const rows: readonly (readonly [string, string])[] = [
    ['version', found.version],
    ['node', `${found.node} on ${found.platform}`],
    ['program', paths.program],
    ['config', pathWords(paths.config)],
    ['cache', pathWords(paths.cache)],
    ...paths.state.map((path) => ['state', pathWords(path)] as const),
    ...paths.kubeconfig.map((path) => ['kubeconfig', pathWords(path)] as const),
    ['snapshots', found.snapshots.join(', ')],
    ['output', terminal.isTerminal ? `terminal ${terminal.type ?? ''}, ${terminal.columns} columns` : 'not a terminal'],
    ['colours', terminal.colors],
    ['UTF-8', terminal.isUtf8 ? 'yes' : 'no, plain characters are used'],
  ]
  return table(rows.map(([name, text]) => [[span(name, 'faint')], [span(text)]]))
}

function pathWords(path: string): string {
  return existsSync(path) ? path : `${path} (not there)`
}

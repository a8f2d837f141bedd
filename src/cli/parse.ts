import { type Command, CommanderError } from 'commander'
import { didYouMean } from '../text/nearest.ts'
import { usage } from './failed.ts'
import type { GlobalOptions, Invocation } from './options.ts'
import { commandNames, globalOptions, program } from './program.ts'

/** What a command line asks for: a command, or only a text (help, version). */
export type Parsed =
  | { readonly type: 'command'; readonly invocation: Invocation }
  | { readonly type: 'text'; readonly text: string }

/** Reads a command line; throws Failed (64) with the nearest known name when it is wrong. `columns` wraps the help. */
export function parse(args: readonly string[], version: string, columns: number): Parsed {
  let found: Omit<Invocation, 'global'> | null = null
  let text = ''
  const root = program(version, (command, rest, own) => {
    found = { command, arguments: rest, own }
  })
  const output = {
    writeOut: (part: string) => {
      text += part
    },
    writeErr: () => {},
    outputError: () => {},
    getOutHelpWidth: () => columns,
    getErrHelpWidth: () => columns,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  }
  for (const command of [root, ...root.commands]) command.exitOverride().configureOutput(output)
  try {
    root.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { type: 'text', text }
    // `help NAME` of a name that is none: commander prints the help of everything.
    const [, topic = ''] = root.args
    if (error.code === 'commander.help')
      throw usage(`unknown command \`${topic}\`${didYouMean(topic, commandNames(root))}`)
    throw usage(inOurWords(error.message))
  }
  return { type: 'command', invocation: checked(root, found) }
}

function checked(root: Command, found: Omit<Invocation, 'global'> | null): Invocation {
  if (found === null) throw new Error('a command line was read without a command')
  const global = globalOptions(root)
  const live = global.context === null ? (global.kubeconfig === null ? null : '--kubeconfig') : '--context'
  if (global.snapshots.length > 0 && live !== null) {
    throw usage(`--snapshot and ${live} exclude each other: a snapshot is read without a cluster`)
  }
  const onlyLive = liveOption(global)
  if (global.snapshots.length > 0 && onlyLive !== null) {
    throw usage(`${onlyLive} is for live clusters, and --snapshot reads none`)
  }
  const stdins = [...global.snapshots, ...global.flows].filter((path) => path === '-').length
  if (stdins > 1) throw usage('only one option can read standard input (`-`)')
  return { ...found, global }
}

/** An option that was given and means nothing without a live cluster. */
function liveOption(global: GlobalOptions): string | null {
  if (global.as !== null) return '--as'
  if (global.asGroups.length > 0) return '--as-group'
  if (global.requestTimeout !== null) return '--request-timeout'
  if (global.liveFlows !== null) return '--live-flows'
  return global.write ? '--write' : null
}

/** A message of commander as ours: without its `error:`, names in backticks, the suggestion on the same line. */
function inOurWords(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/s, '; did you mean `$1`?')
    .replace(/'([^']*)'/g, '`$1`')
    .replace(/\. Expected (\d+) arguments? but got (\d+)\.?$/, ': expected $1, got $2')
    .replace(/\.$/, '')
}

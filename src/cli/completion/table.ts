import type { Command, Option } from 'commander'
import { colorChoices, liveFlowsChoices, outputForms } from '../options.ts'

/** What can stand for a value on the command line. `names` are looked up by calling the program. */
export type ValueKind =
  | { readonly type: 'choices'; readonly values: readonly string[] }
  | { readonly type: 'files' }
  | { readonly type: 'names'; readonly of: NameKind; readonly orFiles: boolean }
  /** Anything: nothing is offered. */
  | { readonly type: 'text' }

/** Names that only the program knows. */
export type NameKind = 'snapshots' | 'contexts' | 'namespaces' | 'sources' | 'destinations' | 'policies'

export const nameKinds: readonly NameKind[] = [
  'snapshots',
  'contexts',
  'namespaces',
  'sources',
  'destinations',
  'policies',
]

export interface CompletedOption {
  /** `-n`, `--namespace`. */
  readonly flags: readonly string[]
  readonly description: string
  /** Null for an option without a value. */
  readonly value: ValueKind | null
}

export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletedOption[]
  /** Of its argument, null where it has none. */
  readonly argument: ValueKind | null
}

/** Everything the completion scripts are written from. */
export interface CompletionTable {
  /** Options of every command. */
  readonly options: readonly CompletedOption[]
  readonly commands: readonly CompletedCommand[]
}

const TEXT: ValueKind = { type: 'text' }
const FILES: ValueKind = { type: 'files' }
const names = (of: NameKind, orFiles = false): ValueKind => ({ type: 'names', of, orFiles })
const choices = (...values: string[]): ValueKind => ({ type: 'choices', values })

/** By long option, or by `COMMAND ARGUMENT`. */
const VALUES: Readonly<Record<string, ValueKind>> = {
  '--snapshot': names('snapshots', true),
  '--context': names('contexts'),
  '--kubeconfig': FILES,
  '--flows': FILES,
  '--namespace': names('namespaces'),
  '--output': choices(...outputForms),
  '--color': choices(...colorChoices),
  '--as': TEXT,
  '--as-group': TEXT,
  '--request-timeout': TEXT,
  '--since': TEXT,
  '--live-flows': choices(...liveFlowsChoices),
  '--from': names('sources'),
  '--to': names('destinations'),
  '--port': TEXT,
  '--protocol': choices('TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'UDPLite'),
  '--scope': choices('enforced', 'pending', 'both'),
  '--source-port': TEXT,
  '--icmp-type': TEXT,
  '--icmp-code': TEXT,
  '--http-method': choices('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
  '--http-path': TEXT,
  '--queries': FILES,
  '--then': names('snapshots', true),
  '--filter': TEXT,
  '--by': choices('flows', 'workloads', 'namespaces'),
  '--sort': TEXT,
  '--columns': TEXT,
  'endpoint endpoint': names('sources'),
  'policy name': names('policies'),
  'flows question': choices('list', 'watch', 'replay'),
  'snapshot what': choices('save'),
  'snapshot file': FILES,
  'completion shell': choices('bash', 'zsh', 'fish'),
}

/** The table of a program. */
export function completionTable(root: Command): CompletionTable {
  const shown = root.commands.filter((command) => !command.name().startsWith('_'))
  const help: CompletedOption = { flags: ['-h', '--help'], description: 'print help', value: null }
  const help2: CompletedCommand = {
    name: 'help',
    summary: 'print the help of a command',
    options: [],
    argument: choices(...shown.map((command) => command.name())),
  }
  return {
    options: [...root.options.map(optionOf), help],
    commands: [...shown.map(commandOf), help2],
  }
}

function commandOf(command: Command): CompletedCommand {
  const [argument] = command.registeredArguments
  return {
    name: command.name(),
    summary: command.summary(),
    options: command.options.map(optionOf),
    argument: argument === undefined ? null : valueKindOf(`${command.name()} ${argument.name()}`),
  }
}

function optionOf(option: Option): CompletedOption {
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    value: option.required ? valueKindOf(option.long ?? '') : null,
  }
}

function valueKindOf(name: string): ValueKind {
  return VALUES[name] ?? TEXT
}

/** The options with a value, and the arguments, of which nobody said how they are completed. */
export function undescribed(root: Command): readonly string[] {
  const options = [root, ...root.commands].flatMap((command) => command.options.filter(({ required }) => required))
  const found = root.commands.flatMap((command) =>
    command.registeredArguments.map((argument) => `${command.name()} ${argument.name()}`),
  )
  return [...options.map(({ long }) => long ?? ''), ...found].filter((name) => VALUES[name] === undefined)
}

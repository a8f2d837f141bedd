import type { CompletedCommand, CompletedOption, CompletionTable, ValueKind } from './table.ts'

/** The completion script of fish 3 and later. */
export function fishScript(table: CompletionTable): string {
  const names = table.commands.map(({ name }) => name).join(' ')
  const lines = [
    '# fish completion of calico-tui: calico-tui completion fish | source',
    '',
    '# Names that the program knows, those that begin with the word under the cursor.',
    'function __calico_tui_names',
    "    calico-tui __complete $argv[1] (commandline -ct | string replace -r '^--[^=]*=' '') (commandline -opc)[2..-1] 2>/dev/null",
    'end',
    '',
    'complete -c calico-tui -f',
    ...table.options.map((option) => optionLine(option, null)),
    ...table.commands.map(
      ({ name, summary }) =>
        `complete -c calico-tui -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d ${quoted(summary)}`,
    ),
    ...table.commands.flatMap(commandLines),
  ]
  return `${lines.join('\n')}\n`
}

function commandLines({ name, options, argument }: CompletedCommand): readonly string[] {
  const condition = `__fish_seen_subcommand_from ${name}`
  return [
    ...options.map((option) => optionLine(option, condition)),
    ...(argument === null ? [] : [`complete -c calico-tui -n ${quoted(condition)} ${value(argument)}`]),
  ]
}

function optionLine(option: CompletedOption, condition: string | null): string {
  const flags = option.flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const parts = [
    'complete -c calico-tui',
    ...(condition === null ? [] : [`-n ${quoted(condition)}`]),
    ...flags,
    `-d ${quoted(option.description)}`,
    ...(option.value === null ? [] : [`-x ${value(option.value)}`.trim()]),
  ]
  // `-x` forbids files; where a file may stand it is `-r -F`.
  return parts.join(' ').replace('-x -r -F', '-r -F')
}

function value(kind: ValueKind): string {
  switch (kind.type) {
    case 'choices':
      return `-a ${quoted(kind.values.join(' '))}`
    case 'files':
      return '-r -F'
    case 'names':
      return `${kind.orFiles ? '-r -F ' : ''}-a ${quoted(`(__calico_tui_names ${kind.of})`)}`
    case 'text':
      return ''
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

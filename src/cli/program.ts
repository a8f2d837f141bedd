import { Command, Help, Option } from 'commander'
import { didYouMean } from '../text/nearest.ts'
import { usage } from './failed.ts'
import { colorChoices, type GlobalOptions, liveFlowsChoices, outputForms } from './options.ts'

/** Called with a command's name, its arguments and its own options when the command line is understood. */
export type Chosen = (name: string, args: readonly string[], own: Readonly<Record<string, unknown>>) => void

/** The command table: every subcommand and option, from which help, parsing and shell completion are made. */
export function program(version: string, chosen: Chosen): Command {
  const root = new Command('calico-tui')
    .description('See how Calico network policy decides: tiers, policies and rules in evaluation order.')
    .usage('[options] [command]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ formatHelp: commandsFirst })
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments()
    .allowUnknownOption()
  addGlobalOptions(root)
  root.action(() => {
    const [first] = root.args
    if (first === undefined) return chosen('ui', [], {})
    if (first.startsWith('-')) throw usage(`unknown option \`${first}\`${didYouMean(first, optionNames(root))}`)
    throw usage(`unknown command \`${first}\`${didYouMean(first, commandNames(root))}`)
  })
  for (const add of [
    addTrace,
    addBoard,
    addEndpoint,
    addPolicy,
    addFlows,
    addPreview,
    addSnapshot,
    addAccess,
    addInfo,
    addCompletion,
  ]) {
    const command = add(root).allowExcessArguments(false)
    command.addHelpText('after', '\nOptions of every command, such as --snapshot: calico-tui --help')
    command.action(() => chosen(command.name(), command.args, command.opts()))
  }
  return root
}

/** The help with its commands before its options: they are what a newcomer looks for. */
function commandsFirst(command: Command, helper: Help): string {
  const parts = Help.prototype.formatHelp.call(helper, command, helper).trimEnd().split('\n\n')
  const commands = parts.filter((part) => part.startsWith('Commands:'))
  const options = parts.findIndex((part) => part.startsWith('Options:'))
  const others = parts.filter((part) => !part.startsWith('Commands:'))
  return `${[...others.slice(0, options), ...commands, ...others.slice(options)].join('\n\n')}\n`
}

/** The options of every command, from what commander read. */
export function globalOptions(root: Command): GlobalOptions {
  const given = root.opts<{ [name: string]: unknown }>()
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : null)
  const texts = (name: string) => (Array.isArray(given[name]) ? given[name].map(String) : [])
  return {
    context: text('context'),
    kubeconfig: text('kubeconfig'),
    snapshots: texts('snapshot'),
    flows: texts('flows'),
    namespace: text('namespace'),
    output: outputForms.find((form) => form === given.output) ?? null,
    color: colorChoices.find((choice) => choice === given.color) ?? 'auto',
    ascii: given.ascii === true,
    mouse: given.mouse === true,
    plain: given.plain === true,
    as: text('as'),
    asGroups: texts('asGroup'),
    requestTimeout: text('requestTimeout'),
    liveFlows: liveFlowsChoices.find((choice) => choice === given.liveFlows) ?? null,
    write: given.write === true,
  }
}

/** The names of all commands that are shown. */
export function commandNames(root: Command): readonly string[] {
  return root.commands.map((command) => command.name()).filter((name) => !name.startsWith('_'))
}

/** The long names of all options of a command. */
export function optionNames(command: Command): readonly string[] {
  return command.options.flatMap((option) => option.long ?? [])
}

const EXAMPLES = `
Examples:
  calico-tui                                    browse the cluster of the current context
  calico-tui --snapshot catfacts                browse a bundled snapshot
  calico-tui trace --snapshot catfacts --from dev/netshoot --to catfacts/db --port 3306
  kubectl get tiers,globalnetworkpolicies,networkpolicies,pods,namespaces -A -o json | calico-tui board --snapshot -`

function addGlobalOptions(root: Command): void {
  const add = (group: string, options: readonly Option[]) => {
    root.optionsGroup(group)
    for (const option of options) root.addOption(option)
  }
  add('Where the cluster comes from:', [
    new Option(
      '--snapshot <path>',
      'a file or folder instead of a live cluster, `-` for standard input, or a bundled name; repeatable',
    ).argParser(collect),
    new Option('--context <name>', 'a context of the kubeconfig'),
    new Option('--kubeconfig <file>', 'instead of $KUBECONFIG or ~/.kube/config'),
    new Option('--flows <file>', 'recorded flow logs, `-` for standard input; repeatable').argParser(collect),
  ])
  add('What to show:', [
    new Option('-n, --namespace <name>', 'the namespace of names without one'),
    new Option('-o, --output <form>', 'text, json or yaml (jsonl for batches)').argParser(oneOf('form', outputForms)),
    new Option('--color <colors>', 'never, 16, 256 or true; by itself colour only on a terminal').argParser(
      oneOf('number of colours', colorChoices),
    ),
    new Option('--ascii', 'signs of ASCII alone, on screen and in text'),
    new Option('--mouse', 'the wheel and clicks for the screen; the terminal then selects text with shift'),
    new Option('--plain', 'the screen told in sentences, for screen readers'),
  ])
  add('Live clusters:', [
    new Option('--as <user>', 'impersonate a user'),
    new Option('--as-group <group>', 'impersonate a group; repeatable').argParser(collect),
    new Option('--request-timeout <time>', 'how long one request may take, such as 30s'),
    new Option(
      '--live-flows <source>',
      'where flows come from: whisker (usual), goldmane (reads its client certificate, a Secret) or off',
    ).argParser(oneOf('source of flows', liveFlowsChoices)),
    new Option('--write', 'allow changes (without it nothing is ever changed)'),
  ])
  root.optionsGroup('Other:')
}

function addTrace(root: Command): Command {
  return root
    .command('trace')
    .summary('who decides a connection, and why')
    .description(
      'Trace a connection through tiers, policies and rules.\n\nEndpoints: NAMESPACE/POD, NAMESPACE/WORKLOAD, NAMESPACE/KEY=VALUE, IP, DOMAIN,\nsvc:NAMESPACE/SERVICE[:PORT], hep:NAME, node:NAME, set:[NAMESPACE/]NAME.\nExit code: 0 allowed, 2 denied, 3 decided only under assumptions.',
    )
    .option('--from <endpoint>', 'where it starts')
    .option('--to <endpoint>', 'where it goes')
    .option('--port <port>', 'the port of the pod, by number or by the name of a container port')
    .option('--protocol <name>', 'TCP (usual), UDP, SCTP, ICMP, ICMPv6, UDPLite or a number')
    .addOption(
      new Option('--scope <scope>', 'enforced (usual), pending (staged policies as if enforced) or both').argParser(
        oneOf('scope', ['enforced', 'pending', 'both']),
      ),
    )
    .option('--source-port <port>', 'the port it comes from')
    .option('--icmp-type <type>', 'the ICMP type')
    .option('--icmp-code <code>', 'the ICMP code')
    .option('--http-method <method>', 'the HTTP method')
    .option('--http-path <path>', 'the HTTP path')
    .option('--queries <file>', 'a batch: one query in JSON a line, `-` for standard input')
    .option('--steps', 'every rule and policy in the text; whole traces in a batch')
}

function addBoard(root: Command): Command {
  return root
    .command('board')
    .summary('tiers and their policies in evaluation order')
    .description('Print the tiers with their policies in evaluation order.')
}

function addEndpoint(root: Command): Command {
  return root
    .command('endpoint')
    .summary('what governs an endpoint')
    .description("Print an endpoint's labels, profiles, and its policies in evaluation order for each direction.")
    .argument('<endpoint>', 'NAMESPACE/POD, NAMESPACE/WORKLOAD, IP, hep:NAME, ...')
}

function addPolicy(root: Command): Command {
  return root
    .command('policy')
    .summary('what a policy says, in words')
    .description('Print a policy: its rules in words, the endpoints it selects, what the selectors of its rules match.')
    .argument('<name>', '[NAMESPACE/]NAME, or KIND/[NAMESPACE/]NAME where several kinds bear the name')
}

function addFlows(root: Command): Command {
  return root
    .command('flows')
    .summary('recorded flows, flows as they come, or recorded ones beside what the engine says')
    .description(
      'list: recorded flows, filtered and put together as in the explorer. Forms: text, json, yaml, jsonl, csv.\n\nwatch: follow the flows of a live cluster, a line each, until Ctrl-C. It takes `get` and `create` on\npods/portforward in calico-system. Forms: text, jsonl (which --flows reads again).\n\nreplay: every distinct recorded flow through the engine in both scopes, with the reason where they differ.\nForms: text, json, yaml, jsonl, csv. Exit code: 2 when a difference has no explanation.\n\nFlow logs: --flows FILE, else those found in the snapshot, else what the live cluster keeps, about an hour.',
    )
    .argument('<question>', 'list, watch or replay', oneOf('question about flows', ['list', 'watch', 'replay']))
    .option('--since <time>', 'watch: begin so long ago, such as 10m (usual: 1m)')
    .option('--filter <words>', 'list: the words of the explorer, such as `action:deny dst:catfacts/db port:3306`')
    .addOption(
      new Option('--by <what>', 'list: flows (usual), workloads or namespaces').argParser(
        oneOf('way to put flows together', ['flows', 'workloads', 'namespaces']),
      ),
    )
    .option('--sort <column>', 'list: by a column, a `-` before it for the largest first')
    .option('--columns <names>', 'list: which columns, separated by commas')
}

function addPreview(root: Command): Command {
  return root
    .command('preview')
    .summary('what enforcing staged policies would turn')
    .description(
      'Tell which recorded connections the staged policies would turn once each is enforced in the place of its\nenforced twin.\n\nFlow logs: --flows FILE, else those found in the snapshot, else what the live cluster keeps, about an hour.\nExit code: 2 when something allowed today would be denied.',
    )
    .option('--staged', 'all staged policies')
    .addOption(
      new Option(
        '--then <path>',
        'a later snapshot of the same cluster, judged on the same flows; repeatable: the burn-down',
      ).argParser(collect),
    )
    .option('--as-logged', 'as Calico evaluates them for its logs: beside their twins, which come first')
}

function addSnapshot(root: Command): Command {
  return root
    .command('snapshot')
    .summary('save what a live cluster shows as one file')
    .description(
      'Save what a live cluster, or other snapshots, show as one file that --snapshot reads: gzipped JSON lines,\nusually named *.ctui.jsonl.gz. It holds no Secrets, no environment and no volumes.\nThe flows of a live cluster are saved where --live-flows says from where.',
    )
    .argument('<what>', 'save', oneOf('thing to do with a snapshot', ['save']))
    .argument('<file>', 'where to, `-` for standard output')
    .option('--redact', 'other addresses for those outside the cluster, and no labels that no selector mentions')
    .option('--force', 'replace a file that is there')
}

function addAccess(root: Command): Command {
  return root
    .command('access')
    .summary('what you may see and do on a live cluster')
    .description(
      'Print what the user of a live cluster may see and do, kind by kind and tier by tier, and the ClusterRole that is\nmissing to see everything. It asks the API server and changes nothing.',
    )
    .option('--role', 'only the roles that are missing, as YAML')
}

function addInfo(root: Command): Command {
  return root
    .command('info')
    .summary('version, paths, and what the terminal can do')
    .description('Print the version, the paths of configuration and cache, and what the terminal can do.')
}

function addCompletion(root: Command): Command {
  return root
    .command('completion')
    .summary('shell completion')
    .description('Print a completion script for a shell.\n\nbash: source <(calico-tui completion bash)')
    .argument('<shell>', 'bash, zsh or fish', oneOf('shell', ['bash', 'zsh', 'fish']))
}

function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value]
}

/** Reads a value that must be one of some; fails with the nearest one. */
function oneOf(what: string, known: readonly string[]): (value: string) => string {
  return (value) => {
    if (known.includes(value)) return value
    throw usage(`\`${value}\` is no ${what}; expected ${known.join(', ')}${didYouMean(value, known)}`)
  }
}

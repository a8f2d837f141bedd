import { visible } from '../model/visible.ts'
import { exitCode, Failed } from './failed.ts'
import type { CommandRun } from './options.ts'
import { parse } from './parse.ts'
import { version } from './root.ts'
import type { World } from './world.ts'

/** Each command's code is loaded only when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandRun>>> = {
  board: async () => (await import('./commands/board.ts')).board,
  flows: async () => (await import('./commands/flows.ts')).flows,
  preview: async () => (await import('./commands/preview.ts')).preview,
  policy: async () => (await import('./commands/policy.ts')).policy,
  trace: async () => (await import('./commands/trace.ts')).trace,
  endpoint: async () => (await import('./commands/endpoint.ts')).endpoint,
  access: async () => (await import('./commands/access.ts')).access,
  snapshot: async () => (await import('./commands/snapshot.ts')).snapshot,
  info: async () => (await import('./commands/info.ts')).info,
  completion: async () => (await import('./commands/completion.ts')).completion,
  ui: async () => (await import('./commands/start.ts')).start,
}

/** Runs one command line and gives its exit code. Results go to standard output, all else to standard error. */
export async function run(args: readonly string[], world: World): Promise<number> {
  try {
    if (args[0] === '__complete') {
      const { complete } = await import('./commands/complete.ts')
      return await complete(args.slice(1), world)
    }
    const parsed = parse(args, version(), Math.min(world.stdout.columns ?? 100, 120))
    if (parsed.type === 'text') {
      await world.stdout.write(parsed.text)
      return exitCode.done
    }
    const { invocation } = parsed
    const load = COMMANDS[invocation.command]
    if (load === undefined) throw new Error(`the command ${invocation.command} has no code`)
    return await (await load())(invocation, world)
  } catch (error) {
    if (world.signal.aborted) return exitCode.interrupted
    if (!(error instanceof Failed)) return reportMistake(error, world)
    const lines = error.message.split('\n').map((line) => visible(line, 2000))
    await world.stderr.write(`calico-tui: ${lines.join('\n')}\n`)
    return error.code
  }
}

/** An error that nobody foresaw is a mistake of ours: the stack is told, since only it lets us find the place. */
async function reportMistake(error: unknown, world: World): Promise<number> {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const told = stack.split('\n').map((line) => visible(line, 500))
  await world.stderr.write(
    `calico-tui: this is a mistake of ours, please report it with what follows\n${told.join('\n')}\n`,
  )
  return exitCode.failed
}

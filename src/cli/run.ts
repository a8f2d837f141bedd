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
  policy: async () => (await import('./commands/policy.ts')).policy,
  trace: async () => (await import('./commands/trace.ts')).trace,
  endpoint: async () => (await import('./commands/endpoint.ts')).endpoint,
  ui: async () => (await import('./commands/start.ts')).start,
}

/** Runs one command line and gives its exit code. Results go to standard output, all else to standard error. */
export async function run(args: readonly string[], world: World): Promise<number> {
  try {
    const parsed = parse(args, version(), Math.min(world.stdout.columns ?? 100, 120))
    if (parsed.type === 'text') {
      await world.stdout.write(parsed.text)
      return exitCode.done
    }
    const { invocation } = parsed
    const command = await COMMANDS[invocation.command]?.()
    if (command === undefined) throw new Failed(`\`${invocation.command}\` is not there yet`)
    return await command(invocation, world)
  } catch (error) {
    if (world.signal.aborted) return exitCode.interrupted
    if (!(error instanceof Failed)) throw error
    const lines = error.message.split('\n').map((line) => visible(line, 2000))
    await world.stderr.write(`calico-tui: ${lines.join('\n')}\n`)
    return error.code
  }
}

import { spawn } from 'node:child_process'
import type { Screen } from './screen.ts'

/**
 * Runs a command line as the user wrote it, such as `$EDITOR` with its options, with these arguments after it. The
 * terminal is the program's until it ends. Gives its exit code, 128 when a signal ended it, 127 when
 * there is no such program.
 */
export function runProgram(screen: Screen, commandLine: string, args: readonly string[]): Promise<number> {
  return screen.handOver(
    () =>
      new Promise<number>((resolve) => {
        const isWindows = process.platform === 'win32'
        const child = isWindows
          ? spawn(commandLine, args, { stdio: 'inherit', shell: true })
          : spawn('/bin/sh', ['-c', `${commandLine} "$@"`, commandLine, ...args], { stdio: 'inherit' })
        child.on('error', () => resolve(127))
        child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
      }),
  )
}

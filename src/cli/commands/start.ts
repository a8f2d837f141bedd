import type { CommandRun } from '../options.ts'

/** `calico-tui` without a subcommand: the terminal UI, or the board as text where there is no terminal. */
export const start: CommandRun = async (invocation, world) => {
  if (!world.stdinIsTerminal || !world.stdout.isTerminal) {
    const { printBoard } = await import('./board.ts')
    return printBoard(invocation.global, world)
  }
  const { ui } = await import('../ui.tsx')
  return ui(invocation, world)
}

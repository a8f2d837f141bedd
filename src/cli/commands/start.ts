import type { CommandRun } from '../options.ts'
import { printBoard } from './board.ts'

/** `calico-tui` without a subcommand: the terminal UI, or the board as text where there is no terminal. */
export const start: CommandRun = async ({ global }, world) => printBoard(global, world)

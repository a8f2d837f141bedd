import type { Keymap } from './command.ts'
import { boardCommands } from './commands/board.ts'
import { moveCommands } from './commands/move.ts'
import { programCommands } from './commands/program.ts'

/** Every command of the program. Help, palette, the README's table and dispatch all read this one list. */
export const keymap: Keymap = {
  commands: [...boardCommands, ...moveCommands, ...programCommands],
  typing: {},
}

import type { Keymap } from './command.ts'
import { boardCommands } from './commands/board.ts'
import { copyCommands } from './commands/copy.ts'
import { filterCommands, filterTypings } from './commands/filter.ts'
import { flowFeedCommands } from './commands/flow-feed.ts'
import { flowCommands } from './commands/flows.ts'
import { liveCommands } from './commands/live.ts'
import { matrixCommands } from './commands/matrix.ts'
import { moveCommands } from './commands/move.ts'
import { neighbourCommands } from './commands/neighbours.ts'
import { openCommands } from './commands/open.ts'
import { overlayCommands, overlayTypings } from './commands/overlay.ts'
import { pickerCommands } from './commands/picker.ts'
import { programCommands } from './commands/program.ts'
import { rehearsalCommands } from './commands/rehearsal.ts'
import { saveCommands } from './commands/save.ts'
import { traceCommands } from './commands/trace.ts'
import { pickerTyping, portTyping } from './trace-typing.ts'

/** Every command of the program. Help, palette, the README's table and dispatch all read this one list. */
export const keymap: Keymap = {
  commands: [
    ...overlayCommands,
    ...openCommands,
    ...filterCommands,
    ...boardCommands,
    ...pickerCommands,
    ...traceCommands,
    ...flowCommands,
    ...matrixCommands,
    ...neighbourCommands,
    ...rehearsalCommands,
    ...flowFeedCommands,
    ...liveCommands,
    ...moveCommands,
    ...copyCommands,
    ...saveCommands,
    ...programCommands,
  ],
  typing: { ...filterTypings, ...overlayTypings, picker: pickerTyping, 'trace-typing': portTyping },
}

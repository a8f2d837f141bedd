import type { Command } from '../command.ts'
import { popView } from '../state.ts'

const quit: Command = {
  id: 'program.quit',
  contexts: ['always'],
  keys: ['ctrl-c'],
  help: 'quit',
  group: 'Program',
  hint: null,
  run: (state) => [state, [{ type: 'quit', code: 0 }]],
}

const back: Command = {
  id: 'program.back',
  contexts: ['view'],
  keys: ['esc', 'q'],
  help: 'back, and quit at the root',
  group: 'Program',
  hint: 90,
  run(state, call) {
    if (state.views.length > 1) return popView(state)
    return quit.run(state, call)
  },
}

const suspend: Command = {
  id: 'program.suspend',
  contexts: ['always'],
  keys: ['ctrl-z'],
  help: 'to the shell (fg comes back)',
  group: 'Program',
  hint: null,
  run: (state) => [state, [{ type: 'suspend' }]],
}

const redraw: Command = {
  id: 'program.redraw',
  contexts: ['always'],
  keys: ['ctrl-l'],
  help: 'paint the screen anew',
  group: 'Program',
  hint: null,
  run: (state) => [state, [{ type: 'redraw' }]],
}

export const programCommands: readonly Command[] = [back, quit, suspend, redraw]

import type { Command } from '../command.ts'
import type { State } from '../state.ts'

const nothing = { disabled: 'there is no cluster to save yet' } as const

const save: Command = {
  id: 'snapshot.save',
  contexts: ['view'],
  keys: ['W'],
  help: 'write the cluster to a file: a snapshot',
  group: 'Copy',
  hint: null,
  run: (state) => saved(state, false),
}

const saveRedacted: Command = {
  id: 'snapshot.save-redacted',
  contexts: ['view'],
  keys: [],
  help: 'write the cluster to a file, without outside addresses and labels that play no part',
  group: 'Copy',
  hint: null,
  run: (state) => saved(state, true),
}

function saved(state: State, redact: boolean): ReturnType<Command['run']> {
  return state.index === null ? nothing : [state, [{ type: 'save-snapshot', redact }]]
}

export const saveCommands: readonly Command[] = [save, saveRedacted]

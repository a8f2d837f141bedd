import { choose as chooseFrom, noSuchChoice } from '../choose.ts'
import type { Command, Context, Outcome, Typing } from '../command.ts'
import { firstRow } from '../cursor.ts'
import { openObject } from '../drill-moves.ts'
import { emptyEntry, entryOf } from '../entry.ts'
import { helpRows, paletteRows } from '../palette.ts'
import { noFilter, type Overlay, openView, type State } from '../state.ts'

const palette: Command = {
  id: 'overlay.palette',
  contexts: ['view', 'snapshots'],
  keys: [':', 'ctrl-p'],
  help: 'commands: run or open anything by name',
  group: 'Program',
  hint: 70,
  run: (state) => ({
    ...state,
    overlay: { type: 'palette', entry: emptyEntry, cursor: firstRow, recalled: null },
  }),
}

const paletteTyped: Command = {
  ...palette,
  id: 'overlay.palette-typed',
  contexts: ['board-typing', 'drill-typing', 'list-typing', 'problems-typing'],
  keys: ['ctrl-p'],
}

const help: Command = {
  id: 'overlay.help',
  contexts: ['view'],
  keys: ['?', 'f1'],
  help: 'keys that work here',
  group: 'Program',
  hint: null,
  run: (state) => ({ ...state, overlay: { type: 'help', entry: emptyEntry, cursor: firstRow } }),
}

const helpTyped: Command = { ...help, id: 'overlay.help-typed', contexts: ['always'], keys: ['f1'] }

const choose: Command = {
  id: 'overlay.choose',
  contexts: ['palette', 'help'],
  keys: ['enter'],
  help: 'run',
  group: 'Program',
  hint: 10,
  run(state, call): Outcome {
    const { overlay } = state
    if (overlay === null) return state
    const { text } = overlay.entry
    const under = { ...state, overlay: null }
    const at = overlay.cursor.at
    if (overlay.type === 'help') {
      const command = helpRows(state, call.keymap, text)[at]
      return command === undefined ? { disabled: 'no key does that here' } : command.run(under, call)
    }
    const row = paletteRows(state, call.keymap, text)[at]
    if (row === undefined) return { disabled: noSuchChoice(state, text) ?? 'nothing is called so' }
    const remembered =
      text === '' ? under : { ...under, history: [...under.history.filter((one) => one !== text), text].slice(-50) }
    switch (row.type) {
      case 'command':
        return row.command.run(remembered, call)
      case 'kind':
        return openView(remembered, { type: 'list', kind: row.kind, filter: noFilter, cursor: firstRow })
      case 'object':
        return openObject(remembered, row.named.object)
      case 'choice':
        return chooseFrom(remembered, row.choice)
    }
  },
}

const recall: Command = {
  id: 'overlay.recall',
  contexts: ['palette'],
  keys: ['ctrl-r', 'alt-p'],
  help: 'what was entered before',
  group: 'Program',
  hint: 40,
  run(state) {
    const { overlay, history } = state
    if (overlay?.type !== 'palette') return state
    const at = (overlay.recalled ?? history.length) - 1
    const text = history[at]
    if (text === undefined) return { disabled: 'nothing was entered before that' }
    return { ...state, overlay: { ...overlay, entry: entryOf(text), recalled: at, cursor: firstRow } }
  },
}

export const overlayCommands: readonly Command[] = [choose, recall, palette, paletteTyped, help, helpTyped]

function withOverlay(state: State, change: (overlay: Overlay) => Overlay): State {
  return state.overlay === null ? state : { ...state, overlay: change(state.overlay) }
}

const overlayTyping: Typing = {
  read: (state) => state.overlay?.entry ?? emptyEntry,
  write: (state, entry) => withOverlay(state, (overlay) => ({ ...overlay, entry, cursor: firstRow })),
}

/** What typing means in the palette and the help. */
export const overlayTypings: Readonly<Partial<Record<Context, Typing>>> = {
  palette: overlayTyping,
  help: overlayTyping,
}

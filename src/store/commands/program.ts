import type { Command, Outcome } from '../command.ts'
import { closeColumn } from '../drill-moves.ts'
import { emptyEntry } from '../entry.ts'
import { filterOf, withFilter, withoutFilter } from '../filters.ts'
import { popView, type State, themeNames, topView, withView } from '../state.ts'
import { withToast } from '../update.ts'

const quit: Command = {
  id: 'program.quit',
  contexts: ['always'],
  keys: ['ctrl-c'],
  help: 'quit',
  group: 'Program',
  hint: null,
  run: (state) => [state, [{ type: 'quit', code: state.source.status === 'failed' ? 1 : 0 }]],
}

const back: Command = {
  id: 'program.back',
  contexts: ['view'],
  keys: ['esc'],
  help: 'back',
  group: 'Program',
  hint: 90,
  run(state) {
    return peeled(state) ?? { disabled: 'this is where it began: q quits' }
  },
}

const leave: Command = {
  id: 'program.leave',
  contexts: ['view'],
  keys: ['q'],
  help: 'back, quit at the root',
  group: 'Program',
  hint: null,
  run: (state, call) => (state.views.length === 1 && !isDrilled(state) ? quit.run(state, call) : closed(state)),
}

/** One layer less: the filter, the zoom, the pane, the reading, the view; null when none is left. */
function peeled(state: State): Outcome | null {
  const view = topView(state)
  const filter = filterOf(state)
  if (filter !== null && filter.entry.text !== '' && view.type !== 'list') return withoutFilter(state)
  if ((view.type === 'board' || view.type === 'drill') && view.zoomed)
    return withView(state, { ...view, zoomed: false })
  if (view.type === 'board' && view.pane === 'preview') return withView(state, { ...view, pane: 'tiers' })
  if (state.views.length > 1 || isDrilled(state)) return closed(state)
  return state.source.status === 'reading' ? [state, [{ type: 'cancel' }]] : null
}

function isDrilled(state: State): boolean {
  const view = topView(state)
  return view.type === 'drill' && view.columns.length > 1
}

function closed(state: State): State {
  const view = topView(state)
  return view.type === 'drill' ? closeColumn(state, view) : popView(state)
}

const outOfDrill: Command = {
  ...back,
  id: 'program.left',
  contexts: ['drill'],
  keys: ['h', 'left'],
  hint: null,
  run: closed,
}

const close: Command = {
  id: 'program.close',
  contexts: ['list-typing', 'palette', 'help'],
  keys: ['esc'],
  help: 'back',
  group: 'Program',
  hint: 90,
  run(state) {
    if (state.overlay !== null) return { ...state, overlay: null }
    const filter = filterOf(state)
    if (filter === null || filter.entry.text === '') return popView(state)
    return withFilter(state, { entry: emptyEntry, typing: true })
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

const saveScreen: Command = {
  id: 'program.save-screen',
  contexts: ['view'],
  keys: ['S'],
  help: 'save the screen: text and a picture',
  group: 'Program',
  hint: null,
  run: (state) => [state, [{ type: 'save-screen' }]],
}

const mouse: Command = {
  id: 'program.mouse',
  contexts: ['view'],
  keys: ['ctrl-t'],
  help: 'mouse: wheel and click for the program, or all of it for the terminal',
  group: 'Program',
  hint: null,
  run(state) {
    const on = !state.settings.mouse
    const [next, effects] = withToast(
      { ...state, settings: { ...state.settings, mouse: on } },
      'info',
      on ? 'the mouse is on: shift selects text in most terminals' : 'the mouse is off: the terminal selects text',
    )
    return [next, [{ type: 'mouse', on }, ...effects]]
  },
}

const theme: Command = {
  id: 'program.theme',
  contexts: ['view'],
  keys: [],
  help: 'theme: other colours, such as blue and orange for red and green',
  group: 'Program',
  hint: null,
  run(state) {
    const next = themeNames[(themeNames.indexOf(state.settings.theme) + 1) % themeNames.length] ?? 'default'
    return withToast({ ...state, settings: { ...state.settings, theme: next } }, 'info', `theme ${next}`)
  },
}

export const programCommands: readonly Command[] = [
  outOfDrill,
  back,
  leave,
  close,
  quit,
  suspend,
  redraw,
  saveScreen,
  mouse,
  theme,
]

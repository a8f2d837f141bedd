import type { Effect } from './effect.ts'
import type { Entry } from './entry.ts'
import type { State } from './state.ts'

/**
 * Where keys are looked up: the innermost place that has the cursor, then `view` (every view, while nothing is being typed), then
 * `always`. In the `…-typing` contexts, and in the palette and the help, printable keys are text.
 */
export type Context =
  | 'always'
  | 'view'
  | 'board'
  | 'board-typing'
  | 'drill'
  | 'drill-typing'
  | 'list'
  | 'list-typing'
  | 'problems'
  | 'problems-typing'
  | 'history'
  | 'snapshots'
  | 'live'
  | 'contexts'
  | 'contexts-typing'
  | 'flows'
  | 'flows-typing'
  | 'matrix'
  | 'matrix-typing'
  | 'neighbours'
  | 'neighbours-typing'
  | 'columns'
  | 'rehearsal'
  | 'stops'
  | 'picker'
  | 'trace'
  | 'trace-typing'
  | 'palette'
  | 'help'

/** What a command gives: the next State, one with Effects, or the reason why it cannot run now, shown to the user. */
export type Outcome = State | readonly [State, readonly Effect[]] | { readonly disabled: string }

/** What a command is told beside the State. */
export interface Call {
  /** The number typed before the key, or null. */
  readonly count: number | null
  /** The key or chord that was pressed; null when the command was chosen by name. */
  readonly keys: string | null
  readonly keymap: Keymap
}

/** One thing a key does. */
export interface Command {
  readonly id: string
  readonly contexts: readonly Context[]
  /** Each a key, or the keys of a chord with spaces between them: `g g`. The first is the one shown. Empty: palette only. */
  readonly keys: readonly string[]
  /** What it does in a few words, lower case: "next step". The hints at the bottom of the screen show it up to the first comma,
   * colon or parenthesis. */
  readonly help: string
  /** The heading of the help it stands under. */
  readonly group: 'Move' | 'Look' | 'Open' | 'Trace' | 'Copy' | 'Program'
  /** In the bottom line of the screen, in this order (smallest first); null: not there. */
  readonly hint: number | null
  run(state: State, call: Call): Outcome
}

/** How the text of a typing context is read and replaced. */
export interface Typing {
  read(state: State): Entry
  write(state: State, entry: Entry): State
}

/** All commands, and what typing means where. */
export interface Keymap {
  readonly commands: readonly Command[]
  readonly typing: Readonly<Partial<Record<Context, Typing>>>
}

/** What a command does in the fewest words: its help up to the first comma, colon or parenthesis. */
export function shortHelp({ help }: Pick<Command, 'help'>): string {
  return help.split(/[,:(]/)[0]?.trim() ?? help
}

/** True when the outcome is a reason why the command cannot run. */
export function isDisabled(outcome: Outcome): outcome is { readonly disabled: string } {
  return 'disabled' in outcome
}

/** True when the outcome comes with Effects. */
export function isNext(outcome: Outcome): outcome is readonly [State, readonly Effect[]] {
  return Array.isArray(outcome)
}

/** The innermost context of a state. */
export function contextOf(state: State): Context {
  if (state.overlay !== null) return state.overlay.type
  const view = state.views.at(-1)
  if (view === undefined) return 'view'
  switch (view.type) {
    case 'board':
    case 'list':
    case 'problems':
    case 'flows':
    case 'matrix':
    case 'neighbours':
    case 'contexts':
      return view.filter.typing ? `${view.type}-typing` : view.type
    case 'drill':
      return view.columns.at(-1)?.filter.typing === true ? 'drill-typing' : 'drill'
    case 'trace':
      return view.port === null ? 'trace' : 'trace-typing'
    case 'history':
    case 'snapshots':
    case 'live':
    case 'columns':
    case 'rehearsal':
    case 'stops':
    case 'picker':
      return view.type
  }
}

/** The contexts whose keys are valid, innermost first. */
export function contextsOf(state: State, keymap: Keymap): readonly Context[] {
  const context = contextOf(state)
  return keymap.typing[context] === undefined ? [context, 'view', 'always'] : [context, 'always']
}

import { burnDownFollowed, burnDownTimed, noBurnDown } from './burn-down.ts'
import {
  type Call,
  type Command,
  contextOf,
  contextsOf,
  isDisabled,
  isNext,
  type Keymap,
  type Outcome,
} from './command.ts'
import { remembering, withContextSettings } from './context-settings.ts'
import { firstRow } from './cursor.ts'
import type { Effect } from './effect.ts'
import { editEntry, insertText } from './entry.ts'
import { flowsCame, lookingAtFlows, noFeed } from './flow-feed.ts'
import { noSource } from './initial.ts'
import { keyText } from './key-text.ts'
import type { Message } from './message.ts'
import { pointed } from './mouse.ts'
import type { State, Toast } from './state.ts'
import { viewsAfter } from './trace-change.ts'

export type Next = readonly [State, readonly Effect[]]

const chordMs = 500
const toastMs = 6000

/** The state after something happened, and what is to be done outside. */
export function update(state: State, message: Message, keymap: Keymap): Next {
  return remembering(state, changed(state, message, keymap))
}

function changed(state: State, message: Message, keymap: Keymap): Next {
  switch (message.type) {
    case 'key':
      return pressed(state, message.key, keymap)
    case 'paste':
      return [pasted(state, message.text, keymap), []]
    case 'mouse':
      return [pointed(state, message, keymap), []]
    case 'resized':
      return [{ ...state, size: { columns: message.columns, rows: message.rows } }, []]
    case 'chord-expired':
      return [message.serial === state.pending.serial ? withoutPending(state) : state, []]
    case 'toast':
      return withToast(state, message.severity, message.text)
    case 'toast-expired':
      return [expired(state, message.serial), []]
    case 'flows':
      return burnDownFollowed(flowsCame(state, message.flows))
    case 'live-flows': {
      const { live, now } = message
      return [{ ...state, flowFeed: { ...state.flowFeed, live, now } }, []]
    }
    case 'snapshots':
      return [{ ...state, snapshots: message.list }, []]
    case 'remembered':
      return [{ ...state, recent: [...state.recent, ...message.recent].slice(0, 20) }, []]
    case 'remembered-contexts':
      return [withContextSettings({ ...state, contexts: new Map([...message.contexts, ...state.contexts]) }), []]
    case 'remembered-explorer':
      return [{ ...state, explorer: message.explorer }, []]
    case 'cluster':
      return burnDownFollowed({ ...state, index: message.index, views: viewsAfter(state, message.index) })
    case 'time':
      return [burnDownTimed(state, message.now), []]
    case 'opening':
    case 'progress':
    case 'opened':
    case 'open-failed':
    case 'open-cancelled':
    case 'live':
    case 'no-source':
      return sourceChanged(state, message)
  }
}

/** The state with a word to the user on screen for a while. */
export function withToast(state: State, severity: Toast['severity'], text: string): Next {
  const serial = (state.toasts.at(-1)?.serial ?? 0) + 1
  const toasts = [...state.toasts.slice(-199), { serial, severity, text, shown: true, isReason: false }]
  return [{ ...state, toasts }, [{ type: 'after', ms: toastMs, message: { type: 'toast-expired', serial } }]]
}

/** The state with the reason why a key did nothing. */
function withReason(state: State, text: string): Next {
  const [next, effects] = withToast(withoutReasons(state), 'info', text)
  return [
    { ...next, toasts: next.toasts.map((one, at) => (at < next.toasts.length - 1 ? one : asReason(one))) },
    effects,
  ]
}

function asReason(toast: Toast): Toast {
  return { ...toast, isReason: true }
}

/** The state without the reasons on screen, which no longer hold once a key did something. */
function withoutReasons(state: State): State {
  if (!state.toasts.some((toast) => toast.shown && toast.isReason)) return state
  return { ...state, toasts: state.toasts.map((toast) => (toast.isReason ? { ...toast, shown: false } : toast)) }
}

/** The state after a command, its reason shown when it cannot run. */
export function runCommand(state: State, command: Command, call: Call): Next {
  return settled(state, command.run(withoutReasons(withoutPending(state)), call))
}

function settled(state: State, outcome: Outcome): Next {
  if (isDisabled(outcome)) return withReason(withoutPending(state), outcome.disabled)
  return isNext(outcome) ? outcome : [outcome, []]
}

function pressed(state: State, key: string, keymap: Keymap): Next {
  const keys = [...state.pending.keys, key].join(' ')
  const found = lookUp(state, keys, keymap)
  if (found !== null) return runCommand(state, found, { count: state.pending.count, keys, keymap })
  if (state.pending.keys.length > 0) return pressed(withoutPending(state), key, keymap)
  const typing = keymap.typing[contextOf(state)]
  if (typing !== undefined) {
    const entry = editEntry(typing.read(state), key)
    return [entry === null ? state : typing.write(withoutReasons(state), entry), []]
  }
  if (/^[0-9]$/.test(key) && (key !== '0' || state.pending.count !== null)) return [counted(state, Number(key)), []]
  if (startsChord(state, keys, keymap)) return chordBegun(state, key)
  return withReason(withoutPending(state), `${keyText(key)} does nothing here: ? shows the keys that do`)
}

/** The command a key (or the keys of a chord) stands for, the innermost context first, or null. */
export function lookUp(state: State, keys: string, keymap: Keymap): Command | null {
  for (const context of contextsOf(state, keymap)) {
    const found = keymap.commands.find((one) => one.contexts.includes(context) && one.keys.includes(keys))
    if (found !== undefined) return found
  }
  return null
}

function startsChord(state: State, keys: string, keymap: Keymap): boolean {
  const contexts = contextsOf(state, keymap)
  return keymap.commands.some(
    (one) =>
      one.contexts.some((context) => contexts.includes(context)) &&
      one.keys.some((each) => each.startsWith(`${keys} `)),
  )
}

function chordBegun(state: State, key: string): Next {
  const serial = state.pending.serial + 1
  const pending = { keys: [...state.pending.keys, key], count: state.pending.count, serial }
  return [{ ...state, pending }, [{ type: 'after', ms: chordMs, message: { type: 'chord-expired', serial } }]]
}

function counted(state: State, digit: number): State {
  const count = Math.min(1_000_000, (state.pending.count ?? 0) * 10 + digit)
  return { ...state, pending: { ...state.pending, count } }
}

function withoutPending(state: State): State {
  if (state.pending.keys.length === 0 && state.pending.count === null) return state
  return { ...state, pending: { keys: [], count: null, serial: state.pending.serial + 1 } }
}

function pasted(state: State, text: string, keymap: Keymap): State {
  const typing = keymap.typing[contextOf(state)]
  return typing === undefined ? state : typing.write(state, insertText(typing.read(state), text))
}

function expired(state: State, serial: number): State {
  return {
    ...state,
    toasts: state.toasts.map((toast) => (toast.serial === serial ? { ...toast, shown: false } : toast)),
  }
}

type SourceMessage = Extract<
  Message,
  { readonly type: 'opening' | 'progress' | 'opened' | 'open-failed' | 'open-cancelled' | 'live' | 'no-source' }
>

function sourceChanged(state: State, message: SourceMessage): Next {
  const source = state.source
  switch (message.type) {
    case 'opening': {
      const { title, paths } = message
      const next = { title, paths, status: 'reading', progress: null, failure: null, readAt: null, live: null } as const
      // What is opened again is still the same cluster: its rehearsal goes on.
      const burnDown = title === source.title ? state.burnDown : noBurnDown
      const opening = { ...state, source: next, index: null, flows: null, flowFeed: noFeed, burnDown }
      return [source.live !== null && paths.length > 0 ? withContextSettings(opening) : opening, []]
    }
    case 'progress':
      return [{ ...state, source: { ...source, progress: message.progress } }, []]
    case 'opened':
      return burnDownFollowed({ ...state, source: { ...source, status: 'ready', readAt: message.now } })
    case 'open-failed': {
      const next: State = { ...state, source: { ...source, status: 'failed', failure: message.message } }
      // Where nothing was read the whole body says why.
      return state.index === null ? [next, []] : withToast(next, 'error', message.message)
    }
    case 'open-cancelled':
      return [{ ...state, source: { ...source, status: 'cancelled' } }, []]
    case 'no-source':
      return [{ ...state, source: noSource, views: [{ type: 'snapshots', cursor: firstRow }] }, []]
    case 'live': {
      const next = { ...state, source: { ...source, live: message.live } }
      const known = source.live?.context === message.live.context ? next : withContextSettings(next)
      // The board may count flows from the start.
      const counts = known.settings.counts !== 'endpoints' || known.settings.showsStops
      return (counts ? lookingAtFlows(known, known) : null) ?? [known, []]
    }
  }
}

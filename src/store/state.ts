import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowGrouping } from '../engine/flow-groups.ts'
import type { FlowTable } from '../engine/flow-table.ts'
import type { PreviewMode } from '../engine/preview.ts'
import type { TurnedGrouping } from '../engine/preview-groups.ts'
import type { LiveStatus } from '../model/live.ts'
import type { BurnDown } from './burn-down.ts'
import type { KnownContexts } from './context-settings.ts'
import type { Cursor } from './cursor.ts'
import type { Entry } from './entry.ts'
import type { Explorer } from './explorer.ts'
import type { FlowFeed } from './flow-feed.ts'
import type { ListKind } from './list-kinds.ts'
import type { ObjectRef } from './object.ts'
import type { PickerView, Question, TraceView } from './trace-state.ts'

/** Everything the screen shows. One immutable value; `update` makes the next one. */
export interface State {
  readonly source: Source
  /** Null until something is known of the cluster. It may be there while the rest is still being read. */
  readonly index: ClusterIndex | null
  /** Recorded flows in the window that is looked at; null while there are none. */
  readonly flows: FlowTable | null
  readonly flowFeed: FlowFeed
  /** From the root to the one on screen; never empty. Each keeps its own cursor, filter and scroll. */
  readonly views: readonly View[]
  /** What lies over the view and has the keys, or null. */
  readonly overlay: Overlay | null
  /** The beginning of a chord or a count. */
  readonly pending: Pending
  /** Oldest first. */
  readonly toasts: readonly Toast[]
  readonly snapshots: readonly BundledSnapshot[]
  readonly size: Size
  readonly settings: Settings
  /** Those the program started with. */
  readonly given: Settings
  /** What is remembered of contexts. */
  readonly contexts: KnownContexts
  /** Texts entered in the palette, oldest first. */
  readonly history: readonly string[]
  /** Connections traced, the newest first. */
  readonly recent: readonly Question[]
  readonly explorer: Explorer
  readonly burnDown: BurnDown
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** Where the cluster comes from and how far it is read. */
export interface Source {
  /** Such as `catfacts`; null when nothing is open. */
  readonly title: string | null
  readonly paths: readonly string[]
  readonly status: 'none' | 'reading' | 'ready' | 'cancelled' | 'failed'
  readonly progress: Progress | null
  /** Why reading failed, or null. */
  readonly failure: string | null
  /** When it was read, in milliseconds since 1970. */
  readonly readAt: number | null
  /** Null for a snapshot. */
  readonly live: LiveStatus | null
}

/** How much was read. `bytesTotal` null: not known; `elapsedMs` since reading began. */
export interface Progress {
  readonly bytesRead: number
  readonly bytesTotal: number | null
  readonly objects: number
  readonly file: string
  readonly elapsedMs: number
}

export interface BundledSnapshot {
  readonly name: string
  readonly title: string
  readonly readme: string
  readonly path: string
}

/** The looks there are; `ui/theme.ts` has them. */
export const themeNames = ['default', 'color-blind'] as const

export type ThemeName = (typeof themeNames)[number]

/** What the numbers on the board count. */
export const boardCounts = ['endpoints', 'connections', 'packets', 'bytes', 'denied'] as const

export type BoardCount = (typeof boardCounts)[number]

/** The colours that can mark a context, such as red for production; `none` leaves it unmarked. */
export const contextColors = ['none', 'red', 'yellow', 'green', 'blue', 'magenta', 'cyan'] as const

export type ContextColor = (typeof contextColors)[number]

export interface Settings {
  readonly showStaged: boolean
  readonly counts: BoardCount
  /** How far back flows are counted from the latest one, in milliseconds; null for all that was recorded. */
  readonly flowWindowMs: number | null
  /** Whether the flows of a live cluster are followed once they are looked at. */
  readonly followsFlows: boolean
  /** The namespace that short names belong to; null for none. */
  readonly namespace: string | null
  /** Tiers of the system and empty built-in ones are drawn narrow; those named here are the other way round. */
  readonly unfolded: readonly string[]
  /** Whether the panel under the board tells where traffic stops. */
  readonly showsStops: boolean
  /** Whether the program hears of the mouse. */
  readonly mouse: boolean
  readonly theme: ThemeName
  /** That of the context's name in the first row. */
  readonly color: ContextColor
}

/** `serial` is new for each pending chord, so that a late time-out finds nothing. */
export interface Pending {
  readonly keys: readonly string[]
  readonly count: number | null
  readonly serial: number
}

export interface Toast {
  readonly serial: number
  readonly severity: 'info' | 'warning' | 'error'
  readonly text: string
  /** False once it has been on screen long enough; it stays in the history. */
  readonly shown: boolean
  /** True for why a key did nothing: the next key that does something takes it from the screen. */
  readonly isReason: boolean
}

export type View =
  | BoardView
  | DrillView
  | ListView
  | ProblemsView
  | HistoryView
  | SnapshotsView
  | LiveView
  | ContextsView
  | FlowsView
  | MatrixView
  | NeighboursView
  | ColumnsView
  | RehearsalView
  | StopsView
  | PickerView
  | TraceView

/** A filter being typed or in force; an empty text filters nothing. */
export interface Filter {
  readonly entry: Entry
  readonly typing: boolean
}

/** Tiers as columns, policies in evaluation order. */
export interface BoardView {
  readonly type: 'board'
  /** Name of the tier under the cursor; null: the first one. */
  readonly tier: string | null
  /** By tier: the key of the policy under its cursor (it stays on the object) and the row it was last seen on. */
  readonly cursors: ReadonlyMap<string, BoardCursor>
  /** First tier column in the window, from 0. */
  readonly left: number
  readonly pane: 'tiers' | 'preview'
  /** First line of the preview in its window. */
  readonly previewTop: number
  readonly zoomed: boolean
  readonly filter: Filter
}

export interface BoardCursor extends Cursor {
  readonly key: string | null
}

/** Objects opened one from the other, side by side. The last column has the cursor; what is under it is previewed on its right. */
export interface DrillView {
  readonly type: 'drill'
  /** From where it was opened to the focused one; never empty. */
  readonly columns: readonly DrillColumn[]
  readonly zoomed: boolean
}

export interface DrillColumn {
  readonly object: ObjectRef
  readonly cursor: Cursor
  readonly yaml: boolean
  readonly filter: Filter
}

/** Everything there is, searched by name. */
export interface ListView {
  readonly type: 'list'
  /** Null for all kinds. */
  readonly kind: ListKind | null
  readonly filter: Filter
  readonly cursor: Cursor
}

/** The Problems of the cluster. */
export interface ProblemsView {
  readonly type: 'problems'
  readonly filter: Filter
  readonly cursor: Cursor
}

/** What the toasts said. */
export interface HistoryView {
  readonly type: 'history'
  readonly cursor: Cursor
}

/** The bundled snapshots to choose from. */
export interface SnapshotsView {
  readonly type: 'snapshots'
  readonly cursor: Cursor
}

/** How it stands with each kind of a live cluster. */
export interface LiveView {
  readonly type: 'live'
  /** How it stands with each kind, or what the user may see and do. */
  readonly shows: 'kinds' | 'access'
  readonly cursor: Cursor
}

/** The contexts of the kubeconfig, or the namespaces of the cluster, to choose from. */
export interface ContextsView {
  readonly type: 'contexts'
  readonly of: 'contexts' | 'namespaces'
  readonly filter: Filter
  readonly cursor: Cursor
}

/** Recorded flows, one by one or put together. */
export interface FlowsView {
  readonly type: 'flows'
  readonly by: FlowGrouping
  readonly filter: Filter
  readonly cursor: Cursor
}

/** Recorded flows, source by destination: a row for each source, a column for each destination. */
export interface MatrixView {
  readonly type: 'matrix'
  readonly by: Exclude<FlowGrouping, 'flows'>
  readonly filter: Filter
  /** Down the sources, and across the destinations. */
  readonly cursor: Cursor
  readonly across: Cursor
}

/** What talks to one workload, and what it talks to. */
export interface NeighboursView {
  readonly type: 'neighbours'
  /** As `groupName` gives it: `catfacts/db`, `public network`. */
  readonly workload: string
  readonly side: NeighbourSide
  readonly filter: Filter
  /** In the list of the side. */
  readonly cursor: Cursor
  /** In the other list. */
  readonly otherCursor: Cursor
}

export type NeighbourSide = 'callers' | 'callees'

/** Which columns the list of flows has, to choose from. */
export interface ColumnsView {
  readonly type: 'columns'
  readonly cursor: Cursor
}

/** The recorded connections that enforcing the staged policies would turn. */
export interface RehearsalView {
  readonly type: 'rehearsal'
  readonly mode: PreviewMode
  readonly by: TurnedGrouping
  readonly cursor: Cursor
}

/** Where traffic stops, tier by tier. */
export interface StopsView {
  readonly type: 'stops'
  readonly cursor: Cursor
}

export type Overlay =
  | { readonly type: 'palette'; readonly entry: Entry; readonly cursor: Cursor; readonly recalled: number | null }
  | { readonly type: 'help'; readonly entry: Entry; readonly cursor: Cursor }

export const noFilter: Filter = { entry: { text: '', at: 0 }, typing: false }

/** The view on screen. */
export function topView(state: State): View {
  const view = state.views.at(-1)
  if (view === undefined) throw new Error('the stack of views is empty')
  return view
}

/** The state with the view on screen replaced. */
export function withView(state: State, view: View): State {
  return { ...state, views: [...state.views.slice(0, -1), view] }
}

/** The state with a view opened over the present one. */
export function pushView(state: State, view: View): State {
  return { ...state, views: [...state.views, view], overlay: null }
}

/** The state with a list opened over the present view; it takes the place of one of its sort, so that its key, pressed again, does not
 * pile it up. */
export function openView(state: State, view: View): State {
  const below = state.views.findLastIndex(({ type }) => type !== view.type) + 1
  return { ...state, views: [...state.views.slice(0, below), view], overlay: null }
}

/** The state with the view on screen closed; the root stays. */
export function popView(state: State): State {
  return state.views.length === 1 ? state : { ...state, views: state.views.slice(0, -1) }
}

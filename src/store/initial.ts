import { noBurnDown } from './burn-down.ts'
import { firstRow } from './cursor.ts'
import { usualExplorer } from './explorer.ts'
import { noFeed } from './flow-feed.ts'
import { type BoardView, noFilter, type Settings, type Size, type Source, type State } from './state.ts'

/** The board before anything was done on it. */
export const initialBoard: BoardView = {
  type: 'board',
  tier: null,
  cursors: new Map(),
  left: 0,
  pane: 'tiers',
  previewTop: 0,
  zoomed: false,
  filter: noFilter,
}

/** Nothing is open. */
export const noSource: Source = {
  title: null,
  paths: [],
  status: 'none',
  progress: null,
  failure: null,
  readAt: null,
  live: null,
}

/** The state of a program that has just started: the board when a source is about to be opened, else the snapshots to choose from. */
export function initialState(
  size: Size,
  options: { readonly opens: boolean; readonly namespace: string | null; readonly mouse: boolean },
): State {
  const { namespace, mouse } = options
  const settings: Settings = {
    showStaged: true,
    counts: 'endpoints',
    flowWindowMs: null,
    followsFlows: true,
    showsStops: false,
    namespace,
    unfolded: [],
    mouse,
    theme: 'default',
    color: 'none',
  }
  return {
    source: noSource,
    index: null,
    flows: null,
    flowFeed: noFeed,
    views: options.opens ? [initialBoard] : [{ type: 'snapshots', cursor: firstRow }],
    overlay: null,
    pending: { keys: [], count: null, serial: 0 },
    toasts: [],
    snapshots: [],
    size,
    settings,
    given: settings,
    contexts: new Map(),
    history: [],
    recent: [],
    explorer: usualExplorer,
    burnDown: noBurnDown,
  }
}

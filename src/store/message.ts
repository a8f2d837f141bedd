import type { ClusterIndex } from '../engine/cluster-index.ts'
import type { FlowTable } from '../engine/flow-table.ts'
import type { LiveStatus } from '../model/live.ts'
import type { LiveFlows } from '../model/live-flows.ts'
import type { KnownContexts } from './context-settings.ts'
import type { Explorer } from './explorer.ts'
import type { BundledSnapshot, Progress, Toast } from './state.ts'
import type { Question } from './trace-state.ts'

/**
 * Something that happened.
 *
 * Keys are named as in the keymap: a printable character stands for itself (`a`, `A`, `?`, `ü`), the others are `space`, `enter`,
 * `esc`, `tab`, `backspace`, `delete`, `up`, `down`, `left`, `right`, `home`, `end`, `pageup`, `pagedown`, `f1`…, with the
 * prefixes `ctrl-`, `alt-`, `shift-` in that order (`ctrl-d`, `shift-tab`).
 */
export type Message =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'paste'; readonly text: string }
  /** `row` and `column` from 0; `wheel` is -1 up, 1 down, 0 for a click. */
  | { readonly type: 'mouse'; readonly row: number; readonly column: number; readonly wheel: -1 | 0 | 1 }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  /** A pending chord was not finished in time; `serial` says which. */
  | { readonly type: 'chord-expired'; readonly serial: number }
  | { readonly type: 'toast'; readonly severity: Toast['severity']; readonly text: string }
  | { readonly type: 'toast-expired'; readonly serial: number }
  /** A source is being opened. */
  | { readonly type: 'opening'; readonly title: string; readonly paths: readonly string[] }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** What is known of the cluster so far, or after a change. */
  | { readonly type: 'cluster'; readonly index: ClusterIndex }
  /** All was read; `now` is the time. */
  | { readonly type: 'opened'; readonly now: number }
  | { readonly type: 'open-failed'; readonly message: string }
  | { readonly type: 'open-cancelled' }
  /** All flows read so far. */
  | { readonly type: 'flows'; readonly flows: FlowTable }
  /** How it stands with the flows of a live cluster, whenever that changed; `now` is the time. */
  | { readonly type: 'live-flows'; readonly live: LiveFlows; readonly now: number }
  /** Nothing names a cluster: there is no kubeconfig. */
  | { readonly type: 'no-source' }
  /** How it stands with a live cluster, whenever that changed. */
  | { readonly type: 'live'; readonly live: LiveStatus }
  /** The time that was asked for. */
  | { readonly type: 'time'; readonly now: number }
  | { readonly type: 'snapshots'; readonly list: readonly BundledSnapshot[] }
  /** The connections traced when the program ran before, the newest first. */
  | { readonly type: 'remembered'; readonly recent: readonly Question[] }
  /** What is remembered of contexts. */
  | { readonly type: 'remembered-contexts'; readonly contexts: KnownContexts }
  /** How flows were shown when the program ran before. */
  | { readonly type: 'remembered-explorer'; readonly explorer: Explorer }

import type { ClusterIndex } from '../engine/cluster-index.ts'
import { indexCluster } from '../engine/cluster-index.ts'
import { FlowGatherer } from '../engine/flow-gatherer.ts'
import { applyChanges, emptyCluster } from '../model/cluster-changes.ts'
import { decodeRecords } from '../sources/flow-files.ts'
import { openSnapshot } from '../sources/snapshot.ts'
import type { Store } from '../store/store.ts'
import { BadFlows } from './bad-flows.ts'

/** Reads snapshots into a store, one at a time. */
export interface Reader {
  /** Begins to read; what was being read is given up. */
  open(paths: readonly string[]): void
  cancel(): void
}

/** A reader of snapshots; `bundled` is the folder of those that come with the program. */
export function snapshotReader(store: Store, bundled: string): Reader {
  let running: AbortController | null = null
  return {
    open: (paths) => {
      running?.abort('replaced')
      running = new AbortController()
      store.send({ type: 'opening', title: paths.map(titleOf).join(' + '), paths })
      void read(store, paths, { bundled, signal: running.signal })
    },
    cancel: () => running?.abort(),
  }
}

/** The name of a snapshot as the screen calls it: the last part of its path. */
function titleOf(path: string): string {
  return path === '-' ? 'standard input' : (path.replace(/\/+$/, '').split('/').at(-1) ?? path)
}

interface ReadOptions {
  readonly bundled: string
  readonly signal: AbortSignal
}

async function read(store: Store, paths: readonly string[], options: ReadOptions): Promise<void> {
  const { signal } = options
  const started = performance.now()
  const show = shower(store)
  const gatherer = new FlowGatherer()
  const badFlows = new BadFlows()
  let cluster = emptyCluster
  // A board without an object would claim that there is no policy.
  let isKnown = false
  try {
    for await (const event of openSnapshot(paths, options)) {
      if (signal.aborted) break
      if (event.type === 'changes') {
        cluster = applyChanges(cluster, event.changes)
        isKnown ||= event.changes.some(({ type }) => type !== 'problems' && type !== 'ignored')
        if (isKnown) show(cluster, false)
      } else if (event.type === 'flows') {
        const { flows, bad } = decodeRecords(event.records, event.file)
        for (const flow of flows) gatherer.add(flow)
        gatherer.addBad(bad.length)
        badFlows.add(bad)
      } else if (event.type === 'progress') {
        const { bytesRead, bytesTotal, objects, file } = event
        const elapsedMs = performance.now() - started
        store.send({ type: 'progress', progress: { bytesRead, bytesTotal, objects, file, elapsedMs } })
      }
    }
    if (signal.aborted) return cancelled(store, signal)
    cluster = applyChanges(cluster, badFlows.changes())
    show(cluster, true)
    showFlows(store, gatherer)
    store.send({ type: 'opened', now: Date.now() })
  } catch (error) {
    if (signal.aborted) return cancelled(store, signal)
    if (isKnown) show(cluster, true)
    store.send({ type: 'open-failed', message: error instanceof Error ? error.message : String(error) })
  }
}

/** Tells the store of the flows, where there are any. */
function showFlows(store: Store, gatherer: FlowGatherer): void {
  const table = gatherer.table()
  if (table.records > 0) store.send({ type: 'flows', flows: table })
}

/** A reading that was given up for another one says nothing. */
function cancelled(store: Store, signal: AbortSignal): void {
  if (signal.reason !== 'replaced') store.send({ type: 'open-cancelled' })
}

/** Indexes and shows a cluster: at once the first time, then no more often than that it takes a tenth of the time. */
function shower(store: Store) {
  let index: ClusterIndex | null = null
  let due = 0
  return (cluster: Parameters<typeof indexCluster>[0], isLast: boolean): void => {
    const before = performance.now()
    if ((!isLast && before < due) || index?.cluster === cluster) return
    index = index === null ? indexCluster(cluster) : indexCluster(cluster, index)
    store.send({ type: 'cluster', index })
    const cost = performance.now() - before
    due = performance.now() + Math.max(200, cost * 9)
  }
}

import { type ClusterIndex, indexCluster } from '../engine/cluster-index.ts'
import type { Change } from '../model/cluster.ts'
import { draftCluster, emptyCluster } from '../model/cluster-changes.ts'
import type { Store } from '../store/store.ts'

/** While kinds are loading what came is shown this often: seldom enough to leave the time to reading, often enough that there is never
 * so much of it that a key would have to wait. */
const showEveryMs = 200
/** So many times as long as showing took is given to other things at least. */
const restForShowing = 8

/** A live cluster as it is shown: it gathers changes, and is indexed and told to the store as one. */
export class ShownCluster {
  readonly #store: Store
  readonly #signal: AbortSignal
  readonly #draft = draftCluster(emptyCluster)
  #index: ClusterIndex | null = null
  /** True when the index lacks what came since. */
  #isBehind = false
  /** While kinds are loading the index is not made again before. */
  #notBefore = 0
  #due: NodeJS.Timeout | null = null

  constructor(store: Store, signal: AbortSignal) {
    this.#store = store
    this.#signal = signal
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) this.#draft.apply(change)
    this.#isBehind ||= changes.length > 0
  }

  /** As `apply`, for what is not known of it: no reason to show it where nothing was shown yet. */
  applyGaps(changes: readonly Change[]): void {
    for (const change of changes) this.#draft.apply(change)
    this.#isBehind ||= changes.length > 0 && this.#index !== null
  }

  /** It is to be shown though nothing of it may be there. */
  begin(): void {
    this.#isBehind ||= this.#index === null
  }

  /** Show what changed: at once, or while it is loading now and then, and in steps between which a key may come. */
  show(isLoading: boolean): void {
    clearTimeout(this.#due ?? undefined)
    if (!this.#isBehind || this.#signal.aborted) return
    if (!isLoading) {
      this.#tell(this.#indexed())
      return
    }
    // Nothing more may come for long: what came is shown all the same.
    this.#due = setTimeout(() => this.#showInSteps(), Math.max(0, this.#notBefore - Date.now())).unref()
  }

  #showInSteps(): void {
    if (!this.#isBehind || this.#signal.aborted) return
    const began = performance.now()
    const index = this.#indexed()
    setImmediate(() => {
      // A later one may have been shown meanwhile.
      if (index !== this.#index || this.#signal.aborted) return
      this.#tell(index)
      this.#notBefore = Date.now() + Math.max((performance.now() - began) * restForShowing, showEveryMs)
    })
  }

  #indexed(): ClusterIndex {
    this.#index = indexCluster(this.#draft.cluster(), this.#index ?? undefined)
    this.#isBehind = false
    return this.#index
  }

  #tell(index: ClusterIndex): void {
    this.#store.send({ type: 'cluster', index })
    this.#store.send({ type: 'opened', now: Date.now() })
  }
}

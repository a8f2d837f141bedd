import type { Change } from '../../model/cluster.ts'
import type { KindStatus, Trouble } from '../../model/live.ts'
import type { Discovered } from './discovery.ts'

/** What a live cluster tells, gathered so that it comes at most ten times a second. */
export interface LiveUpdate {
  /** To be applied together, in order. */
  readonly changes: readonly Change[]
  /** The kinds whose status changed. */
  readonly statuses: ReadonlyMap<string, KindStatus>
  /** Set when it was found out or changed. */
  readonly discovered: Discovered | null
  /** What stands in the way of the first answer, as of now. */
  readonly trouble: Trouble | null
  /** What is to be known of the cluster as a whole, as of now. */
  readonly notices: readonly string[]
}

const gatherMs = 100

/** Gathers what reflectors tell and hands it over at most ten times a second; of one object only the last change. */
export class Gathered {
  readonly #onUpdate: (update: LiveUpdate) => void
  #changes = new Map<string, Change>()
  #statuses = new Map<string, KindStatus>()
  #discovered: Discovered | null = null
  #trouble: Trouble | null = null
  #notices: readonly string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(onUpdate: (update: LiveUpdate) => void) {
    this.#onUpdate = onUpdate
  }

  changes(changes: readonly Change[]): void {
    if (changes.length === 0) return
    for (const change of changes) {
      const key = `${change.type} ${change.form} ${change.key}`
      this.#changes.delete(key)
      this.#changes.set(key, change)
    }
    this.#later()
  }

  status(kind: string, status: KindStatus): void {
    this.#statuses.set(kind, status)
    this.#later()
  }

  discovered(found: Discovered): void {
    this.#discovered = found
    this.#later()
  }

  trouble(trouble: Trouble | null): void {
    this.#trouble = trouble
    this.#later()
  }

  notices(notices: readonly string[]): void {
    if (notices.join('\n') === this.#notices.join('\n')) return
    this.#notices = notices
    this.#later()
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs)
  }

  #tell(): void {
    const update = {
      changes: [...this.#changes.values()],
      statuses: this.#statuses,
      discovered: this.#discovered,
      trouble: this.#trouble,
      notices: this.#notices,
    }
    this.#timer = null
    this.#changes = new Map()
    this.#statuses = new Map()
    this.#discovered = null
    this.#onUpdate(update)
  }
}

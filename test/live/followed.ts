import { decode } from '../../src/decode/decode.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { KindStatus } from '../../src/model/live.ts'
import type { ApiClient } from '../../src/sources/live/api-client.ts'
import type { Discovered } from '../../src/sources/live/discovery.ts'
import { followCluster } from '../../src/sources/live/live-session.ts'
import { Waiting } from '../waiting.ts'

/** A cluster being followed, and a way to wait for what it becomes. */
export class Followed {
  cluster: Cluster = emptyCluster
  discovered: Discovered | null = null
  readonly statuses = new Map<string, KindStatus>()
  readonly #stop = new AbortController()
  readonly #waiting = new Waiting()
  readonly #done: Promise<void>

  constructor(client: ApiClient) {
    this.#done = followCluster(
      {
        client,
        decode: (object) => decode(object, null),
        namespace: null,
        now: Date.now,
        random: Math.random,
        onUpdate: (update) => {
          this.cluster = applyChanges(this.cluster, update.changes)
          this.discovered = update.discovered ?? this.discovered
          for (const [kind, status] of update.statuses) this.statuses.set(kind, status)
          this.#waiting.ask()
        },
      },
      this.#stop.signal,
    ).finally(() => client.close())
  }

  /** Resolves once it holds; asked after each update. */
  until(holds: () => boolean): Promise<void> {
    return this.#waiting.until(holds)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }
}

/** How many pods with an identity in policy the cluster has. */
export function podCount(cluster: Cluster): number {
  return [...cluster.endpoints.values()].reduce((sum, namespace) => sum + namespace.size, 0)
}

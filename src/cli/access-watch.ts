import type { AccessTable } from '../model/access-table.ts'
import type { KindStatus } from '../model/live.ts'
import type { ApiClient } from '../sources/live/api-client.ts'
import type { Discovered } from '../sources/live/discovery.ts'
import { readAccess } from '../sources/live/read-access.ts'

const againMs = 300_000

export interface AccessWatchOptions {
  readonly client: ApiClient
  readonly namespace: string | null
  readonly signal: AbortSignal
  readonly onAccess: (access: AccessTable) => void
}

/** Asks what the user may see and do: at first, every five minutes, and when a kind becomes forbidden or readable. */
export class AccessWatch {
  readonly #options: AccessWatchOptions
  #discovered: Discovered | null = null
  #forbidden = ''
  #isAsking = false
  #isDue = false
  #timer: NodeJS.Timeout | null = null

  constructor(options: AccessWatchOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer ?? undefined))
  }

  /** To be called with everything that is heard of the cluster. */
  heard(discovered: Discovered | null, kinds: ReadonlyMap<string, KindStatus>): void {
    const forbidden = [...kinds].flatMap(([name, { state }]) => (state === 'forbidden' ? [name] : [])).join(' ')
    const isNew =
      forbidden !== this.#forbidden || (discovered !== null && discovered.flavour !== this.#discovered?.flavour)
    this.#forbidden = forbidden
    this.#discovered = discovered ?? this.#discovered
    if (isNew) void this.#ask()
  }

  async #ask(): Promise<void> {
    const { client, namespace, signal, onAccess } = this.#options
    this.#isDue = true
    if (this.#isAsking || this.#discovered === null) return
    this.#isAsking = true
    while (this.#isDue && !signal.aborted) {
      this.#isDue = false
      try {
        onAccess(await readAccess({ client, discovered: this.#discovered, namespace }, signal))
      } catch {
        // What is known stays; the kinds themselves say what is wrong with the server.
      }
    }
    this.#isAsking = false
    clearTimeout(this.#timer ?? undefined)
    if (!signal.aborted) this.#timer = setTimeout(() => void this.#ask(), againMs).unref()
  }
}

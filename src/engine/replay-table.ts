import type { Scope } from '../model/connection.ts'
import { type Flow, flowKey } from '../model/flow.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type Disagreement, type FlowReplay, replay } from './replay.ts'

/** One distinct flow, how often it was recorded, and what the engine says of it. */
export interface ReplayRow {
  readonly flow: Flow
  readonly count: number
  /** Connections, where the log counts them; else records. */
  readonly connections: number
  readonly replay: FlowReplay
}

/** How many records and distinct flows agree in a scope. Flows without a recorded verdict in it are not counted. */
export interface Agreement {
  readonly records: number
  readonly distinct: number
  readonly agreeing: number
  readonly disagreeing: number
  /** Distinct flows by reason. */
  readonly reasons: ReadonlyMap<Disagreement, number>
}

/** Replays flows as they come, each distinct one once: memory grows with the distinct flows alone. */
export class ReplayTable {
  readonly #index: ClusterIndex
  readonly #rows = new Map<string, { flow: Flow; count: number; connections: number; replay: FlowReplay }>()

  constructor(index: ClusterIndex) {
    this.#index = index
  }

  add(flow: Flow): void {
    const key = `${flowKey(flow)}|${flow.source.ip ?? ''}|${flow.destination.ip ?? ''}|${flow.destination.domains?.join(',') ?? ''}`
    const known = this.#rows.get(key)
    const connections = flow.connections?.started ?? 1
    if (known === undefined) this.#rows.set(key, { flow, count: 1, connections, replay: replay(this.#index, flow) })
    else {
      known.count += 1
      known.connections += connections
    }
  }

  /** In the order they were first seen. */
  get rows(): readonly ReplayRow[] {
    return [...this.#rows.values()]
  }

  agreement(scope: Scope): Agreement {
    const told = this.rows.filter((row) => row.replay[scope].recorded !== null)
    const reasons = new Map<Disagreement, number>()
    for (const { replay } of told) {
      const { reason } = replay[scope]
      if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    const agreeing = told.filter((row) => row.replay[scope].agrees).length
    return {
      records: told.reduce((sum, row) => sum + row.count, 0),
      distinct: told.length,
      agreeing,
      disagreeing: told.length - agreeing,
      reasons,
    }
  }
}

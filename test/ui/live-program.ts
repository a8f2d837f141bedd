import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import type { Flow } from '../../src/model/flow.ts'
import type { LiveStatus } from '../../src/model/live.ts'
import type { LiveFlowsStatus } from '../../src/model/live-flows.ts'
import { initialBoard } from '../../src/store/initial.ts'
import type { Size } from '../../src/store/state.ts'
import { Program, snapshotIndex } from './screens.ts'

/** Noon of a day on this machine, in milliseconds since 1970. */
export const noon = new Date(2026, 7, 20, 12).getTime()

const live: LiveStatus = {
  context: 'aks-prod',
  contexts: ['aks-prod'],
  server: 'aks.example:443',
  namespace: null,
  isTlsVerified: true,
  flavour: 'aggregated',
  kubernetesVersion: 'v1.35.4',
  kinds: new Map([['projectcalico.org/v3/tiers', { state: 'live', since: noon, namespace: null }]]),
  changedAt: noon,
  signIn: [],
  canSignIn: false,
  trouble: null,
  notices: [],
  access: null,
  now: noon,
}

/** A program with a live cluster open, of which flows come from Whisker. */
export class LiveProgram extends Program {
  readonly #gatherer = new FlowGatherer()

  constructor(size: Size = { columns: 120, rows: 36 }) {
    super(null, size)
    this.send({ type: 'opening', title: 'aks-prod', paths: [] })
    this.send({ type: 'live', live })
    this.send({ type: 'cluster', index: snapshotIndex('catfacts') })
    this.send({ type: 'opened', now: noon })
    this.state = { ...this.state, views: [initialBoard] }
  }

  /** How it stands with the flows, told so many milliseconds after noon. */
  told(status: LiveFlowsStatus, afterMs = 0, isTlsVerified = true): this {
    return this.send({ type: 'live-flows', live: { source: 'whisker', status, isTlsVerified }, now: noon + afterMs })
  }

  /** More flows. */
  came(...flows: readonly Flow[]): this {
    for (const flow of flows) this.#gatherer.add(flow)
    return this.send({ type: 'flows', flows: this.#gatherer.table() })
  }
}

import { indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Scope } from '../../src/model/connection.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { Tier } from '../../src/model/tier.ts'
import type { Trace } from '../../src/model/trace.ts'
import { evaluate } from './evaluate.ts'
import { orderedTiers } from './order.ts'

/** One of the two that tell what policy does. */
export interface Teller {
  readonly name: string
  readonly tiers: (cluster: Cluster) => readonly { readonly tier: Tier; readonly policies: readonly Policy[] }[]
  readonly trace: (cluster: Cluster, connection: Connection, scope: Scope) => Trace
}

/** The engine and the naive evaluator: what is written down must hold for both. */
export const tellers: readonly Teller[] = [
  {
    name: 'engine',
    tiers: (cluster) => indexCluster(cluster).tiers,
    trace: (cluster, connection, scope) => trace(indexCluster(cluster), connection, scope),
  },
  { name: 'naive evaluator', tiers: orderedTiers, trace: evaluate },
]

import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { draftCluster, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection, Peer } from '../../src/model/connection.ts'
import { type ApiObject, generateCluster } from '../generate/cluster.ts'
import { generateProductionNode } from '../generate/production-node.ts'
import { Dice } from '../laws/dice.ts'
import type { Row } from './report.ts'

/** The engine on clusters of `npm run generate`: each trace is between two pods that no other trace has met. */
export function generatedRows(): Row[] {
  return [...largeCluster(), ...productionNode()]
}

function largeCluster(): Row[] {
  const cluster = clusterOf(generateCluster({ pods: 100_000, policies: 10_000 }))
  const keys = [...cluster.endpoints.values()].flatMap((pods) => [...pods.values()].map((pod) => pod.key))
  const dice = new Dice(7)
  const pod = (): Peer => ({ type: 'endpoint', key: dice.pick(keys), ip: null })
  const indexing = best(5, () => indexCluster(cluster))
  const fresh = indexCluster(cluster)
  const counting = best(1, () => countAll(fresh))
  const times = Array.from({ length: 400 }, () => {
    const connection = between(pod(), pod(), 8000 + dice.between(0, 49))
    return best(1, () => trace(fresh, connection, 'pending'))
  }).sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return [
    row('index 100,000 pods and 10,000 policies', indexing, 600),
    row('endpoint counts of all policies, first time', counting, 500),
    row('a trace between two pods, first time, median of 400', at(0.5), 3),
    row('the same, 95th percentile', at(0.95), 3),
    row('the same, slowest', at(0.9999), null),
  ]
}

function productionNode(): Row[] {
  const cluster = clusterOf(generateProductionNode())
  const index = indexCluster(cluster)
  const web: Peer = { type: 'endpoint', key: 'app/web', ip: null }
  const outside = (ip: string): Peer => ({ type: 'address', ip, domain: null })
  const nothing = between(web, outside('203.0.113.9'), 9)
  const verdict = trace(index, nothing, 'enforced').verdict
  if (verdict !== 'Deny') throw new Error('a rule of the production node matches what none should')
  return [
    row(
      'index the sets of a large node (3,708 with 256,000 members)',
      best(3, () => indexCluster(cluster)),
      null,
    ),
    row(
      'a trace through 19,992 rules in which nothing matches',
      best(300, () => trace(index, nothing, 'enforced')),
      1,
    ),
    row(
      'the same to members of network sets',
      best(300, () => trace(index, between(web, outside('11.0.0.0'), 9), 'enforced')),
      null,
    ),
  ]
}

function countAll(index: ClusterIndex): number {
  return index.tiers.reduce(
    (sum, { policies }) => policies.reduce((more, policy) => more + index.countOf(policy), sum),
    0,
  )
}

function row(what: string, figure: number, goal: number | null): Row {
  return { what, command: null, figure, unit: 'ms', goal }
}

function best(runs: number, measured: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now()
    measured()
    least = Math.min(least, performance.now() - from)
  }
  return least
}

function clusterOf(objects: Iterable<ApiObject>): Cluster {
  const draft = draftCluster(emptyCluster)
  for (const object of objects) for (const change of decode(object, null)) draft.apply(change)
  return draft.cluster()
}

function between(source: Peer, destination: Peer, port: number): Connection {
  return { source, destination, protocol: 'TCP', port, sourcePort: null, icmp: null, http: null, original: null }
}

import { expect, test } from 'vitest'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import { flowLogKind, formatPolicyHit } from '../../src/decode/flows/policy-hit.ts'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { hits } from '../../src/engine/hits.ts'
import { replay } from '../../src/engine/replay.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Peer, Scope } from '../../src/model/connection.ts'
import type { Flow } from '../../src/model/flow.ts'
import type { Hit, Leg } from '../../src/model/trace.ts'
import { evaluate } from '../spec/evaluate.ts'
import { casesOf, type Sample, samples } from './cases.ts'
import { Dice } from './dice.ts'

type Reporter = 'src' | 'dst'

/** A connection without what no flow log keeps; null where its ends are none that a log can name. */
function loggable({ source, destination, protocol, port }: Connection, cluster: Cluster): Connection | null {
  const names = [source, destination].map((peer) => endOf(peer, cluster))
  if (names.includes(null) || !/^(TCP|UDP|SCTP)$/.test(protocol)) return null
  return { source, destination, protocol, port, sourcePort: null, icmp: null, http: null, original: null }
}

function endOf(peer: Peer, cluster: Cluster): Record<string, unknown> | null {
  if (peer.type === 'address') {
    if (peer.ip === null) return null
    return {
      type: 'net',
      namespace: '-',
      name: '-',
      name_aggr: 'pub',
      ip: peer.ip,
      domains: [peer.domain ?? []].flat(),
    }
  }
  const [namespace = '', name = ''] = peer.key.split('/')
  if (cluster.endpoints.get(namespace)?.has(name) !== true) return null
  return { type: 'wep', namespace, name, name_aggr: name, ip: peer.ip }
}

/** The leg that a reporter logs, by the naive evaluator; null where policy is not what decides. */
function legSeen(cluster: Cluster, connection: Connection, reporter: Reporter, scope: Scope): Leg | null {
  const { legs, certain } = evaluate(cluster, connection, scope)
  const leg = legs.find((one) => one.direction === (reporter === 'src' ? 'egress' : 'ingress'))
  const isPolicy = certain && leg !== undefined && leg.exempt === null && leg.stage === 'workload'
  return isPolicy && hits(leg, scope).every(hasWord) ? leg : null
}

/** False for the kinds that Goldmane knows no more, such as AdminNetworkPolicy. */
function hasWord({ kind, apiGroup, tier, namespace, name }: Hit): boolean {
  if (kind === 'Profile') return true
  return flowLogKind({ kind, apiGroup, tier: tier ?? '', namespace, name: name ?? '' }) !== null
}

function hitText(hit: Hit, index: number): string {
  const { kind, apiGroup, tier, namespace, name, action, rule } = hit
  const numbers = { action, index, rule: rule < 0 ? null : rule }
  if (kind === 'Profile')
    return formatPolicyHit({ type: 'profile', policy: null, tier: null, profile: name, ...numbers })
  const policy = { apiGroup, kind, tier: tier ?? '', namespace, name: name ?? '' }
  return formatPolicyHit({ type: rule < 0 ? 'end-of-tier' : 'rule', policy, tier, profile: null, ...numbers })
}

/** What Calico would log of a connection, written as an Enterprise record and read again; null where it logs nothing of use. */
function flowOf(cluster: Cluster, connection: Connection, reporter: Reporter): Flow | null {
  const enforced = legSeen(cluster, connection, reporter, 'enforced')
  const pending = legSeen(cluster, connection, reporter, 'pending')
  if (enforced === null || pending === null) return null
  const ends = (['source', 'dest'] as const).flatMap((side) => {
    const end = endOf(side === 'source' ? connection.source : connection.destination, cluster) ?? {}
    return Object.entries(end).map(([key, value]) => [`${side}_${key}`, value])
  })
  const record = {
    ...Object.fromEntries(ends),
    start_time: 1_787_220_000,
    end_time: 1_787_220_015,
    dest_port: connection.port,
    proto: connection.protocol.toLowerCase(),
    action: enforced.verdict.toLowerCase(),
    reporter,
    policies: {
      enforced_policies: hits(enforced, 'enforced').map(hitText),
      pending_policies: hits(pending, 'pending').map(hitText),
    },
  }
  const [flow] = decodeFlows(JSON.parse(JSON.stringify(record)))
  if (flow === undefined || typeof flow === 'string') throw new Error(flow ?? 'no flow')
  return flow
}

interface Logged {
  readonly name: string
  readonly connection: Connection
  readonly reporter: Reporter
  readonly flow: Flow
}

function loggedIn(sample: Sample): readonly Logged[] {
  const found: Logged[] = []
  for (const one of casesOf(sample)) {
    const connection = one.scope === 'enforced' ? loggable(one.connection, sample.cluster) : null
    if (connection === null) continue
    for (const reporter of ['src', 'dst'] as const) {
      const flow = flowOf(sample.cluster, connection, reporter)
      if (flow !== null) found.push({ name: `${one.name} ${reporter}`, connection, reporter, flow })
    }
  }
  return found
}

const all = [...samples()].map((sample) => ({ sample, logged: loggedIn(sample) }))

test('what the naive evaluator predicts to be logged is replayed without a disagreement', () => {
  let replayed = 0
  for (const { sample, logged } of all) {
    const index = indexCluster(sample.cluster)
    for (const { name, flow } of logged) {
      const { enforced, pending } = replay(index, flow)
      expect([enforced.difference, pending.difference], name).toEqual([null, null])
      replayed += 1
    }
  }
  expect(replayed).toBeGreaterThan(all.length)
})

test('after one policy has lost its rules exactly the flows that it makes differ disagree', () => {
  let differed = 0
  for (const { sample, logged } of all) {
    const policies = [...sample.cluster.policies]
    if (policies.length === 0) continue
    const [key, policy] = new Dice(sample.seed).pick(policies)
    const bare = { ...policy, ingress: policy.ingress && [], egress: policy.egress && [] }
    const cluster = { ...sample.cluster, policies: new Map([...policies, [key, bare]]) }
    const index = indexCluster(cluster)
    for (const { name, connection, reporter, flow } of logged) {
      const replayed = replay(index, flow)
      for (const scope of ['enforced', 'pending'] as const) {
        const leg = legSeen(cluster, connection, reporter, scope)
        if (leg === null) continue
        const before = flow[scope].map(formatPolicyHit)
        const isSame = JSON.stringify(hits(leg, scope).map(hitText)) === JSON.stringify(before)
        expect(replayed[scope].agrees, `${name}, without the rules of ${key}, ${scope}`).toBe(isSame)
        if (!isSame) differed += 1
      }
    }
  }
  expect(differed).toBeGreaterThan(0)
})

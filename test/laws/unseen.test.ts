import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Connection, Peer } from '../../src/model/connection.ts'
import type { Gap } from '../../src/model/gap.ts'
import type { PolicyRef } from '../../src/model/policy.ts'
import { clusterOf } from '../engine/objects.ts'
import { bundled, readSnapshot } from '../spec/snapshot.ts'
import { randomCluster } from './random-cluster.ts'
import { randomConnection } from './random-connection.ts'

/** A cluster of which a part is not seen, and says so. */
interface Hiding {
  readonly name: string
  readonly hide: (cluster: Cluster) => Cluster
}

const gap = (kinds: readonly string[], more: Partial<Gap> = {}): Cluster['gaps'] =>
  new Map([['gap', { kinds, tier: null, because: 'forbidden', onlyIn: null, since: null, ...more }]])

function without<Value>(map: ReadonlyMap<string, Value>, drop: (value: Value, key: string) => boolean) {
  return new Map([...map].filter(([key, value]) => !drop(value, key)))
}

/** The plural of a policy as gaps call it. */
function kindOf({ kind, apiGroup }: PolicyRef): string {
  const plural = `${kind.toLowerCase().replace(/y$/, '')}ies`
  return apiGroup === 'networking.k8s.io' ? 'kubernetes networkpolicies' : plural
}

const policyKinds = [
  'networkpolicies',
  'globalnetworkpolicies',
  'stagednetworkpolicies',
  'stagedglobalnetworkpolicies',
  'kubernetes networkpolicies',
  'clusternetworkpolicies',
  'adminnetworkpolicies',
  'baselineadminnetworkpolicies',
]

function hidings(whole: Cluster): readonly Hiding[] {
  const tiers = [...new Set([...whole.policies.values()].map(({ ref }) => ref.tier))]
  const namespaces = [...whole.endpoints.keys()].slice(0, 4)
  const hidePolicies = (drop: (ref: PolicyRef) => boolean, gaps: Cluster['gaps']) => (cluster: Cluster) => ({
    ...cluster,
    policies: without(cluster.policies, ({ ref }) => drop(ref)),
    gaps,
  })
  return [
    ...policyKinds.map((kind) => ({ name: kind, hide: hidePolicies((ref) => kindOf(ref) === kind, gap([kind])) })),
    ...tiers.map((tier) => ({
      name: `policies of tier ${tier}`,
      hide: hidePolicies(
        (ref) =>
          ref.tier === tier && ref.apiGroup === 'projectcalico.org' && ref.kind !== 'StagedKubernetesNetworkPolicy',
        gap(policyKinds.slice(0, 4), { tier, because: 'hidden' }),
      ),
    })),
    ...namespaces.map((namespace) => ({
      name: `policies but those in ${namespace}`,
      hide: hidePolicies(
        (ref) => kindOf(ref) === 'networkpolicies' && ref.namespace !== namespace,
        gap(['networkpolicies'], { onlyIn: namespace }),
      ),
    })),
    ...namespaces.map((namespace) => ({
      name: `pods but those in ${namespace}`,
      hide: (cluster: Cluster) => ({
        ...cluster,
        endpoints: without(cluster.endpoints, (_, key) => key !== namespace),
        hostNetworkPods: without(cluster.hostNetworkPods, (_, key) => !key.startsWith(`${namespace}/`)),
        gaps: gap(['pods'], { onlyIn: namespace }),
      }),
    })),
    {
      name: 'pods',
      hide: (cluster) => ({ ...cluster, endpoints: new Map(), hostNetworkPods: new Map(), gaps: gap(['pods']) }),
    },
    { name: 'namespaces', hide: (cluster) => ({ ...cluster, namespaces: new Map(), gaps: gap(['namespaces']) }) },
    {
      name: 'accounts',
      hide: (cluster) => ({ ...cluster, serviceAccounts: new Map(), gaps: gap(['serviceaccounts']) }),
    },
    {
      name: 'sets',
      hide: (cluster) => ({ ...cluster, networkSets: new Map(), gaps: gap(['globalnetworksets', 'networksets']) }),
    },
    { name: 'slices', hide: (cluster) => ({ ...cluster, endpointSlices: new Map(), gaps: gap(['endpointslices']) }) },
    { name: 'hosts', hide: (cluster) => ({ ...cluster, hostEndpoints: new Map(), gaps: gap(['hostendpoints']) }) },
    { name: 'nodes', hide: (cluster) => ({ ...cluster, nodes: new Map(), gaps: gap(['nodes']) }) },
    { name: 'profiles', hide: (cluster) => ({ ...cluster, profiles: new Map(), gaps: gap(['profiles']) }) },
    { name: 'tiers', hide: (cluster) => ({ ...cluster, tiers: new Map(), gaps: gap(['tiers']) }) },
    {
      name: 'settings',
      hide: (cluster) => ({ ...cluster, felixSettings: new Map(), gaps: gap(['felixconfigurations']) }),
    },
  ]
}

function isShared(index: ClusterIndex, ip: string): boolean {
  const holders = index.endpointsAt(ip)
  return holders.length > 1 || (holders.some(({ type }) => type === 'workload') && index.hosts.nodeAt(ip) !== null)
}

/** Where a verdict that was told as certain is not that of the whole cluster, and how many were. */
function judge(whole: Cluster, perHiding: number): { readonly wrong: readonly string[]; readonly certain: number } {
  const index = indexCluster(whole)
  const wrong: string[] = []
  let certain = 0
  for (const { name: what, hide } of hidings(whole)) {
    const part = indexCluster(hide(whole))
    for (let seed = 0; seed < perHiding; seed += 1) {
      const asked = randomConnection(whole, seed)
      // An address that a host and a pod share says nothing of the one that is not seen.
      if ([asked.source, asked.destination].some(({ ip }) => ip !== null && isShared(index, ip))) continue
      const seen = (peer: Peer): Peer => {
        if (peer.type === 'address' || part.endpoint(peer.key) !== null) return peer
        const ip = peer.ip ?? index.endpoint(peer.key)?.addresses[0] ?? null
        return { type: 'address', ip, domain: null }
      }
      const connection: Connection = { ...asked, source: seen(asked.source), destination: seen(asked.destination) }
      for (const scope of ['enforced', 'pending'] as const) {
        const told = trace(part, connection, scope)
        if (!told.certain) continue
        certain += 1
        // The whole cluster may itself leave something open.
        const truth = trace(index, asked, scope)
        // Nobody moves VXLAN to a well-known port, and the engine does not reckon with it.
        if ((asked.port ?? 0) < 1024 && truth.legs.some(({ exempt }) => exempt === 'encapsulation')) continue
        if (truth.certain && truth.verdict !== told.verdict)
          wrong.push(`without ${what}, seed ${seed}, ${scope}: ${told.verdict}, is ${truth.verdict}`)
      }
    }
  }
  return { wrong, certain }
}

describe('a verdict that is certain though a part of the cluster is not seen is that of the whole cluster', () => {
  test.each(readdirSync(bundled))('%s', async (name) => {
    const { wrong, certain } = judge(await readSnapshot(name), 40)
    expect(wrong.slice(0, 20)).toEqual([])
    expect(certain).toBeGreaterThan(100)
  })

  test.each(Array.from({ length: 40 }, (_, seed) => seed))('random cluster %i', (seed) => {
    expect(judge(clusterOf(...randomCluster(seed)), 30).wrong.slice(0, 20)).toEqual([])
  })
})

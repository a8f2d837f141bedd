import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { trace } from '../../src/engine/trace.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { applyChanges, emptyCluster } from '../../src/model/cluster-changes.ts'
import type { HostEndpoint, WorkloadEndpoint } from '../../src/model/endpoint.ts'
import { policyKey } from '../../src/model/policy.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { orderedTiers } from '../spec/order.ts'
import { clusterOf } from '../spec/scenario.ts'
import { holds } from '../spec/selector.ts'
import { allWorkloads, labelOf } from '../spec/world.ts'
import { casesOf, type Sample, samples } from './cases.ts'
import { Dice } from './dice.ts'
import { podKeys } from './random-rule.ts'
import { randomSelector } from './random-selector.ts'

function endpointsIn(cluster: Cluster): (WorkloadEndpoint | HostEndpoint)[] {
  return [...allWorkloads(cluster), ...cluster.hostEndpoints.values()]
}

test('tiers and policies stand in the order of the semantics', () => {
  for (const { seed, cluster } of samples()) {
    const told = (tiers: ReturnType<typeof orderedTiers>) =>
      tiers.map(({ tier, policies }) => ({ tier: { ...tier }, policies: policies.map((one) => policyKey(one.ref)) }))
    expect(told([...indexCluster(cluster).tiers]), `SEED=${seed}`).toEqual(told(orderedTiers(cluster)))
  }
})

test('an index finds what asking every endpoint finds', () => {
  for (const { seed, cluster } of samples()) {
    const index = indexCluster(cluster)
    for (const { policies } of index.tiers) {
      for (const policy of policies) {
        if (policy.invalid !== null) continue
        const concerned = endpointsIn(cluster).filter((one) => policy.stage === 'normal' || one.type === 'host')
        const wanted = concerned.filter((one) => holds(policy.appliesTo, (label) => labelOf(cluster, one, label)))
        const found = index.endpointsOf(policy)
        expect(found.map((one) => one.key).sort(), `SEED=${seed} ${policyKey(policy.ref)}`).toEqual(
          wanted.map((one) => one.key).sort(),
        )
        expect(index.countOf(policy), `SEED=${seed} ${policyKey(policy.ref)}`).toBe(wanted.length)
      }
    }
  }
})

test('a selector finds what asking everything with labels finds', () => {
  for (const { seed, cluster } of samples()) {
    const text = randomSelector(new Dice(seed), podKeys)
    const selector = parseSelector(text)
    if (isProblem(selector)) throw new Error(`SEED=${seed}: ${text} does not parse`)
    const found = indexCluster(cluster).select(selector)
    const held = (one: Parameters<typeof labelOf>[1]) => holds(selector, (label) => labelOf(cluster, one, label))
    const wanted = {
      endpoints: endpointsIn(cluster).filter(held),
      networkSets: [...cluster.networkSets.values()].filter(held),
    }
    const keys = ({
      endpoints,
      networkSets,
    }: {
      endpoints: readonly { key: string }[]
      networkSets: readonly { key: string }[]
    }) => [endpoints, networkSets].map((list) => list.map((one) => one.key).sort())
    expect(keys(found), `SEED=${seed} ${text}`).toEqual(keys(wanted))
  }
})

/** The same objects with some of them last and some of them twice. */
function shuffled({ seed, objects }: Sample): unknown[] {
  const dice = new Dice(seed + 7)
  const marked = objects.map((object) => ({ object, at: dice.next() }))
  return marked.sort((a, b) => a.at - b.at).map((one) => one.object)
}

/** Only the last of several objects with one name counts, so these may not change places. */
function unlikeNames({ objects }: Sample): boolean {
  const names = objects.map((object) => {
    const { kind, metadata } = object as { kind: string; metadata: { name: string; namespace?: string } }
    return `${kind} ${metadata.namespace} ${metadata.name}`
  })
  return new Set(names).size === names.length
}

const everyTrace = (sample: Sample, index: ClusterIndex) =>
  [...casesOf(sample)].map(({ connection, scope }) => trace(index, connection, scope))

test('the order in which objects are read does not matter', () => {
  for (const sample of samples()) {
    if (!unlikeNames(sample)) continue
    const other = clusterOf(shuffled(sample))
    const wanted = everyTrace(sample, indexCluster(sample.cluster))
    const seen = everyTrace(sample, indexCluster(other))
    if (!isDeepStrictEqual(seen, wanted)) expect(seen, `SEED=${sample.seed}`).toEqual(wanted)
  }
})

test('an index made from the one before is like one made from nothing', () => {
  for (const sample of samples()) {
    let cluster: Cluster = emptyCluster
    let index = indexCluster(cluster)
    for (const object of shuffled(sample)) {
      cluster = applyChanges(cluster, decode(object, null))
      index = indexCluster(cluster, index)
    }
    const [seen, wanted] = [everyTrace(sample, index), everyTrace(sample, indexCluster(cluster))]
    if (!isDeepStrictEqual(seen, wanted)) expect(seen, `SEED=${sample.seed}`).toEqual(wanted)
  }
})

/** What each policy of an index applies to. */
function applied(index: ClusterIndex): unknown {
  const policies = index.tiers.flatMap((tier) => tier.policies)
  return policies.map((policy) => {
    const keys = index.endpointsOf(policy).map(({ key }) => key)
    return [policyKey(policy.ref), index.countOf(policy), keys.sort()]
  })
}

test('what policies apply to stays right while objects come and go, whenever it was asked before', () => {
  for (const sample of samples()) {
    const dice = new Dice(sample.seed + 11)
    const changes = shuffled(sample).flatMap((object) => decode(object, null))
    const removals = changes.map((change): typeof change => ({ ...change, value: null, problems: [] }))
    const half = removals.filter(() => dice.next() < 0.5)
    let cluster: Cluster = emptyCluster
    let index = indexCluster(cluster)
    for (const change of [...changes, ...half, ...changes]) {
      cluster = applyChanges(cluster, [change])
      index = indexCluster(cluster, index)
      if (dice.next() > 0.3) continue
      const [seen, wanted] = [applied(index), applied(indexCluster(cluster))]
      if (!isDeepStrictEqual(seen, wanted)) expect(seen, `SEED=${sample.seed}`).toEqual(wanted)
    }
  }
})

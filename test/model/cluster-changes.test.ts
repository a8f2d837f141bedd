import { describe, expect, test } from 'vitest'
import type { Change, StoredForm } from '../../src/model/cluster.ts'
import { applyChanges, draftCluster, emptyCluster, problemKey } from '../../src/model/cluster-changes.ts'
import type { Problem } from '../../src/model/problem.ts'

const problem: Problem = { severity: 'error', resource: null, origin: null, path: null, message: 'expected more' }

function tier(name: string, order: number, form: StoredForm = 'v3', problems: readonly Problem[] = []): Change {
  return { type: 'tiers', key: name, value: { name, order, defaultAction: 'Deny', origin: 'stored' }, form, problems }
}

/** A change whose value is known by its name only: `applyChanges` never looks inside. */
function change(type: 'policies' | 'endpoints' | 'hostNetworkPods', key: string, form: StoredForm = 'v3'): Change {
  return { type, key, value: { key }, form, problems: [] } as unknown as Change
}

function removal(of: Change): Change {
  return { ...of, value: null, problems: [] }
}

const v3 = tier('app', 3, 'v3')
const v1 = tier('app', 1, 'v1')
const copyKey = 'projectcalico.org/NetworkPolicy/shop/knp.default.web'
const original = change('policies', 'networking.k8s.io/NetworkPolicy/shop/web')
const copy = change('policies', copyKey)

function orderOf(...changes: readonly Change[]): number | null | undefined {
  return applyChanges(emptyCluster, changes).tiers.get('app')?.order
}

function policiesOf(...changes: readonly Change[]): readonly string[] {
  return [...applyChanges(emptyCluster, changes).policies.keys()]
}

test.each([
  ['a later object replaces an earlier one', [tier('app', 1), tier('app', 2)], 2],
  ['a v3 object wins over its v1 form that came before', [v1, v3], 3],
  ['a v3 object wins over its v1 form that comes after', [v3, v1], 3],
  ['the v1 form comes forward when the v3 object goes', [v3, v1, removal(v3)], 1],
  ['a v1 form that goes leaves the v3 object', [v3, v1, removal(v1)], 3],
  ['a v1 form that never came leaves the v3 object when it is removed', [v3, removal(v1)], 3],
  ['a v1 form alone is used', [v1], 1],
  ['a v1 form alone can go', [v1, removal(v1)], undefined],
  ['both can go', [v1, v3, removal(v1), removal(v3)], undefined],
  ['a v1 form is replaced behind its v3 object', [v1, v3, tier('app', 5, 'v1'), removal(v3)], 5],
] as const)('%s', (_name, changes, order) => {
  expect(orderOf(...changes)).toBe(order)
})

test('the copy older releases list of a Kubernetes policy is not counted twice, in whatever order they come', () => {
  expect(policiesOf(copy)).toEqual([copyKey])
  expect(policiesOf(copy, original)).toEqual([original.key])
  expect(policiesOf(original, copy)).toEqual([original.key])
  expect(policiesOf(original, copy, removal(original))).toEqual([copyKey])
  expect(policiesOf(original, copy, removal(copy))).toEqual([original.key])
  const global = change('policies', 'projectcalico.org/GlobalNetworkPolicy//kanp.adminnetworkpolicy.web')
  const admin = change('policies', 'policy.networking.k8s.io/AdminNetworkPolicy//web')
  expect(policiesOf(global, admin)).toEqual([admin.key])
  const other = change('policies', 'projectcalico.org/NetworkPolicy/other/knp.default.web')
  expect(policiesOf(original, other)).toEqual([original.key, other.key])
})

test('a pod is an endpoint or on its node’s network, never both', () => {
  const endpoint = change('endpoints', 'shop/web')
  const onHost = change('hostNetworkPods', 'shop/web')
  const first = applyChanges(emptyCluster, [endpoint, onHost])
  expect([first.endpoints.size, first.hostNetworkPods.size]).toEqual([0, 1])
  const then = applyChanges(first, [endpoint])
  expect([then.endpoints.get('shop')?.size, then.hostNetworkPods.size]).toEqual([1, 0])
  expect(applyChanges(then, [removal(endpoint)])).toEqual(emptyCluster)
})

test('Problems stand beside their object and go with it', () => {
  const bad = tier('app', 1, 'v3', [problem])
  const cluster = applyChanges(emptyCluster, [bad])
  expect(cluster.problems.get(problemKey('tiers', 'app'))).toEqual([problem])
  expect(applyChanges(cluster, [tier('app', 1)]).problems.size).toBe(0)
  expect(applyChanges(cluster, [removal(bad)])).toEqual(emptyCluster)
  const unusable: Change = { ...bad, value: null }
  expect(applyChanges(cluster, [unusable])).toMatchObject({ tiers: new Map(), problems: cluster.problems })
})

test('the Problems of a shadowed form are not told', () => {
  const bad = tier('app', 1, 'v1', [problem])
  expect(applyChanges(emptyCluster, [bad, v3]).problems.size).toBe(0)
  expect(applyChanges(emptyCluster, [bad, v3, removal(v3)]).problems.size).toBe(1)
})

test('objects of kinds that play no part are counted', () => {
  const ignored: Change = { type: 'ignored', key: 'ConfigMap', value: null, form: 'v3', problems: [] }
  const cluster = applyChanges(emptyCluster, [ignored, ignored])
  expect(applyChanges(cluster, [ignored]).ignored.get('ConfigMap')).toBe(3)
})

test('what did not change is shared, and the cluster before is left alone', () => {
  const before = applyChanges(emptyCluster, [change('endpoints', 'a/x'), change('endpoints', 'b/x'), v3])
  const after = applyChanges(before, [change('endpoints', 'a/y')])
  expect(after.tiers).toBe(before.tiers)
  expect(after.endpoints.get('b')).toBe(before.endpoints.get('b'))
  expect([before.endpoints.get('a')?.size, after.endpoints.get('a')?.size]).toEqual([1, 2])
  expect(applyChanges(before, [])).toBe(before)
  expect(applyChanges(before, [removal(change('endpoints', 'c/z'))])).toBe(before)
})

test('an object that comes again with equal content changes nothing', () => {
  const bad = () => tier('app', 1, 'v3', [{ ...problem }])
  const before = applyChanges(emptyCluster, [
    bad(),
    change('endpoints', 'a/x'),
    change('policies', 'p'),
    tier('old', 1, 'v1'),
  ])
  const again = [bad(), change('endpoints', 'a/x'), change('policies', 'p'), tier('old', 1, 'v1')]
  expect(applyChanges(before, again)).toBe(before)
})

test('a draft gives clusters that what follows leaves alone', () => {
  const draft = draftCluster(emptyCluster)
  draft.apply(v3)
  draft.apply(change('endpoints', 'a/x'))
  const first = draft.cluster()
  draft.apply(tier('app', 7))
  draft.apply(change('endpoints', 'a/y'))
  const second = draft.cluster()
  expect([first.tiers.get('app')?.order, first.endpoints.get('a')?.size]).toEqual([3, 1])
  expect([second.tiers.get('app')?.order, second.endpoints.get('a')?.size]).toEqual([7, 2])
})

/** A stream of numbers below 1 that depends on its seed alone. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item)
}

/** Changes of different objects and of different forms of one object. */
function someChanges(random: () => number): readonly Change[] {
  const one = (): readonly Change[] => {
    const at = Math.floor(random() * 4)
    const problems = random() < 0.3 ? [problem] : []
    return [
      tier(`t${at}`, at, 'v3', problems),
      tier(`t${at}`, at + 10, 'v1', problems),
      change('policies', `networking.k8s.io/NetworkPolicy/shop/p${at}`),
      change('policies', `projectcalico.org/NetworkPolicy/shop/knp.default.p${at}`),
      change('policies', `projectcalico.org/NetworkPolicy/shop/knp.default.p${at}`, 'v1'),
      change('endpoints', `n${at}/x`),
      change('endpoints', `n0/x${at}`),
    ]
  }
  const all = new Map<string, Change>()
  for (let count = 0; count < 12; count += 1) {
    const made = one()[Math.floor(random() * 7)]
    if (made !== undefined) all.set(`${made.type}/${made.form}/${made.key}`, made)
  }
  return [...all.values()]
}

describe.each(Array.from({ length: 60 }, (_, seed) => seed))('seed %i', (seed) => {
  const random = randomOf(seed)
  const changes = someChanges(random)
  const cluster = applyChanges(emptyCluster, changes)

  test('changes of different objects give the same cluster in any order', () => {
    expect(applyChanges(emptyCluster, shuffled(changes, random))).toEqual(cluster)
  })

  test('changes split into batches give the same cluster', () => {
    const at = Math.floor(random() * changes.length)
    const batches = [changes.slice(0, at), changes.slice(at)]
    expect(batches.reduce(applyChanges, emptyCluster)).toEqual(cluster)
  })

  test('changes repeated give the same cluster', () => {
    expect(applyChanges(cluster, shuffled(changes, random))).toEqual(cluster)
  })

  test('changes undone and redone give the same cluster', () => {
    const some = changes.filter(() => random() < 0.5)
    const undone = applyChanges(cluster, shuffled(some, random).map(removal))
    expect(undone).toEqual(
      applyChanges(
        emptyCluster,
        changes.filter((change) => !some.includes(change)),
      ),
    )
    expect(applyChanges(undone, some)).toEqual(cluster)
    expect(applyChanges(cluster, changes.map(removal))).toEqual(emptyCluster)
  })
})

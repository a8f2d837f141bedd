import { expect, test } from 'vitest'
import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { type Disagreement, replay } from '../../src/engine/replay.ts'
import type { Scope } from '../../src/model/connection.ts'
import type { Flow } from '../../src/model/flow.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { Rule } from '../../src/model/rule.ts'
import { snapshotFlows, snapshotIndex } from '../ui/screens.ts'

const catfacts = snapshotIndex('catfacts')
const rows = snapshotFlows('catfacts')?.rows ?? []

function recorded(source: string, destination: string, reporter: Flow['reporter']): Flow {
  const found = rows.find(
    ({ flow }) =>
      flow.source.name.startsWith(source) &&
      flow.destination.name.startsWith(destination) &&
      flow.reporter === reporter,
  )
  if (found === undefined) throw new Error(`no flow from ${source} to ${destination}`)
  return found.flow
}

/** The cluster with one policy edited, or without it. */
function edited(name: string, edit: (policy: Policy) => Policy | null): ClusterIndex {
  const policies = [...catfacts.cluster.policies].flatMap(([key, policy]) => {
    const next = policy.ref.name === name ? edit(policy) : policy
    return next === null ? [] : [[key, next] as const]
  })
  return indexCluster({ ...catfacts.cluster, policies: new Map(policies) })
}

/** A policy without its rules for traffic that comes in, made at a time. */
function closed(policy: Policy, made: string | null): Policy {
  const metadata = { name: policy.ref.name, ...(made === null ? {} : { creationTimestamp: made }) }
  return { ...policy, ingress: [], manifest: { ...policy.manifest, metadata } }
}

const denied = recorded('netshoot', 'db', 'dst')
const allowed = recorded('worker', 'db', 'dst')
const fromWorker = recorded('worker', 'db', 'src')
const isWorkerDb = (rule: Rule) => rule.destination.ports?.some((port) => port.type === 'range' && port.first === 3306)

/** The staged policy of the worker, its rule for the database by the name of the port. */
const byName = edited('platform.worker', (policy) => ({
  ...policy,
  egress: (policy.egress ?? []).map((rule) =>
    isWorkerDb(rule) === true
      ? { ...rule, destination: { ...rule.destination, ports: [{ type: 'named', name: 'nothing' }] } }
      : rule,
  ),
}))

const nobody = { ...denied.source, namespace: 'gone', name: 'gone-*', labels: null }
const otherLabels = { ...allowed.source, labels: { app: 'another' } }

const reasons: readonly (readonly [string, ClusterIndex, Flow, Scope, Disagreement])[] = [
  ['an end that is not in the cluster', catfacts, { ...denied, source: nobody }, 'enforced', 'endpoint-unknown'],
  ['a policy that is gone', edited('platform.db', () => null), allowed, 'enforced', 'policy-changed'],
  [
    'a rule that is gone',
    edited('platform.db', (policy) => closed(policy, null)),
    allowed,
    'enforced',
    'policy-changed',
  ],
  [
    'a policy that is newer than the flow',
    edited('platform.db', (policy) => closed(policy, '2026-08-21T00:00:00Z')),
    { ...allowed, enforced: [], pending: [] },
    'enforced',
    'policy-changed',
  ],
  [
    'a policy that came while the connection was open',
    edited('platform.db', (policy) => closed(policy, '2026-08-20T10:01:00Z')),
    { ...allowed, enforced: [], pending: [] },
    'enforced',
    'older-connection',
  ],
  [
    'a connection that staged and enforced policies would judge otherwise today',
    catfacts,
    { ...denied, action: 'Allow', enforced: allowed.enforced.map((hit) => ({ ...hit, action: 'Allow' })) },
    'enforced',
    'older-connection',
  ],
  [
    'labels that are others now',
    edited('platform.db', (policy) => ({ ...policy, ingress: (policy.ingress ?? []).map(elsewhere) })),
    { ...allowed, source: otherLabels },
    'enforced',
    'labels-changed',
  ],
  ['a named port, which Calico looks up by number', byName, fromWorker, 'pending', 'known-limit'],
]

test.each(reasons)('%s: the reason is told', (...row) => {
  const [, index, flow, scope, reason] = row
  const found = replay(index, flow)[scope]
  expect(found.agrees).toBe(false)
  expect(found.reason).toBe(reason)
})

const hides = (index: ClusterIndex, kinds: readonly string[], tier: string | null = null) => {
  const gap = { kinds, tier, because: tier === null ? 'forbidden' : 'hidden', onlyIn: null, since: null } as const
  return indexCluster({ ...index.cluster, gaps: new Map([['gap', gap]]) })
}

test.each([
  [
    'a policy that may be hidden',
    hides(
      edited('platform.db', () => null),
      ['networkpolicies'],
      'platform',
    ),
    denied,
  ],
  ['a pod where pods may not be read', hides(catfacts, ['pods']), { ...denied, source: nobody }],
  [
    'a policy before the one that decides now, where that may be hidden',
    hides(
      edited('platform.db', (policy) => closed(policy, null)),
      ['networkpolicies'],
      'security',
    ),
    allowed,
  ],
])('%s is not said to be gone: it is not seen', (...row) => {
  const [, index, flow] = row
  expect(replay(index, flow).enforced).toMatchObject({ agrees: false, reason: 'not-seen' })
})

test('what is hidden elsewhere explains nothing', () => {
  const index = hides(
    edited('platform.db', () => null),
    ['stagednetworkpolicies'],
    'kube-baseline',
  )
  expect(replay(index, denied).enforced.reason).toBe('policy-changed')
})

test('without any of these a difference is not explained', () => {
  const flow: Flow = { ...denied, pending: [], enforced: allowed.enforced, action: 'Allow' }
  expect(replay(catfacts, flow).enforced.reason).toBe('unexplained')
})

/** A rule that asks for the same, but on a port of which the flow knows nothing. */
function elsewhere(rule: Rule): Rule {
  return { ...rule, destination: { ...rule.destination, ports: [{ type: 'range', first: 9, last: 9 }] } }
}

import { expect, test } from 'vitest'
import { convertClusterPolicy } from '../../src/decode/cluster-network-policy.ts'
import { decode } from '../../src/decode/decode.ts'
import { convertNetworkPolicy, readPeer } from '../../src/decode/kubernetes-policy.ts'
import { labelSelectorText } from '../../src/decode/label-selector.ts'
import { type Reading, startReading } from '../../src/decode/reading.ts'
import type { Policy } from '../../src/model/policy.ts'
import vectors from '../vectors/knp-conversion.json' with { type: 'json' }

interface Expectation {
  readonly in: string
  readonly path: string
  readonly op: string
  readonly value?: unknown
}

function reading(): Reading {
  return startReading({ apiVersion: '', kind: '', namespace: null, name: 'a' }, null)
}

/** Without what Go leaves out: empty texts, lists, objects. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([key, entry]) => [key, pruned(entry)] as const)
    .filter(([, entry]) => !isEmpty(entry))
  return Object.fromEntries(entries)
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function at(value: unknown, pointer: string): unknown {
  let found = value
  for (const part of pointer.split('/').slice(1)) found = Reflect.get(Object(found), part)
  return found
}

function check(found: unknown, { op, value, path }: Expectation): void {
  const told = `${path} ${op}`
  if (op === 'equal') expect(pruned(found ?? ''), told).toEqual(pruned(value))
  else if (op === 'stringEqual') expect(String(found), told).toBe(value)
  else if (op === 'length') expect(Array.isArray(found) ? found.length : 0, told).toBe(value)
  else if (op === 'absent') expect(isEmpty(found), told).toBe(true)
  else if (op === 'members') {
    expect(Array.isArray(found) ? found : [], told).toHaveLength(Array.isArray(value) ? value.length : 0)
    expect(pruned(found), told).toEqual(expect.arrayContaining(Array.isArray(value) ? value.map(pruned) : []))
  } else throw new Error(`unknown operator ${op}`)
}

function policyOf(object: unknown): Policy {
  const [change] = decode(object, null)
  if (change?.type !== 'policies' || change.value === null) throw new Error('no policy')
  return change.value
}

test.each(vectors.networkPolicies)('$id: a NetworkPolicy of Kubernetes becomes one of Calico', (vector) => {
  const converted = reading()
  const { spec } = convertNetworkPolicy(converted, vector.input.spec, 'as-stored')
  const policy = policyOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...vector.input })
  const { name, namespace } = policy.ref
  for (const expectation of vector.expect as Expectation[]) {
    if (expectation.path === '/apiVersion' || expectation.path === '/kind') continue
    check(
      at(expectation.in === 'calico' ? { name, namespace, spec } : { name, namespace }, expectation.path),
      expectation,
    )
  }
  const errors = 'conversionErrors' in vector ? (vector.conversionErrors ?? []) : []
  expect(converted.problems.filter((problem) => problem.severity === 'error')).toHaveLength(errors.length)
  expect(policy.invalid).toBeNull()
})

test.each(vectors.clusterNetworkPolicies)('$id: a ClusterNetworkPolicy becomes a policy of Calico', (vector) => {
  const converted = reading()
  const { spec } = convertClusterPolicy(converted, vector.input.spec)
  const object = { apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', ...vector.input }
  const policy = policyOf(object)
  for (const expectation of vector.expect as Expectation[]) {
    if (expectation.in === 'kvp') expect(policy.invalid).not.toBeNull()
    else if (expectation.in === 'calico') check(at({ spec, ...policy.ref }, expectation.path), expectation)
  }
  expect(policy.ref.tier).toBe(vector.input.spec.tier === 'Baseline' ? 'kube-baseline' : 'kube-admin')
  expect(policy.order).toBe(vector.input.spec.priority ?? 0)
})

test.each(vectors.labelSelectors)('$id: a label selector is written as a selector of Calico', (vector) => {
  const of = vector.kind === 'pod' ? 'pod' : 'namespace'
  expect(labelSelectorText(reading(), vector.labelSelector, 'spec', of)).toBe(vector.calico)
})

test.each(vectors.peers)('$id: a peer becomes one side of a rule', (vector) => {
  expect(pruned(readPeer(reading(), vector.peer, 'spec'))).toEqual(pruned(vector.expect))
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PolicyKind } from '../../src/model/policy.ts'
import { bundled, readSnapshot } from '../spec/snapshot.ts'

const names = readdirSync(bundled)

test('the snapshots of the README are there', () => {
  expect(names).toEqual([
    'catfacts',
    'catfacts-done',
    'catfacts-staged',
    'catfacts-untouched',
    'kitchen-sink',
    'online-boutique',
    'quiz',
    'stars',
    'storefront',
    'storefront-zones',
  ])
})

describe.each(names)('%s', (name) => {
  test('loads without a Problem', async () => {
    const cluster = await readSnapshot(name)
    expect([...cluster.problems.values()].flat()).toEqual([])
    expect(cluster.endpoints.size).toBeGreaterThan(0)
  })

  test('has a README with a title and three connections worth tracing', () => {
    const readme = readFileSync(join(bundled, name, 'README.md'), 'utf8')
    expect(readme).toMatch(/^# \S/)
    const commands = readme
      .split('\n')
      .filter((line) => line.startsWith(`    calico-tui trace --snapshot ${name} --from `))
    expect(commands).toHaveLength(3)
  })
})

test('the kitchen sink has a policy of every kind and stage, and both IP versions', async () => {
  const cluster = await readSnapshot('kitchen-sink')
  const policies = [...cluster.policies.values()]
  const kinds: PolicyKind[] = [
    'AdminNetworkPolicy',
    'BaselineAdminNetworkPolicy',
    'ClusterNetworkPolicy',
    'GlobalNetworkPolicy',
    'NetworkPolicy',
    'StagedGlobalNetworkPolicy',
    'StagedKubernetesNetworkPolicy',
    'StagedNetworkPolicy',
  ]
  expect([...new Set(policies.map((policy) => policy.ref.kind))].sort()).toEqual(kinds)
  expect([...new Set(policies.map((policy) => policy.stage))].sort()).toEqual(['normal', 'pre-dnat', 'untracked'])
  expect(policies.flatMap((policy) => policy.invalid ?? [])).toEqual([])
  const addresses = [...cluster.endpoints.values()].flatMap((pods) =>
    [...pods.values()].flatMap((pod) => pod.addresses),
  )
  expect(addresses.some((address) => address.includes(':'))).toBe(true)
})

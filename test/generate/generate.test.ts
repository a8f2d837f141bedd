import { expect, test } from 'vitest'
import { clusterOf } from '../spec/scenario.ts'
import { generateCluster } from './cluster.ts'
import { generateProductionNode, productionNode } from './production-node.ts'
import { generateQueries } from './queries.ts'

test('a generated cluster has the pods and policies asked for, and no Problem', () => {
  const cluster = clusterOf([...generateCluster({ pods: 1010, policies: 200 })])
  expect([...cluster.endpoints.values()].reduce((sum, pods) => sum + pods.size, 0)).toBe(1010)
  expect(cluster.policies.size).toBe(200)
  expect([...cluster.problems.values()].flat()).toEqual([])
})

test('the same seed gives the same cluster, another seed another', () => {
  const made = (seed: number) => JSON.stringify([...generateCluster({ pods: 100, policies: 40, seed })])
  expect(made(3)).toBe(made(3))
  expect(made(3)).not.toBe(made(4))
})

test('the production node has its figures', () => {
  const cluster = clusterOf([...generateProductionNode()])
  const rules = [...cluster.policies.values()].flatMap((policy) => policy.egress ?? [])
  const sizes = [...cluster.networkSets.values()].map((set) => set.nets.length)
  expect({
    policies: cluster.policies.size,
    rules: rules.length / cluster.policies.size,
    sets: sizes.length,
    references: rules.filter((rule) => rule.destination.matches !== null).length,
    members: sizes.reduce((sum, size) => sum + size, 0),
    largest: Math.max(...sizes),
  }).toEqual(productionNode)
})

test('questions are as many as asked for, with an id each', () => {
  const ids = [...generateQueries(500)].map((query) => query.id)
  expect(new Set(ids).size).toBe(500)
})

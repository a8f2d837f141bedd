import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import { policyName } from '../../src/model/policy.ts'
import { corpus, corpusHere, writeBroken } from '../corpus/corpus.ts'
import { type ReadSnapshot, readSnapshot } from './read-snapshot.ts'

test('the corpus has at least 60 inputs, each broken in a way of its own', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60)
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length)
})

for (const input of corpusHere) {
  test(`broken input: ${input.name}`, async () => {
    const { folder, paths } = await writeBroken(input)
    try {
      const read = await readSnapshot(paths)
      const told = problemsOf(read, folder)
      for (const problem of input.problems) expect(told).toContainEqual(expect.stringMatching(problem))
      if (input.only) expect(told.filter((text) => !input.problems.some((problem) => problem.test(text)))).toEqual([])
      expect(namesIn(read)).toEqual(expect.arrayContaining([...input.survivors]))
      if (input.fails === null) expect(read.failure).toBeNull()
      else expect(read.failure).toMatch(input.fails)
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

function problemsOf({ problems }: ReadSnapshot, folder: string): readonly string[] {
  return problems.map(({ origin, path, message }) => {
    const file = origin?.file.replace(`${folder}/`, '') ?? ''
    const place = origin?.line == null ? file : `${file}:${origin.line}`
    return `${place}: ${path === null ? '' : `${path}: `}${message}`
  })
}

function namesIn({ cluster, flows }: ReadSnapshot): readonly string[] {
  const pods = [...cluster.endpoints.values()].flatMap((inner) => [...inner.values()])
  return [
    ...[...cluster.tiers.keys()].map((name) => `tier ${name}`),
    ...[...cluster.policies.values()].map(({ ref }) => `policy ${policyName(ref)}`),
    ...pods.map(({ key }) => `pod ${key}`),
    ...networkSets(cluster),
    ...flows.map(() => 'flow'),
  ]
}

function networkSets(cluster: Cluster): readonly string[] {
  return [...cluster.networkSets.values()].map(({ name }) => `set ${name}`)
}

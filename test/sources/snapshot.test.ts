import { expect, test } from 'vitest'
import { listBundled } from '../../src/sources/snapshot.ts'
import { bundled, readSnapshot } from './read-snapshot.ts'

test('every bundled snapshot opens by its name, without a problem', async () => {
  const names = (await listBundled(bundled)).map(({ name }) => name)
  expect(names).toContain('catfacts')
  for (const name of names) {
    const { cluster, problems, failure } = await readSnapshot([name])
    expect([name, failure, problems]).toEqual([name, null, []])
    expect(cluster.tiers.size).toBeGreaterThan(0)
  }
})

test('the flow logs of a bundled snapshot are told from objects', async () => {
  expect((await readSnapshot(['catfacts'])).flows).toHaveLength(143)
})

test('a bundled snapshot has the heading of its README as title', async () => {
  const catfacts = (await listBundled(bundled)).find(({ name }) => name === 'catfacts')
  expect(catfacts?.title).toBe('Cat Facts: microsegmentation, half done')
})

test('a path that is not there fails and names the bundled snapshots that come near', async () => {
  const { failure } = await readSnapshot(['catfact'])
  expect(failure).toMatch(/`catfact`: no such file or folder; bundled snapshots: catfacts, catfacts-done/)
})

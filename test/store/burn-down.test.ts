import { expect, test } from 'vitest'
import { indexCluster } from '../../src/engine/cluster-index.ts'
import { applyChanges } from '../../src/model/cluster-changes.ts'
import { policyKey } from '../../src/model/policy.ts'
import { Program, snapshotIndex } from '../ui/screens.ts'

const { cluster } = snapshotIndex('catfacts')
const keyOf = (name: string) => {
  const policy = [...cluster.policies.values()].find(({ ref }) => ref.name === name)
  if (policy === undefined) throw new Error(`catfacts lacks ${name}`)
  return policyKey(policy.ref)
}
const without = (names: readonly string[]) =>
  indexCluster(
    applyChanges(
      cluster,
      names.map((name) => ({ type: 'policies', key: keyOf(name), form: 'v3', value: null, problems: [] })),
    ),
  )

function asked(program: Program): number {
  return program.effects.filter(({ type }) => type === 'ask-time').length
}

test('each change of the policies adds a point, until nothing is denied', () => {
  const program = new Program('catfacts').press('R').send({ type: 'time', now: 1000 })
  program.send({ type: 'cluster', index: without(['default.default-deny']) }).send({ type: 'time', now: 2000 })
  const all = ['default.default-deny', 'platform.worker']
  program.send({ type: 'cluster', index: without(all) }).send({ type: 'time', now: 3000 })
  expect(program.state.burnDown.points).toMatchObject([
    { at: 1000, staged: 2, denied: ['catfacts/worker → public network', 'catfacts/db → public network'], judged: 19 },
    { at: 2000, staged: 1, denied: ['catfacts/worker → public network'] },
    { at: 3000, staged: 0, denied: [] },
  ])
  expect(asked(program)).toBe(3)
})

test('before the rehearsal was looked at nothing is followed', () => {
  const program = new Program('catfacts').send({ type: 'cluster', index: without(['platform.worker']) })
  expect(asked(program)).toBe(0)
})

test('a cluster that changes otherwise, and one that is read again as it was, adds no point', () => {
  const program = new Program('catfacts').press('R').send({ type: 'time', now: 1000 })
  const index = indexCluster({ ...cluster, nodes: new Map() })
  program.send({ type: 'cluster', index })
  expect(asked(program)).toBe(1)
  const again = { ...cluster, policies: new Map([...cluster.policies].map(([key, policy]) => [key, { ...policy }])) }
  program.send({ type: 'cluster', index: indexCluster(again) }).send({ type: 'time', now: 2000 })
  expect(asked(program)).toBe(2)
  expect(program.state.burnDown.points).toHaveLength(1)
})

test('changes that come fast make one point', () => {
  const program = new Program('catfacts').press('R').send({ type: 'time', now: 1000 })
  program.send({ type: 'cluster', index: without(['platform.worker']) })
  program.send({ type: 'cluster', index: without(['platform.worker', 'default.default-deny']) })
  expect(asked(program)).toBe(2)
  program.send({ type: 'time', now: 2000 })
  expect(program.state.burnDown.points.map(({ denied }) => denied.length)).toEqual([2, 0])
})

test('a snapshot that is opened again goes on, another cluster begins anew', () => {
  const program = new Program('catfacts').press('R').send({ type: 'time', now: 1000 })
  program.send({ type: 'opening', title: 'catfacts', paths: ['catfacts'] })
  expect(program.state.burnDown.points).toHaveLength(1)
  program.send({ type: 'opening', title: 'stars', paths: ['stars'] })
  expect(program.state.burnDown.points).toHaveLength(0)
})

test('the screen tells the way to zero, and since when nothing is denied', () => {
  const program = new Program('catfacts').press('R').send({ type: 'time', now: Date.UTC(2026, 7, 20, 10, 4) })
  const edited = ['platform.worker', 'default.default-deny']
  // Something else stays staged, so that there is still something to rehearse.
  const staged = { ...edit('platform.db'), stagedAction: 'Set' } as const
  const next = without(edited).cluster
  const policies = new Map([...next.policies, [policyKey(staged.ref), staged]])
  program.send({ type: 'cluster', index: indexCluster({ ...next, policies }) })
  program.send({ type: 'time', now: Date.UTC(2026, 7, 20, 10, 6) })
  expect(program.screen()).toMatch(
    /burn-down {2}\d\d:04:00 2 ▸ \d\d:06:00 0 pairs denied {2}nothing denied since \d\d:06:00/,
  )
})

/** A staged copy of an enforced policy. */
function edit(name: string) {
  const policy = cluster.policies.get(keyOf(name))
  if (policy === undefined) throw new Error(`catfacts lacks ${name}`)
  return { ...policy, ref: { ...policy.ref, kind: 'StagedNetworkPolicy' as const } }
}

test('r reads the files of a snapshot again, standard input it cannot', () => {
  expect(new Program('catfacts').press('r').effects.at(-1)).toEqual({ type: 'open', paths: ['catfacts'] })
  const piped = new Program('catfacts').send({ type: 'opening', title: 'input', paths: ['-'] }).press('r')
  expect(piped.screen()).toContain('standard input is read once')
})

import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCli, words } from './process.ts'

const flows = fileURLToPath(new URL('../../snapshots/catfacts-untouched/flows.jsonl', import.meta.url))
const preview = (line: string) => runCli(['preview', '--staged', ...words(line)])

test('what would be denied stands under what decides it, with the rule that comes nearest', async () => {
  const { code, stdout } = await preview('--snapshot catfacts')
  expect(code).toBe(2)
  const lines = stdout.split('\n')
  const at = lines.indexOf('  by end of tier platform (catfacts/platform.worker)')
  expect(lines[at + 1]).toMatch(
    /worker-85d7f9c6b4-\* → public network .* nearest: egress rule 1 of catfacts\/platform.worker/,
  )
})

test('as JSON: groups, what each policy would do, the fix, and the evidence', async () => {
  const json = JSON.parse((await preview('--snapshot catfacts -o json')).stdout)
  expect(json).toMatchObject({
    schema: 'calico-tui/preview/v1',
    mode: 'replace',
    connections: 19,
    pairs: [
      { name: 'catfacts/worker → public network', verdict: 'Deny', connections: 2, distinct: 1 },
      { name: 'catfacts/db → public network', verdict: 'Deny', connections: 1, distinct: 1 },
    ],
    deniedAlready: 0,
    silent: [],
  })
  expect(json.denied[0]).toMatchObject({
    fix: { direction: 'egress', rule: 1, policy: { kind: 'StagedNetworkPolicy', name: 'platform.worker' } },
  })
  expect(json.denied[1]).toMatchObject({ fix: { rule: null, notMet: [], policy: { name: 'default.default-deny' } } })
})

test('a series of snapshots is judged on the same flows, the last one decides', async () => {
  const steps = '--snapshot catfacts-staged --then catfacts --then catfacts-done'
  const { code, stdout } = await preview(`${steps} --flows ${flows}`)
  expect(code).toBe(0)
  expect(
    stdout
      .split('\n')
      .slice(0, 4)
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['burn-down', 'staged', 'pairs denied', 'denied already'],
    ['catfacts-staged', '6', '4', '0', '✗ not safe to enforce'],
    ['catfacts', '2', '2', '2', '✗ not safe to enforce'],
    ['catfacts-done', '0', '0', '3', 'nothing is staged'],
  ])
  const json = JSON.parse((await preview(`${steps} --flows ${flows} -o json`)).stdout)
  expect(json.schema).toBe('calico-tui/preview-series/v1')
  expect(json.steps.map((step: { denied: readonly unknown[] }) => step.denied.length)).toEqual([4, 2, 0])
})

test('a series that ends before it is safe ends with 2', async () => {
  expect((await preview(`--snapshot catfacts-staged --then catfacts --flows ${flows}`)).code).toBe(2)
})

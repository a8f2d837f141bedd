import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { filterFlows } from '../../src/store/flow-filter.ts'
import { flowWords } from '../../src/text/replay.ts'

const gatherer = new FlowGatherer()
const log = readFileSync(new URL('../../snapshots/catfacts/flows.jsonl', import.meta.url), 'utf8')
for (const line of log.trim().split('\n')) {
  for (const flow of decodeFlows(JSON.parse(line))) if (typeof flow !== 'string') gatherer.add(flow)
}
const table = gatherer.table()
const denied = [
  'catfacts/facts-6bd9c74f58-* → public network  tcp 80',
  'dev/netshoot → catfacts/db-7f8c6b5d9c-*  tcp 3306',
  'ip-address-list → catfacts/facts-6bd9c74f58-*  tcp 80',
]

test.each([
  ['action:deny', denied],
  ['action:d ns:dev', [denied[1]]],
  ['!action:allow dst:facts,db src:netshoot', [denied[1]]],
  ['port:3306 action:deny', [denied[1]]],
  ['kind:endoftier dst:publicnetwork action:deny', [denied[0]]],
  ['policy:blockep action:deny', [denied[2]]],
  ['staged:deny reporter:src src:worker', ['catfacts/worker-85d7f9c6b4-* → public network  tcp 443']],
  ['end:of', []],
])('%s finds what it says', (text, found) => {
  const { rows, problem } = filterFlows(table, text)
  expect(rows.map(({ flow }) => flowWords(flow)).sort()).toEqual(found)
  expect(problem).toBeNull()
})

test('a word that is not finished or wrong lets everything through, and the wrong one is told with its place', () => {
  expect(filterFlows(table, 'action:').rows).toHaveLength(table.rows.length)
  expect(filterFlows(table, 'db action:maybe')).toMatchObject({ problem: { start: 3, end: 15 } })
})

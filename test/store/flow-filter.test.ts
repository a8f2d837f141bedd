import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import { columnsOf } from '../../src/engine/flow-columns.ts'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { filterFlows } from '../../src/store/flow-filter.ts'
import { flowWords } from '../../src/text/replay.ts'

const gatherer = new FlowGatherer()
const log = readFileSync(new URL('../../snapshots/catfacts/flows.jsonl', import.meta.url), 'utf8')
for (const line of log.trim().split('\n')) {
  for (const flow of decodeFlows(JSON.parse(line))) if (typeof flow !== 'string') gatherer.add(flow)
}
const table = gatherer.table()
const columns = columnsOf(table.rows)

function found(text: string): readonly string[] {
  const rows = Array.from(filterFlows(columns, text).places, (at) => table.rows[at])
  return rows.flatMap((row) => (row === undefined ? [] : [flowWords(row.flow)])).sort()
}

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
  ['fe80::1', []],
  [
    'staged:differs',
    ['catfacts/db-7f8c6b5d9c-* → public network  tcp 443', 'catfacts/worker-85d7f9c6b4-* → public network  tcp 443'],
  ],
  ['dst:=catfacts/db action:deny', [denied[1]]],
  ['dst:=catfacts/d', []],
  ['action:deny src:netshoot src:ip-address', [denied[1], denied[2]]],
  ['dst-ns:catfacts src-ns:dev port:3000-3999 reporter:dst', [denied[1]]],
  ['dest_namespace:catfacts source_namespace:dev dest_port:3306 staged_action:deny reporter:dst', [denied[1]]],
  ['dst-name:db action:deny', [denied[1]]],
  ['tier:security hit:deny', [denied[2]]],
  ['tier:security hit:pass action:deny', [denied[0]]],
  ['policy:none dst:db src:netshoot', ['dev/netshoot → catfacts/db-7f8c6b5d9c-*  tcp 3306']],
  ['!policy:none dst:db src:netshoot', [denied[1]]],
  ['kind:=profile src:netshoot action:deny', []],
])('%s finds what it says', (text, expected) => {
  expect(found(text)).toEqual(expected)
  expect(filterFlows(columns, text).problem).toBeNull()
})

test('words about what was hit must be met by one hit as a whole', () => {
  const of = (text: string) => filterFlows(columns, text).places.length
  expect(of('tier:platform kind:staged')).toBeGreaterThan(0)
  expect(of('tier:security kind:staged')).toBe(0)
  expect(of('tier:security')).toBeGreaterThan(0)
})

test('a word that is not finished lets everything through', () => {
  expect(filterFlows(columns, 'action:').places).toHaveLength(table.rows.length)
})

test.each([
  ['db action:maybe', 'expected one of allow, deny', 3],
  ['action:dney', 'expected one of allow, deny: did you mean deny', 0],
  ['port:99999', 'expected a port or a range such as 8000-8999', 0],
  ['kind:globalnetworkpolciy', 'no kind globalnetworkpolciy: did you mean globalnetworkpolicy', 0],
  ['db tier:platfrom', 'no flow has tier platfrom: did you mean platform', 3],
  ['ns:cafacts', 'no flow has ns cafacts: did you mean catfacts', 0],
  ['polcy:db', 'no field polcy: did you mean policy:', 0],
  ['prot:tcp', 'no field prot: did you mean port:', 0],
  ['namespce:dev', 'no field namespce: did you mean namespace:', 0],
  ['db !dead:letter', expect.stringContaining('no field dead: expected one of src, dst, ns, port'), 3],
  ['foo:bar', expect.stringContaining('no field foo: '), 0],
  ['port:http', 'expected a port or a range such as 8000-8999', 0],
  ['db -rogue', 'nothing has -rogue in its name: to leave out write !rogue', 3],
])('%s is said to be wrong while it is typed', (text, message, start) => {
  expect(filterFlows(columns, text).problem).toMatchObject({ message, start })
})

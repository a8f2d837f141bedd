import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeFlows } from '../../src/decode/flows/flow-reader.ts'
import { flowKey } from '../../src/model/flow.ts'
import { type BadFlow, openFlows, placeOf } from '../../src/sources/flow-files.ts'
import { nodeText } from '../decode/flows/node-text-writer.ts'
import { bundled } from './read-snapshot.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'calico-tui-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const goldmane = readFileSync(new URL('../fixtures/flows/catfacts-flows.goldmane.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const flows = goldmane.flatMap((line) => decodeFlows(JSON.parse(line))).filter((flow) => typeof flow !== 'string')

/** What is read of a file with this text. */
async function read(name: string, text: string) {
  const path = join(folder, name)
  writeFileSync(path, text)
  const keys: string[] = []
  const bad: BadFlow[] = []
  for await (const event of openFlows([path], { signal: null, bundled })) {
    if (event.type !== 'flows') continue
    keys.push(...event.flows.map(flowKey))
    bad.push(...event.bad)
  }
  return { keys, bad: bad.map((each) => `${placeOf(each).replace(`${folder}/`, '')}: ${each.message}`) }
}

test('a file of what calico-node prints holds the flows that were printed, and a bad one is told with its line', async () => {
  const text = flows.map((flow) => nodeText(flow))
  text.splice(1, 0, ['- Time=never Reporter=Dst'])
  const { keys, bad } = await read('node.log', `${text.flat().join('\n')}\n`)
  expect(keys).toEqual(flows.map(flowKey))
  const line = (text[0]?.length ?? 0) + 1
  expect(bad).toEqual([`node.log, line ${line}: no time from 2000 to 2099 that can be read`])
})

test.each([
  ['flows.jsonl', (lines: readonly string[]) => lines.join('\n')],
  ['flows.json', (lines: readonly string[]) => `{"items":[${lines.join(',\n')}]}`],
])('a record that is none is told with its line: %s', async (name, written) => {
  const [first = '', second = ''] = goldmane
  const { keys, bad } = await read(name, written([first, second.replace('"action"', '"deed"'), first]))
  expect(keys).toHaveLength(2)
  expect(bad).toEqual([`${name}, line 2: no action, expected \`Allow\` or \`Deny\``])
})

test.each([
  ['', 'expected those of Whisker, Goldmane or Calico Enterprise as JSON, or what `calico-node -flows` prints'],
  ['garbage\n', 'line 1: expected a flow log, not the text `garbage`'],
  ['{"a":1}\n', 'line 1: expected a flow log, not one with `a` alone'],
])('a file without a flow log, %j, is told in words of flows', async (text, message) => {
  await expect(read('none.txt', text)).rejects.toThrow(`none.txt\`: no flow log in it: ${message}`)
})

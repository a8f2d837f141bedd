import { expect, test } from 'vitest'
import { JsonSplitter } from '../../src/sources/json-splitter.ts'
import { list, pod, policy, printed, tier } from '../corpus/objects.ts'

/** What the splitter hands over for a text that comes in chunks of one size. */
function pieces(text: string, size: number): readonly string[] {
  const found: string[] = []
  const splitter = new JsonSplitter({
    list: (start) => found.push(`list ${start.toString()}`),
    item: (bytes, line) => found.push(`item ${line} ${bytes.toString()}`),
    value: (bytes, line) => found.push(`value ${line} ${bytes.toString()}`),
    refused: (why, line) => found.push(`${why} ${line}`),
  })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size))
  splitter.end()
  return found
}

test('items of a list are cut out wherever the chunks end', () => {
  const text = `{"kind": "List", "items" : [ {"a": "]}\\"\\\\"}, [1, {}], 7,\n "x", null ], "z": {"items": [1]}}\n{"b": 1}`
  const whole = [
    'list {"kind": "List", "items" : [',
    'item 1 {"a": "]}\\"\\\\"}',
    'item 1 [1, {}]',
    'item 1 7',
    'item 2 "x"',
    'item 2 null ',
    'value 1 {"kind": "List", "items" : [], "z": {"items": [1]}}',
    'value 3 {"b": 1}',
  ]
  for (let size = 1; size <= text.length; size += 1) expect(pieces(text, size)).toEqual(whole)
})

test('only a key at the top is taken for the items', () => {
  const text = '{"a": "items", "\\"items": [1], "b": {"items": [2]}, "xitems": [3], "items": 4}'
  expect(pieces(text, 1000)).toEqual([`value 1 ${text}`])
})

test('broken text gives the same pieces wherever the chunks end', () => {
  const text = printed(list(tier('a'), policy('b', 'c'), pod('d', 'e')))
  for (const broken of [
    text.slice(0, 700),
    text.replace('{', ''),
    text.replace('"Tier"', '"Tier'),
    text.replace('100', '100}'),
  ]) {
    const whole = pieces(broken, broken.length)
    for (const size of [1, 7, 64, 513]) expect(pieces(broken, size)).toEqual(whole)
  }
})

test('a list larger than the largest text of JavaScript is read item by item', () => {
  const chunk = Buffer.from(`${JSON.stringify(pod('shop', 'db-1')).repeat(1)},`.repeat(4000))
  let items = 0
  let bytes = 0
  const splitter = new JsonSplitter({
    list: () => {},
    item: (item) => {
      items += 1
      bytes += item.length
    },
    value: () => {},
    refused: (why) => expect(why).toBe(''),
  })
  splitter.push(Buffer.from('{"items":['))
  const rounds = Math.ceil(600_000_000 / chunk.length)
  const before = process.memoryUsage().rss
  for (let round = 0; round < rounds; round += 1) splitter.push(chunk)
  splitter.push(Buffer.from('],"kind":"List"}'))
  splitter.end()
  expect(items).toBe(rounds * 4000)
  expect(bytes).toBeGreaterThan(590_000_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
})

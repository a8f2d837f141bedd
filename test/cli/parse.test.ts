import { describe, expect, test } from 'vitest'
import { Failed } from '../../src/cli/failed.ts'
import type { Invocation } from '../../src/cli/options.ts'
import { parse } from '../../src/cli/parse.ts'
import { nearest } from '../../src/text/nearest.ts'
import { words } from './process.ts'

function read(line: string): Invocation {
  const parsed = parse(words(line), '1.2.3', 80)
  if (parsed.type !== 'command') throw new Error(`\`${line}\` prints a text`)
  return parsed.invocation
}

function failure(line: string): string {
  try {
    parse(words(line), '1.2.3', 80)
  } catch (error) {
    if (error instanceof Failed) return `${error.code} ${error.message}`
    throw error
  }
  return 'read'
}

test('options of every command stand before or behind the command', () => {
  const before = read('--snapshot a -n shop -o json trace --from x --to y')
  const behind = read('trace --from x --snapshot a --to y -o json --namespace shop')
  expect(before).toEqual(behind)
  expect(before.global).toMatchObject({ snapshots: ['a'], namespace: 'shop', output: 'json', color: 'auto' })
})

test('snapshots and flows may be repeated and keep their order', () => {
  const { global } = read('board --snapshot b --snapshot=a --snapshot -')
  expect(global.snapshots).toEqual(['b', 'a', '-'])
})

test('without a command it is the terminal UI', () => {
  expect(read('--snapshot a').command).toBe('ui')
})

test.each([
  ['tarce', '64 unknown command `tarce`; did you mean `trace`?'],
  ['--contxt x', '64 unknown option `--contxt`; did you mean `--context`?'],
  ['trace --too x', '64 unknown option `--too`; did you mean `--to`?'],
  ['zebra', '64 unknown command `zebra`'],
  ['-o xml', '64 `xml` is no form; expected text, json, yaml, jsonl, csv'],
  ['-o YAML', '64 `YAML` is no form; expected text, json, yaml, jsonl, csv; did you mean `yaml`?'],
  ['endpoint', '64 missing required argument `endpoint`'],
  [
    '--live-flows whiskers',
    '64 `whiskers` is no source of flows; expected whisker, goldmane, off; did you mean `whisker`?',
  ],
  ['--snapshot a --live-flows off', '64 --live-flows is for live clusters, and --snapshot reads none'],
  ['--snapshot a --context b', '64 --snapshot and --context exclude each other: a snapshot is read without a cluster'],
])('`%s` is refused: %s', (line, message) => {
  expect(failure(line)).toBe(message)
})

describe('the nearest name', () => {
  test.each([
    ['trase', 'trace'],
    ['catfact', 'catfacts'],
    ['TRACE', 'trace'],
    ['pol', 'policy'],
    ['xyz', null],
  ])('of `%s` is %s', (name, near) => {
    expect(nearest(name, ['trace', 'board', 'policy', 'catfacts'])).toBe(near)
  })
})

test('the help fits the terminal and names every command', () => {
  const parsed = parse(['--help'], '1.2.3', 80)
  const text = parsed.type === 'text' ? parsed.text : ''
  for (const name of ['trace', 'board', 'endpoint', 'policy', 'flows', 'info', 'completion'])
    expect(text).toContain(name)
  const lines = text.slice(0, text.indexOf('Examples:')).split('\n')
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flowReader } from '../../../src/decode/flows/flow-reader.ts'
import { Dice } from '../../laws/dice.ts'

const names = ['catfacts-flows.jsonl', 'catfacts-flows.goldmane.jsonl', 'catfacts-flows.enterprise.jsonl']
const wrong: readonly unknown[] = [null, 7, -1, '', 'x', [], {}, true, 1e308, ['a|b'], { kind: 3 }]

function linesOf(name: string): string[] {
  return readFileSync(new URL(`../../fixtures/flows/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
}

/** The line with something wrong in it: cut off, one value of another type at any depth, or noise. */
function broken(line: string, dice: Dice): string {
  const way = dice.between(0, 2)
  if (way === 0) return line.slice(0, dice.between(0, line.length - 1))
  if (way === 1) return `${String.fromCharCode(0, 255, dice.between(0, 65_535))}${line.slice(dice.between(1, 40))}`
  const values = [...line.matchAll(/":("[^"]*"|-?\d+)/g)]
  const { index, 0: text } = dice.pick(values)
  return `${line.slice(0, index)}":${JSON.stringify(dice.pick(wrong))}${line.slice(index + text.length)}`
}

test.each(names)('%s broken in every way never throws, and what is whole among it is read', (name) => {
  const lines = linesOf(name)
  for (let seed = 1; seed <= 400; seed += 1) {
    const dice = new Dice(seed)
    const bad = broken(dice.pick(lines), dice)
    const reader = flowReader()
    const read = [bad, lines[0] ?? ''].flatMap((line) => reader.line(line)).concat(reader.end())
    expect(read.length, `SEED=${seed} ${bad}`).toBe(bad.trim() === '' ? 1 : 2)
    expect(read.at(-1), `SEED=${seed} ${bad}`).toMatchObject({ action: expect.stringMatching(/Allow|Deny/) })
  }
})

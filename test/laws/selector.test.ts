import { expect, test } from 'vitest'
import type { Labels, Selector } from '../../src/model/selector.ts'
import { labelsLookup, matchesSelector } from '../../src/model/selector-match.ts'
import { isProblem, parseSelector } from '../../src/model/selector-parser.ts'
import { prefixSelector } from '../../src/model/selector-prefix.ts'
import { printSelector } from '../../src/model/selector-print.ts'
import { holds } from '../spec/selector.ts'
import { clusters } from './cases.ts'
import { Dice } from './dice.ts'
import { randomLabels, randomSelector } from './random-selector.ts'

const keys = ['app', 'role', 'env', 'team', 'a.b/c-d_e', '0x']

function parsed(text: string): Selector {
  const selector = parseSelector(text)
  if (isProblem(selector)) throw new Error(`${text}: ${selector.message} at column ${selector.column}`)
  return selector
}

function* drawn(): Generator<{ readonly seed: number; readonly text: string; readonly labels: Labels }> {
  for (let seed = 1; seed <= clusters * 20; seed += 1) {
    const dice = new Dice(seed)
    yield { seed, text: randomSelector(dice, keys, 4), labels: randomLabels(dice, keys) }
  }
}

test('what is printed reads back as the same selector, and prints the same', () => {
  for (const { seed, text } of drawn()) {
    const selector = parsed(text)
    const printed = printSelector(selector)
    expect(parsed(printed), `${seed}: ${text}`).toEqual(selector)
    expect(printSelector(parsed(printed)), `${seed}: ${text}`).toBe(printed)
  }
})

test('a selector holds where the naive evaluation says so', () => {
  for (const { seed, text, labels } of drawn()) {
    const selector = parsed(text)
    const label = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined)
    expect(matchesSelector(selector, labelsLookup(labels)), `${seed}: ${text} on ${JSON.stringify(labels)}`).toBe(
      holds(selector, label),
    )
  }
})

test('a prefixed selector asks the prefixed labels', () => {
  for (const { seed, text, labels } of drawn()) {
    const selector = parsed(text)
    const prefixed = Object.fromEntries(Object.entries(labels).map(([key, value]) => [`pcns.${key}`, value]))
    const told = matchesSelector(prefixSelector(selector, 'pcns.'), labelsLookup(prefixed))
    expect(told, `${seed}: ${text}`).toBe(matchesSelector(selector, labelsLookup(labels)))
  }
})

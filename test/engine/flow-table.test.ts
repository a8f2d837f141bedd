import { expect, test } from 'vitest'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { inWindow } from '../../src/engine/flow-table.ts'
import { hitSpark } from '../../src/engine/hit-spark.ts'
import { flowAt, globalPolicy, ruleHit } from './flows.ts'

const minute = 60_000
const noon = Date.UTC(2026, 7, 20, 12)
const allow = ruleHit(globalPolicy('platform', 'api'), 'Allow')

test('a window begins with a minute and counts what ended in it', () => {
  const gatherer = new FlowGatherer()
  for (const end of [noon - 20 * minute, noon - 15 * minute, noon - 15 * minute + 1, noon]) {
    gatherer.add(flowAt(end, { enforced: [allow] }))
  }
  const table = inWindow(gatherer.table(), 15 * minute)
  expect(table).toMatchObject({ records: 2, from: noon - 15 * minute, to: noon })
  expect(table.rows).toMatchObject([{ records: 2, flow: { counts: { packetsIn: 6, bytesOut: 400 } } }])
  expect(table.rows[0]?.seen).toEqual([noon - 15 * minute + 1, noon])
})

test('the same table in a wider window is as before', () => {
  const gatherer = new FlowGatherer()
  for (const end of [noon - 90 * minute, noon - 30 * minute, noon]) gatherer.add(flowAt(end))
  const all = gatherer.table()
  expect(inWindow(inWindow(all, 5 * minute), null)).toEqual(all)
  expect(inWindow(all, 60 * minute).records).toBe(2)
})

test('what is gathered later does not change a table that was given', () => {
  const gatherer = new FlowGatherer()
  gatherer.add(flowAt(noon, { enforced: [allow] }))
  const before = gatherer.table()
  const copy = structuredClone(before)
  gatherer.add(flowAt(noon + minute, { enforced: [allow] }))
  expect(before).toEqual(copy)
  expect(gatherer.table()).toMatchObject({ records: 2, rows: [{ records: 2 }] })
})

test('of too many flows the one not seen for longest is let go, and still counts at its policy', () => {
  const gatherer = new FlowGatherer(2)
  for (const [port, end] of [
    [1, noon],
    [2, noon + 1],
    [1, noon + 2],
    [3, noon + 3],
  ] as const) {
    gatherer.add(flowAt(end, { port, enforced: [allow] }))
  }
  const table = gatherer.table()
  expect(table.rows.map(({ flow }) => flow.port)).toEqual([3, 1])
  expect(table).toMatchObject({ dropped: 1, records: 4, hits: [{ tally: { records: 4 } }] })
})

test('a sparkline tells of the reporter that saw more, never of both together', () => {
  const gatherer = new FlowGatherer()
  for (const [reporter, end] of [
    ['src', noon],
    ['dst', noon],
    ['dst', noon - minute],
  ] as const) {
    gatherer.add(flowAt(end, { reporter, enforced: [allow] }))
  }
  const wants = () => true
  expect(hitSpark(inWindow(gatherer.table(), 5 * minute), wants)).toEqual([0, 0, 0, 1, 1])
  expect(hitSpark(gatherer.table(), wants).filter((count) => count > 0)).toEqual([1, 1])
})

test('slices grow with the time that was recorded, and lose nothing', () => {
  const gatherer = new FlowGatherer()
  for (const hours of [0, 30, 3, -50, 1000]) gatherer.add(flowAt(noon + hours * 60 * minute, { enforced: [allow] }))
  const spark = hitSpark(gatherer.table(), () => true)
  expect(spark.length).toBeLessThanOrEqual(64)
  expect(spark.reduce((sum, one) => sum + one, 0)).toBe(5)
})

import { expect, test } from 'vitest'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { inWindow } from '../../src/engine/flow-table.ts'
import { type Flow, flowKey, hitKey } from '../../src/model/flow.ts'
import { isStaged } from '../../src/model/policy.ts'
import { flowAt, globalPolicy, profileHit, ruleHit, tierEnd } from '../engine/flows.ts'
import { Dice } from './dice.ts'

const seeds = Array.from({ length: 40 }, (_, seed) => seed)
const windows = [5, 15, 60, null]
const begin = Date.UTC(2026, 7, 20, 12)

/** Records in an order of their own, over some minutes or some hours. */
function records(dice: Dice): readonly Flow[] {
  const span = dice.pick([3, 40, 300]) * 60_000
  const policies = dice.times(1, 4, (at) => globalPolicy(`tier-${at % 2}`, `policy-${at}`, dice.chance(30)))
  return dice.times(1, 300, () => {
    const [one, other] = [dice.pick(policies), dice.pick(policies)]
    const hit = dice.pick([ruleHit(one, 'Allow', dice.between(0, 2)), ruleHit(one, 'Deny'), tierEnd(one), profileHit])
    const started = dice.between(0, 9)
    return flowAt(begin + dice.between(0, span), {
      port: dice.between(1, 6),
      reporter: dice.pick(['src', 'dst']),
      enforced: dice.chance(30) ? [ruleHit(other, 'Pass'), hit] : [hit],
      pending: dice.chance(50) ? [ruleHit(other, 'Deny', 1)] : [],
      connections: dice.chance(50) ? null : { started, completed: 0, live: 0 },
      counts: { packetsIn: started, packetsOut: 2, bytesIn: dice.between(0, 999), bytesOut: 1 },
    })
  })
}

/** Those of a window, by a look at each record. */
function within(flows: readonly Flow[], minutes: number | null): readonly Flow[] {
  if (minutes === null) return flows
  const first = Math.floor((Math.max(...flows.map(({ end }) => end)) - minutes * 60_000) / 60_000) * 60_000
  return flows.filter(({ end }) => end > first)
}

/** What some keys come to when each record is looked at again. */
function recount(
  flows: readonly Flow[],
  keysOf: (flow: Flow) => readonly string[],
): Readonly<Record<string, number[]>> {
  const sums: Record<string, number[]> = {}
  for (const flow of flows) {
    const { packetsIn, packetsOut, bytesIn, bytesOut } = flow.counts
    const own = [1, flow.connections?.started ?? 1, packetsIn, packetsOut, bytesIn, bytesOut]
    for (const key of keysOf(flow)) sums[key] = own.map((count, at) => count + (sums[key]?.[at] ?? 0))
  }
  return sums
}

const hitKeys = (flow: Flow): readonly string[] => [
  ...flow.enforced.map((hit) => `enforced ${flow.reporter} ${hitKey(hit)}`),
  ...flow.pending
    .filter(({ policy }) => policy !== null && isStaged(policy))
    .map((hit) => `pending ${flow.reporter} ${hitKey(hit)}`),
]

test.each(seeds)('windows count what each record in them says, in whatever order they came (seed %i)', (seed) => {
  const flows = records(new Dice(seed))
  const gatherer = new FlowGatherer()
  for (const flow of flows) gatherer.add(flow)
  let table = gatherer.table()
  for (const minutes of windows) {
    table = inWindow(table, minutes === null ? null : minutes * 60_000)
    const inside = within(flows, minutes)
    const rows = table.rows.map(({ flow, records, connections }) => {
      const { packetsIn, packetsOut, bytesIn, bytesOut } = flow.counts
      return [flowKey(flow), [records, connections, packetsIn, packetsOut, bytesIn, bytesOut]] as const
    })
    const hits = table.hits.map(({ hit, scope, reporter, tally }) => [
      `${scope} ${reporter} ${hitKey(hit)}`,
      [tally.records, tally.connections, tally.packetsIn, tally.packetsOut, tally.bytesIn, tally.bytesOut],
    ])
    expect(Object.fromEntries(rows)).toEqual(recount(inside, (flow) => [flowKey(flow)]))
    expect(Object.fromEntries(hits)).toEqual(recount(inside, hitKeys))
    expect(table.records).toBe(inside.length)
  }
})

test.each(seeds)('tables asked for meanwhile, and flows let go, change no count (seed %i)', (seed) => {
  const dice = new Dice(seed)
  const flows = records(dice)
  const most = dice.between(1, 8)
  const gatherer = new FlowGatherer(most)
  let kept: readonly string[] = []
  let dropped = 0
  for (const flow of flows) {
    gatherer.add(flow)
    kept = [...kept.filter((key) => key !== flowKey(flow)), flowKey(flow)]
    if (kept.length > most) dropped += 1
    kept = kept.slice(-most)
    if (dice.chance(20)) gatherer.table()
  }
  const table = gatherer.table()
  expect(table.rows.map(({ flow }) => flowKey(flow)).sort()).toEqual([...kept].sort())
  expect(table.dropped).toBe(dropped)
  const all = new FlowGatherer()
  for (const flow of flows) all.add(flow)
  expect(table.hits).toEqual(all.table().hits)
})

import { expect, test } from 'vitest'
import { FlowGatherer } from '../../src/engine/flow-gatherer.ts'
import { trafficStops } from '../../src/engine/traffic-stops.ts'
import type { Flow } from '../../src/model/flow.ts'
import { plainText } from '../../src/text/styled.ts'
import { stopsLines } from '../../src/text/traffic-stops.ts'
import { flowAt, globalPolicy, profileHit, ruleHit, tierEnd } from './flows.ts'
import { indexOf, tier } from './objects.ts'

const noon = Date.UTC(2026, 7, 20, 12)
const { tiers } = indexOf(tier('security', 100, 'Pass'), tier('platform', 200), tier('default', 1_000_000))
const block = ruleHit(globalPolicy('security', 'block'), 'Deny')
const pass = ruleHit(globalPolicy('security', 'allow'), 'Pass')
const allow = ruleHit(globalPolicy('platform', 'api'), 'Allow')
const end = tierEnd(globalPolicy('platform', 'api'))

/** Records of so many connections each. */
function stopsOf(...records: readonly (readonly [number, Partial<Flow>])[]) {
  const gatherer = new FlowGatherer()
  for (const [started, own] of records) {
    gatherer.add(flowAt(noon, { connections: { started, completed: 0, live: 0 }, ...own }))
  }
  return trafficStops(gatherer.table(), tiers)
}

const some = stopsOf(
  [50, { enforced: [pass, allow] }],
  [10, { enforced: [block] }],
  [6, { enforced: [pass, end] }],
  [4, { enforced: [ruleHit(globalPolicy('platform', 'deny'), 'Deny')] }],
  [30, { enforced: [pass, profileHit] }],
  [1000, { reporter: 'src', enforced: [profileHit] }],
  [7, { reporter: 'fwd', enforced: [block] }],
)

test('every connection of a direction stops once, and what one side reports is not in the other', () => {
  const { ingress, egress } = some
  expect([ingress.total, egress.total]).toEqual([100, 1000])
  const told = ingress.tiers.map(({ tier: name, reached, allowed, denied, goesOn }) => [
    name,
    reached,
    allowed,
    denied,
    goesOn,
  ])
  expect(told.filter(([name]) => ['security', 'platform', 'default'].includes(String(name)))).toEqual([
    ['security', 100, 0, 10, 90],
    ['platform', 90, 50, 10, 30],
    ['default', 30, 0, 0, 30],
  ])
  expect(ingress.profiles).toEqual({ reached: 30, allowed: 30, denied: 0 })
})

test('who denied at a tier is told, the most frequent first', () => {
  const platform = some.ingress.tiers.find((one) => one.tier === 'platform')
  expect(platform?.deniedBy.map(({ policy, connections }) => [policy?.name ?? null, connections])).toEqual([
    [null, 6],
    ['deny', 4],
  ])
})

test('a tier that only the log knows is told after those of the cluster', () => {
  const { ingress } = stopsOf([1, { enforced: [ruleHit(globalPolicy('gone', 'old'), 'Allow')] }])
  expect(ingress.tiers.at(-1)).toMatchObject({ tier: 'gone', allowed: 1 })
})

const isOurs = (line: string) => /^(INGRESS|security|platform|profiles)/.test(line)

test.each([
  [
    110,
    [
      'INGRESS  100 connections, as destinations reported, in %',
      'security      ▓▓░░░░░░░░░░░░░░░░░░░░░░   0.0 % allowed  10.0 % denied  90.0 % go on   all denials by block',
      'platform      ████████████▓▓░░░░░░░░░░  50.0 % allowed  10.0 % denied  30.0 % go on   denials by the end of t…',
      'profiles      ███████░░░░░░░░░░░░░░░░░  30.0 % allowed   0.0 % denied   0.0 % go on',
    ],
  ],
  [
    58,
    [
      'INGRESS  100 connections, as destinations reported, in %',
      'security      ▓▓░░░░░░░░░░░░░░░░░   0.0 ✓  10.0 ✗  90.0 »',
      'platform      ██████████▓▓░░░░░░░  50.0 ✓  10.0 ✗  30.0 »',
      'profiles      ██████░░░░░░░░░░░░░  30.0 ✓   0.0 ✗   0.0 »',
    ],
  ],
])('in %i cells it reads so', (width, lines) => {
  expect(
    stopsLines(some.ingress, width)
      .map((line) => plainText(line).trimEnd())
      .filter(isOurs),
  ).toEqual(lines)
})

test('a direction that nobody reported says so instead of dividing by nothing', () => {
  expect(stopsLines(stopsOf([1, {}]).egress, 80).map(plainText)).toEqual(['EGRESS  sources reported nothing'])
})

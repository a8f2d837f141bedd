import { expect, test } from 'vitest'
import { judged } from '../../src/store/flow-counts.ts'
import { boardFlowLines, boardFlowsJson } from '../../src/text/board-flows.ts'
import { plainText } from '../../src/text/styled.ts'
import { Program } from '../ui/screens.ts'

const flows = judged(new Program('catfacts').state) ?? expect.fail('Cat Facts has flows')

test('the board as JSON tells what flows did at each policy, rule and end of tier', () => {
  const hits = (own: object) => ({ allowed: 0, denied: 0, passed: 0, records: 0, packets: 0, bytes: 0, ...own })
  const db = hits({ allowed: 12, records: 12, packets: 606, bytes: 248_425 })
  expect(boardFlowsJson(flows)).toMatchObject({
    window: { from: '2026-08-20T10:00:00.000Z', to: '2026-08-20T10:03:15.000Z' },
    records: 143,
    countsConnections: false,
    policies: expect.arrayContaining([
      expect.objectContaining({
        name: 'platform.db',
        seen: 'hit',
        ingress: db,
        egress: hits({}),
        rules: [{ direction: 'ingress', rule: 0, ...db, seen: 'hit' }],
      }),
      expect.objectContaining({ name: 'konnectivity-agent', seen: 'never' }),
      expect.objectContaining({ name: 'default.default-deny', seen: 'no-rule' }),
    ]),
    tiers: expect.arrayContaining([
      expect.objectContaining({
        name: 'platform',
        end: expect.objectContaining({ ingress: expect.objectContaining({ denied: 3 }) }),
      }),
    ]),
  })
})

test('the board as text tells where traffic stops, and the policies that no flow hit', () => {
  const lines = boardFlowLines(flows, null).map(plainText)
  expect(lines[1]).toMatch(/^flows {2}143 records, \d\d:00-\d\d:03$/)
  expect(lines).toContainEqual(
    expect.stringMatching(/^platform .* 4\.8 % denied {2}38\.7 % go on {3}all denials by the end of the tier$/),
  )
  expect(lines.at(-1)).toBe(
    'no rule was hit: calico-system/calico-system.apiserver-access, kube-system/konnectivity-agent',
  )
})

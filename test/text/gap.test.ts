import { expect, test } from 'vitest'
import { type Gap, tieredKinds } from '../../src/model/gap.ts'
import { gapJson, gapsWords } from '../../src/text/gap.ts'

const gap = (more: Partial<Gap>): Gap => ({
  kinds: ['pods'],
  tier: null,
  because: 'forbidden',
  onlyIn: null,
  since: null,
  ...more,
})
const at = Date.UTC(2026, 10, 28, 14, 2, 11)

test.each<readonly [string, Partial<Gap>]>([
  ['pods unknown: forbidden', {}],
  ['pods known in namespace shop only: else forbidden', { onlyIn: 'shop' }],
  ['pods not read yet', { because: 'loading' }],
  ['pods unknown: cannot be read', { because: 'failed' }],
  ['pods as of 14:02:11 UTC', { because: 'stale', since: at }],
  [
    'you may not see all policies of tier security (networkpolicies)',
    { because: 'hidden', tier: 'security', kinds: ['networkpolicies'] },
  ],
])('%s', (words, more) => {
  expect(gapsWords([gap(more)])).toEqual([words])
})

test('a tier of which nothing is seen is told so, without the kinds', () => {
  const kinds = [...tieredKinds]
  expect(gapsWords([gap({ because: 'hidden', tier: 'security', kinds })])).toEqual([
    'you may not see the policies of tier security',
  ])
})

test('kinds that lack for one reason share a sentence, and tiers that hide the same kinds', () => {
  const hidden = (tier: string, kinds: readonly string[]) => gap({ because: 'hidden', tier, kinds })
  expect(
    gapsWords([
      gap({}),
      hidden('security', ['networkpolicies']),
      gap({ kinds: ['nodes'] }),
      hidden('default', ['networkpolicies']),
      hidden('platform', ['globalnetworkpolicies']),
    ]),
  ).toEqual([
    'pods and nodes unknown: forbidden',
    'you may not see all policies of tiers security and default (networkpolicies)',
    'you may not see all policies of tier platform (globalnetworkpolicies)',
  ])
})

test('a server that is away makes the whole cluster as old as the oldest of what is known', () => {
  const stale = (kind: string, since: number) => gap({ kinds: [kind], because: 'stale', since })
  expect(gapsWords([stale('pods', at + 900), stale('nodes', at)])).toEqual(['pods and nodes as of 14:02:11 UTC'])
  expect(gapsWords(['a', 'b', 'c', 'd'].map((kind, ms) => stale(kind, at + ms)))).toEqual([
    'the cluster is known as of 14:02:11 UTC',
  ])
})

test('as JSON a gap bears its words and its time as Kubernetes writes times', () => {
  expect(gapJson(gap({ because: 'stale', since: at }))).toEqual({
    kinds: ['pods'],
    tier: null,
    because: 'stale',
    onlyIn: null,
    since: '2026-11-28T14:02:11.000Z',
    note: 'pods as of 14:02:11 UTC',
  })
})

import { expect, test } from 'vitest'
import { allForbidden, gapsOf } from '../../src/cli/gaps.ts'
import type { KindStatus } from '../../src/model/live.ts'

const forbidden: KindStatus = { state: 'forbidden', reason: 'User "me" cannot list it' }
const live: KindStatus = { state: 'live', since: 0, namespace: null }

test('kinds that are forbidden share a line where they mean the same, with the way to what is missing', () => {
  const statuses = new Map<string, KindStatus>([
    ['stagednetworkpolicies', forbidden],
    ['tiers', live],
    ['globalnetworkpolicies', forbidden],
    ['networkpolicies', forbidden],
  ])
  expect(gapsOf(statuses, null)).toEqual([
    'you may not read globalnetworkpolicies and networkpolicies, so the board is not complete',
    'you may not read stagednetworkpolicies, so nothing is known of staged policies',
    '`calico-tui access --role` prints the role that is missing',
  ])
})

test('one kind alone is told with the words of the server', () => {
  expect(gapsOf(new Map([['pods', forbidden]]), null)[0]).toBe(
    'you may not read pods, so nothing is known of pods: User "me" cannot list it',
  )
})

test('what is read in one namespace only is told', () => {
  const only: KindStatus = { state: 'live', since: 0, namespace: 'shop' }
  expect(gapsOf(new Map([['pods', only]]), null)).toEqual(['you may read pods in namespace shop only'])
})

test('a cluster of which nothing may be read is no empty one', () => {
  expect(
    allForbidden(
      new Map<string, KindStatus>([
        ['tiers', forbidden],
        ['pods', { state: 'absent' }],
      ]),
    ),
  ).toContain('you may read nothing')
  expect(
    allForbidden(
      new Map<string, KindStatus>([
        ['tiers', forbidden],
        ['pods', live],
      ]),
    ),
  ).toBeNull()
  expect(allForbidden(new Map<string, KindStatus>([['tiers', { state: 'absent' }]]))).toBeNull()
})

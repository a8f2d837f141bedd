import { expect, test } from 'vitest'
import { itemsOf } from '../../src/store/details/items-of.ts'
import type { ObjectRef } from '../../src/store/object.ts'
import { plainText } from '../../src/text/styled.ts'
import { snapshotIndex } from '../ui/screens.ts'

/** A description as text. */
function described(snapshot: string, object: ObjectRef): readonly string[] {
  return itemsOf(snapshotIndex(snapshot), object, { yaml: false, most: 50 }).map((item) => plainText(item.line).trim())
}

function policy(snapshot: string, name: string): ObjectRef {
  for (const [key, { ref }] of snapshotIndex(snapshot).cluster.policies)
    if (ref.name === name) return { type: 'policy', key }
  throw new Error(`no policy ${name}`)
}

test('a policy that does not govern a direction is silent there', () => {
  const lines = described('catfacts', policy('catfacts', 'platform.db'))
  expect(lines[lines.indexOf('EGRESS') + 1]).toBe('not governed: this policy is silent, others decide')
})

test('a policy that governs a direction without rules says that no rule can match', () => {
  expect(described('catfacts', policy('catfacts', 'default.default-deny'))).toContain(
    'INGRESS  governed, and no rule can match',
  )
})

test('nothing goes on behind a rule that matches everything', () => {
  const lines = described('catfacts', policy('catfacts', 'security.allow-kube-dns'))
  const last = lines.findIndex((line) => line.includes('Pass everything'))
  expect(lines[last + 1]).toBe('')
})

test('stages of hosts end without a verdict', () => {
  const lines = described('kitchen-sink', policy('kitchen-sink', 'hosts.untracked'))
  expect(lines).toContain('no match: the normal tiers decide')
  expect(lines.join('\n')).not.toContain('end of tier')
})

test('an endpoint tells its policies by direction, tier by tier, with the end of each tier entered', () => {
  const lines = described('catfacts', { type: 'endpoint', key: 'catfacts/db-7f8c6b5d9c-v6vzq' })
  const from = lines.indexOf('INGRESS  2 policies')
  expect(lines.slice(from, from + 6)).toEqual([
    'INGRESS  2 policies',
    'platform',
    'N catfacts/db',
    '· end of tier: Deny',
    'default  staged only: skipped',
    '~G default-deny',
  ])
})

test('a network set names the rules that find it', () => {
  expect(described('catfacts', { type: 'network-set', key: 'set:catfacts/allowed-api' })).toContain(
    '✓ ~catfacts/platform.worker egress 1',
  )
})

test('a rule tells whom its selectors match now', () => {
  const object = policy('catfacts', 'platform.db')
  const key = object.type === 'policy' ? object.key : ''
  const lines = described('catfacts', { type: 'rule', policy: key, direction: 'ingress', rule: 0 })
  expect(lines).toContain('matches now 2 endpoints, 0 network sets')
})

test('a selector that does not parse says where', () => {
  expect(described('catfacts', { type: 'selector', text: 'app = x' })[0]).toContain('at column')
})

test('a tier without policies tells that traffic skips it', () => {
  expect(described('catfacts', { type: 'tier', name: 'namespace-isolation' })).toContain(
    'No policies: traffic skips this tier.',
  )
})

test('what is gone is said to be gone', () => {
  expect(described('catfacts', { type: 'endpoint', key: 'catfacts/nobody' })).toEqual([
    'this object is not there any more',
  ])
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeGoldmaneHit } from '../../../src/decode/flows/goldmane-hit.ts'
import { flowLogKind, formatPolicyHit, isStagedHit, parsePolicyHit } from '../../../src/decode/flows/policy-hit.ts'
import type { FlowHit } from '../../../src/model/flow.ts'

interface Vector {
  id: string
  text: string
  valid: boolean
  roundTrips?: boolean
  parsed?: Record<string, unknown>
}

const path = new URL('../../vectors/policy-hits.json', import.meta.url)
const vectors: Vector[] = JSON.parse(readFileSync(path, 'utf8')).vectors

/** The hit in the words of the vectors. */
function asParsed(hit: FlowHit): Record<string, unknown> {
  const numbers = { policyIndex: hit.index, tier: hit.tier ?? '', action: hit.action.toLowerCase() }
  const named = hit.policy && {
    kind: flowLogKind(hit.policy),
    namespace: hit.policy.namespace ?? '',
    name: hit.policy.name,
  }
  if (hit.type === 'profile')
    return { kind: 'Profile', namespace: '', name: hit.profile, ...numbers, ruleIndex: hit.rule }
  if (hit.type === 'end-of-tier') {
    return { kind: 'EndOfTier', ...numbers, ruleIndex: -1, trigger: { ...named, tier: hit.policy?.tier } }
  }
  return { ...named, ...numbers, ruleIndex: hit.rule ?? -2 }
}

test.each(vectors.filter((row) => row.valid))(
  '$id: $text is read as Goldmane reads it',
  ({ text, parsed, roundTrips }) => {
    const hit = parsePolicyHit(text)
    expect(hit && asParsed(hit)).toEqual(parsed)
    if (roundTrips && hit) expect(formatPolicyHit(hit)).toBe(text)
  },
)

test.each(vectors.filter((row) => !row.valid))('$id: $text is refused', ({ text }) => {
  expect(parsePolicyHit(text)).toBeNull()
})

test.each([
  ['0|platform|platform.db|deny|1', 'gnp:platform.db', false],
  ['0|platform|catfacts/platform.db|allow|0', 'np:catfacts/platform.db', false],
  ['1|platform|catfacts/staged:platform.worker|deny|-1', 'snp:catfacts/platform.worker', true],
  ['1|platform|catfacts/platform.staged:worker|deny|-1', 'snp:catfacts/platform.worker', true],
  ['1|default|staged:default.default-deny|deny|-1', 'sgnp:default.default-deny', true],
  ['0|default|acme/knp.default.web|ALLOW|2', 'knp:acme/web', false],
  ['0|default|acme/staged:knp.default.web|allow|2', 'sknp:acme/web', true],
  ['0|kube-admin|kcnp.kube-admin.web|pass|2', 'kcnp:web', false],
  ['0|adminnetworkpolicy|kanp.adminnetworkpolicy.web|pass|2', 'kanp:web', false],
  ['3|baselineadminnetworkpolicy|kbanp.baselineadminnetworkpolicy.default|deny|0', 'kbanp:default', false],
  ['2|__PROFILE__|__PROFILE__.kns.catfacts|allow|0', 'pro:kns.catfacts', false],
])('the older spelling %s names %s', (text, name, staged) => {
  const hit = parsePolicyHit(text)
  expect(hit && formatPolicyHit(hit).split('|')[2]).toBe(name)
  expect(hit && isStagedHit(hit)).toBe(staged)
})

test.each(['0|__PROFILE__|pro:__NO_MATCH__|deny|0', '1|__PROFILE__|pro:__PROFILE__|deny|-1', '1|t|np:a/b|allow|-2'])(
  '%s, which Felix writes too, reads back the same',
  (text) => {
    const hit = parsePolicyHit(text)
    expect(hit && formatPolicyHit(hit)).toBe(text)
  },
)

test('every hit that can be printed reads back the same', () => {
  const prefixes = ['np:ns/x.y', 'gnp:x', 'snp:ns/x', 'sgnp:x.y', 'knp:a-b/c', 'sknp:a/c', 'kcnp:c']
  for (const name of prefixes) {
    for (const action of ['allow', 'deny', 'pass']) {
      for (const rule of [-2, -1, 0, 17]) {
        const text = `${rule + 3}|tier-1|${name}|${action}|${rule}`
        const hit = parsePolicyHit(text)
        expect(hit && formatPolicyHit(hit)).toBe(text)
      }
    }
  }
})

test.each([
  ['AdminNetworkPolicy', 7],
  ['BaselineAdminNetworkPolicy', 8],
])('%s of Calico 3.30 and 3.31 is read by name and by number', (kind, number) => {
  const hit = { name: 'web', namespace: '', tier: kind.toLowerCase(), action: 'Deny', policy_index: 0, rule_index: 1 }
  const policy = { apiGroup: 'policy.networking.k8s.io', kind, tier: kind.toLowerCase(), namespace: null, name: 'web' }
  for (const spelled of [kind, number]) {
    expect(decodeGoldmaneHit({ ...hit, kind: spelled })).toMatchObject({
      type: 'rule',
      policy,
      action: 'Deny',
      rule: 1,
    })
  }
})

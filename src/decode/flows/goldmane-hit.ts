import type { FlowHit } from '../../model/flow.ts'
import type { PolicyRef } from '../../model/policy.ts'
import { actionOf, count, namespaceOf, pick, type Raw, raw, word } from './fields.ts'
import { policyByWord } from './policy-hit.ts'

/** Kinds by number. Source: goldmane/proto/api.proto PolicyKind (projectcalico/calico). */
const kindWords: Readonly<Record<number, string>> = {
  1: 'CalicoNetworkPolicy',
  2: 'GlobalNetworkPolicy',
  3: 'StagedNetworkPolicy',
  4: 'StagedGlobalNetworkPolicy',
  5: 'StagedKubernetesNetworkPolicy',
  6: 'NetworkPolicy',
  7: 'AdminNetworkPolicy',
  8: 'BaselineAdminNetworkPolicy',
  9: 'Profile',
  10: 'EndOfTier',
  11: 'ClusterNetworkPolicy',
}

/** A PolicyHit of Goldmane or Whisker as JSON (names or numbers, snake or camel case), or null when it is none. */
export function decodeGoldmaneHit(value: unknown): FlowHit | null {
  const hit = raw(value)
  const action = actionOf(hit.action)
  const kind = kindWord(hit.kind)
  const tier = word(hit.tier)
  if (action === null || kind === null) return null
  const index = count(pick(hit, 'policy_index', 'policyIndex'))
  const rule = ruleNumber(pick(hit, 'rule_index', 'ruleIndex'))
  const numbers = { action, index }
  if (kind === 'Profile') {
    const name = word(hit.name)
    const profile = name?.startsWith('__') ? null : name
    return { type: 'profile', policy: null, tier: null, profile, ...numbers, rule: rule < 0 ? null : rule }
  }
  if (tier === null) return null
  if (kind === 'EndOfTier') {
    const policy = triggerRef(raw(hit.trigger), tier)
    return { type: 'end-of-tier', policy, tier, profile: null, ...numbers, rule: null }
  }
  const policy = policyRef(hit, kind, tier)
  if (policy === null) return null
  const type = rule === -1 ? 'end-of-tier' : rule === -2 ? 'unknown' : 'rule'
  return { type, policy, tier, profile: null, ...numbers, rule: type === 'rule' ? rule : null }
}

/** A list of such hits in the order of the trace; null when an entry is no hit. A missing list is empty. */
export function decodeGoldmaneHits(value: unknown): readonly FlowHit[] | null {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) return null
  const hits: FlowHit[] = []
  for (const entry of value) {
    const hit = decodeGoldmaneHit(entry)
    if (hit === null) return null
    hits.push(hit)
  }
  return hits.sort((left, right) => left.index - right.index)
}

function triggerRef(trigger: Raw, tier: string): PolicyRef | null {
  const kind = kindWord(trigger.kind)
  return kind === null ? null : policyRef(trigger, kind, word(trigger.tier) ?? tier)
}

function policyRef(hit: Raw, kind: string, tier: string): PolicyRef | null {
  const name = word(hit.name)
  return name === null ? null : policyByWord(kind, { tier, namespace: namespaceOf(hit.namespace), name })
}

function kindWord(value: unknown): string | null {
  if (typeof value === 'number') return kindWords[value] ?? null
  return typeof value === 'string' ? value : null
}

function ruleNumber(value: unknown): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : 0
}

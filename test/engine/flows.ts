import type { Flow, FlowHit } from '../../src/model/flow.ts'
import type { PolicyRef } from '../../src/model/policy.ts'

/** A policy of the cluster `named` in a tier. */
export function globalPolicy(tier: string, name: string, staged = false): PolicyRef {
  const kind = staged ? 'StagedGlobalNetworkPolicy' : 'GlobalNetworkPolicy'
  return { apiGroup: 'projectcalico.org', kind, tier, namespace: null, name }
}

/** A hit of a rule. */
export function ruleHit(policy: PolicyRef, action: FlowHit['action'], rule = 0): FlowHit {
  return { type: 'rule', policy, tier: policy.tier, profile: null, action, index: 0, rule }
}

/** The end of a tier; `trigger` selected the endpoint. */
export function tierEnd(trigger: PolicyRef, action: 'Deny' | 'Pass' = 'Deny'): FlowHit {
  return { type: 'end-of-tier', policy: trigger, tier: trigger.tier, profile: null, action, index: 0, rule: null }
}

/** What a namespace's profile allowed. */
export const profileHit: FlowHit = {
  type: 'profile',
  policy: null,
  tier: null,
  profile: 'kns.shop',
  action: 'Allow',
  index: 1,
  rule: 0,
}

/** A record of `web` calling `api` that ended so many milliseconds after 1970, with what is special about it. */
export function flowAt(end: number, own: Partial<Flow> = {}): Flow {
  const aggregated = { pod: null, ip: null, labels: null, domains: null }
  return {
    start: end - 15_000,
    end,
    source: { ...aggregated, type: 'wep', namespace: 'shop', name: 'web-*' },
    destination: { ...aggregated, type: 'wep', namespace: 'shop', name: 'api-*' },
    protocol: 'tcp',
    port: 8080,
    service: null,
    reporter: 'dst',
    action: (own.enforced?.at(-1)?.action ?? 'Allow') === 'Deny' ? 'Deny' : 'Allow',
    enforced: [profileHit],
    pending: [],
    transit: null,
    counts: { packetsIn: 3, packetsOut: 2, bytesIn: 300, bytesOut: 200 },
    connections: null,
    format: 'goldmane',
    ...own,
  }
}

import type { Scope } from '../model/connection.ts'
import type { PolicyRef } from '../model/policy.ts'
import type { Hit, Leg } from '../model/trace.ts'

/**
 * What a flow log would list for a leg: at most one hit a tier, in order, and last the profile. The end of a tier is told by the
 * last policy that governs in scope `enforced`, by the first in scope `pending`. `Log` never is a hit.
 * Source: felix/calc/endpoint_lookup_cache.go CreateLocalEndpointData, app-policy/checker/check.go checkTiers (projectcalico/calico).
 */
export function hits(leg: Leg, scope: Scope): readonly Hit[] {
  const found: Hit[] = []
  for (const step of leg.steps) {
    if (step.type === 'rule-matched') found.push(policyHit(step.policy, step.action, step.rule))
    else if (step.type === 'end-of-tier') {
      found.push(policyHit(scope === 'enforced' ? step.last : step.first, step.action, -1))
    } else if (step.type === 'profile') found.push(profileHit(step.profile, step.action, step.rule))
    else if (step.type === 'no-profile') found.push(profileHit(null, step.action, -1))
  }
  return found
}

function policyHit(policy: PolicyRef, action: Hit['action'], rule: number): Hit {
  const { kind, apiGroup, tier, namespace, name } = policy
  return { kind, apiGroup, tier, namespace, name, action, rule }
}

function profileHit(name: string | null, action: Hit['action'], rule: number): Hit {
  return { kind: 'Profile', apiGroup: 'projectcalico.org', tier: null, namespace: null, name, action, rule }
}

import { type ClusterIndex, indexCluster } from '../../src/engine/cluster-index.ts'
import { parseCidr } from '../../src/model/address.ts'
import { emptyCluster } from '../../src/model/cluster-changes.ts'
import type { Connection } from '../../src/model/connection.ts'
import { type Policy, type PolicyRef, policyKey } from '../../src/model/policy.ts'
import { anyEntity, type EntityRule, type Rule } from '../../src/model/rule.ts'
import type { Leg, Step, Trace } from '../../src/model/trace.ts'

/** A rule that asks for nothing, but for what is given. */
export function rule(given: Partial<Rule> = {}): Rule {
  return {
    action: 'Allow',
    ipVersion: null,
    protocol: null,
    notProtocol: null,
    icmp: null,
    notIcmp: null,
    source: anyEntity,
    destination: anyEntity,
    http: null,
    name: null,
    ...given,
  }
}

/** One side of a rule that asks for nothing, but for what is given; blocks of addresses as text. */
export function entity(
  given: Partial<Omit<EntityRule, 'nets' | 'notNets'>> & { nets?: string[]; notNets?: string[] },
): EntityRule {
  const cidrs = (texts: string[] | undefined) => texts?.flatMap((text) => parseCidr(text) ?? []) ?? null
  return { ...anyEntity, ...given, nets: cidrs(given.nets), notNets: cidrs(given.notNets) }
}

export function protocol(text: string): NonNullable<Rule['protocol']> {
  const number = { TCP: 6, UDP: 17, ICMP: 1, SCTP: 132 }[text] ?? Number(text)
  return { text, number, named: !/^\d/.test(text) }
}

export function port(first: number, last = first): { type: 'range'; first: number; last: number } {
  return { type: 'range', first, last }
}

/** A reference to a Calico policy of a tier: `db` of a namespace, or a global one. */
export function ref(tier: string, name: string, namespace: string | null = null): PolicyRef {
  const kind = namespace === null ? 'GlobalNetworkPolicy' : 'NetworkPolicy'
  return { apiGroup: 'projectcalico.org', kind, tier, namespace, name }
}

export function policy(given: Partial<Policy> & { ref: PolicyRef }): Policy {
  return {
    order: null,
    appliesTo: { type: 'all' },
    selector: null,
    namespaceSelector: null,
    serviceAccountSelector: null,
    ingress: null,
    egress: null,
    stage: 'normal',
    applyOnForward: false,
    stagedAction: null,
    invalid: null,
    manifest: {},
    ...given,
  }
}

/** A cluster of nothing but policies, as the words of a trace need it. */
export function indexOf(...policies: readonly Policy[]): ClusterIndex {
  return indexCluster({ ...emptyCluster, policies: new Map(policies.map((one) => [policyKey(one.ref), one])) })
}

export const netshootToDb: Connection = {
  source: { type: 'endpoint', key: 'dev/netshoot', ip: '10.244.1.25' },
  destination: { type: 'endpoint', key: 'catfacts/db', ip: '10.244.1.21' },
  protocol: 'TCP',
  port: 3306,
  sourcePort: null,
  icmp: null,
  http: null,
  original: null,
}

export function egress(verdict: 'Allow' | 'Deny', ...steps: Step[]): Leg {
  return { direction: 'egress', endpoint: 'dev/netshoot', stage: 'workload', steps, exempt: null, verdict }
}

export function ingress(verdict: 'Allow' | 'Deny', ...steps: Step[]): Leg {
  return { direction: 'ingress', endpoint: 'catfacts/db', stage: 'workload', steps, exempt: null, verdict }
}

export function traceOf(legs: readonly Leg[], given: Partial<Trace> = {}): Trace {
  const verdict = legs.some((leg) => leg.verdict === 'Deny') ? 'Deny' : 'Allow'
  return {
    connection: netshootToDb,
    scope: 'enforced',
    legs,
    verdict,
    assumptions: [],
    unseen: [],
    certain: true,
    ...given,
  }
}

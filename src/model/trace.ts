import type { Connection, Scope, Verdict } from './connection.ts'
import type { Gap } from './gap.ts'
import type { PolicyRef } from './policy.ts'
import type { Action, Direction } from './rule.ts'

/** At which point of a packet's way a leg is decided: `workload` at a pod, the others at a host endpoint. */
export type Stage = 'workload' | 'host' | 'forward' | 'pre-dnat' | 'untracked'

/**
 * Why the verdict of a leg is not that of its last hit: the pod's own node is never policed, `defaultEndpointToHostAction`, a
 * failsafe port, encapsulated packets (dropped from a pod, let through between nodes), a pod that talks to itself, a pod that
 * Calico refuses since it asks for foreign source addresses.
 */
export type Exemption = 'same-host' | 'host-action' | 'failsafe' | 'encapsulation' | 'loopback' | 'spoofing'

/** A criterion of a rule. */
export type Field =
  | 'ip-version'
  | 'protocol'
  | 'not-protocol'
  | 'icmp'
  | 'not-icmp'
  | 'source-nets'
  | 'source-not-nets'
  | 'source-selector'
  | 'source-not-selector'
  | 'source-services'
  | 'source-ports'
  | 'source-not-ports'
  | 'destination-nets'
  | 'destination-not-nets'
  | 'destination-selector'
  | 'destination-not-selector'
  | 'destination-services'
  | 'destination-domains'
  | 'destination-ports'
  | 'destination-not-ports'
  | 'http'

/** A rule that did not match, the first field that said no, what the rule wants there and what the connection has.
 * Rules count from 0. Both texts are shared, made once for a rule and once for a connection. */
export interface Miss {
  readonly rule: number
  readonly field: Field
  readonly wants: string
  readonly has: string
}

/** One thing that happens on the way, in board order. `logged` are the Log rules that matched on the way, from 0. */
export type Step =
  | {
      readonly type: 'tier-skipped'
      readonly tier: string
      readonly because: 'selector' | 'direction' | 'staged' | 'empty'
    }
  | { readonly type: 'policy-skipped'; readonly policy: PolicyRef; readonly because: PolicySkipped }
  | {
      readonly type: 'policy-missed'
      readonly policy: PolicyRef
      readonly misses: readonly Miss[]
      readonly logged: readonly number[]
    }
  | {
      readonly type: 'rule-matched'
      readonly policy: PolicyRef
      readonly rule: number
      readonly action: Exclude<Action, 'Log'>
      readonly misses: readonly Miss[]
      readonly logged: readonly number[]
    }
  | { readonly type: 'policy-not-reached'; readonly policy: PolicyRef }
  | {
      readonly type: 'end-of-tier'
      readonly tier: string
      readonly action: 'Deny' | 'Pass'
      /** The first and the last policy of the tier that select the endpoint and govern the direction in the scope. */
      readonly first: PolicyRef
      readonly last: PolicyRef
    }
  | { readonly type: 'profile'; readonly profile: string; readonly rule: number; readonly action: Verdict }
  | { readonly type: 'no-profile'; readonly action: 'Deny' }
  | { readonly type: 'exempt'; readonly because: Exemption; readonly action: Verdict }

/** Why a policy of a tier that was reached takes no part: it does not select the endpoint, does not govern the direction, is
 * staged (scope `enforced`) or staged to be deleted, applies at another stage, or is treated as missing by Calico. */
export type PolicySkipped = 'selector' | 'direction' | 'staged' | 'staged-delete' | 'stage' | 'invalid'

/** One side of a connection: egress at the source's endpoint, ingress at the destination's. */
export interface Leg {
  readonly direction: Direction
  /** `namespace/pod` or `hep:NAME`. */
  readonly endpoint: string
  readonly stage: Stage
  readonly steps: readonly Step[]
  readonly exempt: Exemption | null
  readonly verdict: Verdict
}

/** A rule, or a policy that could not be read (`rule` and `field` null), decided without the input it needs. */
export interface Assumption {
  readonly direction: Direction
  readonly policy: PolicyRef
  readonly rule: number | null
  readonly field: Field | null
  readonly taken: 'met' | 'not met'
  /** The verdict of the connection if it were the other way round. */
  readonly otherwise: Verdict
}

/** Something of the cluster that was not read and has to do with the connection. */
export interface Unseen {
  readonly gap: Gap
  /** The verdict that what was not read may bring about; that of the trace where it cannot turn it. */
  readonly otherwise: Verdict
}

/**
 * What policy does to one connection.
 *
 * Legs stand in the order they happen; a denied leg is the last; an address outside the
 * cluster has none, a host one for each stage at which its policies apply. Every policy of every tier
 * reached is a step, in board order, those after the deciding one too (`policy-not-reached`), so a view
 * never asks the engine again. Plain JSON: equal after a round trip.
 */
export interface Trace {
  readonly connection: Connection
  readonly scope: Scope
  readonly legs: readonly Leg[]
  readonly verdict: Verdict
  /** Rules decided without the input they needed, such as a DNS name for a bare address, with what was taken. */
  readonly assumptions: readonly Assumption[]
  /** What was not read of the cluster and may play a part. */
  readonly unseen: readonly Unseen[]
  /** False when one of the assumptions, or what was not read, would turn the verdict. */
  readonly certain: boolean
}

/** What a flow log would list: the rule that decided in a tier, or its end, and last the profile. */
export interface Hit {
  readonly kind: PolicyRef['kind'] | 'Profile'
  readonly apiGroup: PolicyRef['apiGroup']
  /** Null for a profile. */
  readonly tier: string | null
  readonly namespace: string | null
  /** Null where no profile allows. */
  readonly name: string | null
  readonly action: 'Allow' | 'Deny' | 'Pass'
  /** From 0; -1 for the end of the tier or where no profile allows. */
  readonly rule: number
}

/** One criterion of a rule beside the connection. */
export interface Criterion {
  readonly field: Field
  readonly wants: string
  readonly has: string
  readonly answer: 'yes' | 'no' | 'unknown'
  /** For selectors: the terms that decided, with the value the peer has for the label; null where the label is missing. */
  readonly terms: readonly SelectorTerm[]
}

export interface SelectorTerm {
  readonly text: string
  readonly label: string | null
  readonly value: string | null
  readonly holds: boolean
}

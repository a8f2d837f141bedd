import type { Cidr } from './address.ts'
import type { Selector } from './selector.ts'

export type Direction = 'ingress' | 'egress'

/** What a rule does: `Log` notes the connection and goes on with the next rule, `Pass` leaves the tier. */
export type Action = 'Allow' | 'Deny' | 'Pass' | 'Log'

/** One rule of one direction, as stored, with what the converters of Calico make of it. Null means: no such criterion. */
export interface Rule {
  readonly action: Action
  /** As written. A rule on the protocol name ICMP or ICMPv6 implies 4 or 6 without it (`impliedIpVersion`). */
  readonly ipVersion: 4 | 6 | null
  readonly protocol: RuleProtocol | null
  readonly notProtocol: RuleProtocol | null
  readonly icmp: IcmpMatch | null
  readonly notIcmp: IcmpMatch | null
  readonly source: EntityRule
  readonly destination: EntityRule
  readonly http: HttpMatch | null
  /** The name a ClusterNetworkPolicy or an annotation gives the rule, for display. */
  readonly name: string | null
}

/** A protocol by name or number. `number` is null for a name that is no protocol; `named` is false when it was written as a number. */
export interface RuleProtocol {
  readonly text: string
  readonly number: number | null
  readonly named: boolean
}

/** An ICMP type, and a code unless any will do. */
export interface IcmpMatch {
  readonly type: number
  readonly code: number | null
}

/** Criteria of the optional application-layer filter; the packet data planes ignore them. */
export interface HttpMatch {
  readonly methods: readonly string[]
  readonly paths: readonly { readonly type: 'exact' | 'prefix'; readonly value: string }[]
}

/** A numeric port (`first` equals `last`), an inclusive range, or a name that endpoints give to a port of theirs. */
export type RulePort =
  | { readonly type: 'range'; readonly first: number; readonly last: number }
  | { readonly type: 'named'; readonly name: string }

/**
 * One side of a rule.
 *
 * The selector texts are as written, for display. `matches` and `excludes` are what they come to:
 * the peer must be a known object (endpoint or network set) that satisfies `matches` and not `excludes`; with `excludes` alone
 * it must not be a known object that satisfies it. Both null: every address.
 * Source: libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go getEndpointSelector (projectcalico/calico).
 */
export interface EntityRule {
  readonly nets: readonly Cidr[] | null
  readonly notNets: readonly Cidr[] | null
  readonly selector: string | null
  readonly notSelector: string | null
  readonly namespaceSelector: string | null
  readonly serviceAccounts: { readonly names: readonly string[]; readonly selector: string | null } | null
  readonly matches: Selector | null
  readonly excludes: Selector | null
  readonly ports: readonly RulePort[] | null
  readonly notPorts: readonly RulePort[] | null
  /** `namespace` null: none written, so it matches nothing (Calico never fills in the policy's own). */
  readonly services: { readonly name: string; readonly namespace: string | null } | null
  /** Calico Enterprise and Cloud only. */
  readonly domains: readonly string[] | null
}

/** One side of a rule that asks for nothing. */
export const anyEntity: EntityRule = {
  nets: null,
  notNets: null,
  selector: null,
  notSelector: null,
  namespaceSelector: null,
  serviceAccounts: null,
  matches: null,
  excludes: null,
  ports: null,
  notPorts: null,
  services: null,
  domains: null,
}

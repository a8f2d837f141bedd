import type { Cidr } from './address.ts'
import type { Labels } from './selector.ts'

/** A NetworkSet, or a GlobalNetworkSet (namespace null): addresses with labels. */
export interface NetworkSet {
  /** `set:NAME` or `set:NAMESPACE/NAME`. */
  readonly key: string
  readonly namespace: string | null
  readonly name: string
  /** Own labels with the ones Calico adds. A namespaced set also inherits its namespace's. */
  readonly labels: Labels
  /** Entries that could not be read are left out (and are Problems). */
  readonly nets: readonly Cidr[]
  /** Calico Enterprise and Cloud only; match in egress Allow rules alone. */
  readonly domains: readonly string[]
}

import type { Rule } from './rule.ts'
import type { Labels } from './selector.ts'

/** A stored Profile; those of namespaces and service accounts are made up by `profileOf`. */
export interface Profile {
  readonly name: string
  readonly labels: Labels
  readonly ingress: readonly Rule[]
  readonly egress: readonly Rule[]
}

/** A namespace. Its labels reach its pods and network sets with the prefix `pcns.`, through the profile `kns.NAME`. */
export interface Namespace {
  readonly name: string
  readonly labels: Labels
}

/** A service account. Its labels reach its pods with the prefix `pcsa.`, through the profile `ksa.NAMESPACE.NAME`. */
export interface ServiceAccount {
  /** `namespace/name`. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
}

/** One attempt to connect. Ports are TCP, UDP or SCTP numbers, 1 to 65535; null where the protocol has none.
 * `protocol` is a name as in projectcalico.org/v3 (`TCP`, `ICMPv6`) or a number as text. */
export interface Connection {
  readonly source: Peer
  readonly destination: Peer
  readonly protocol: string
  /** The port of the pod, after Service translation. */
  readonly port: number | null
  /** Null where nobody said; a rule that asks for it then leaves an Assumption. */
  readonly sourcePort: number | null
  readonly icmp: { readonly type: number; readonly code: number | null } | null
  readonly http: { readonly method: string | null; readonly path: string | null } | null
  /** The address and port the packet carries before Service translation, when a node port or a cluster IP was called.
   * Only pre-DNAT policy sees it. */
  readonly original: { readonly ip: string; readonly port: number | null } | null
}

/** An endpoint by key (`namespace/pod`, `hep:NAME`) with the address it is reached by, or an address outside the cluster (or of
 * a node), with the DNS name it was reached by when known. `ip` is null for a name whose address nobody said. */
export type Peer =
  | { readonly type: 'endpoint'; readonly key: string; readonly ip: string | null }
  | { readonly type: 'address'; readonly ip: string | null; readonly domain: string | null }

/** Without and with staged policies. */
export type Scope = 'enforced' | 'pending'

/** What a connection meets in the end. */
export type Verdict = 'Allow' | 'Deny'

import type { Connection, Peer } from '../model/connection.ts'
import { closest } from './closest.ts'
import type { ClusterIndex } from './cluster-index.ts'

/** What a reference stands for: one peer, or every backend of a service by name. */
export type Resolved =
  | { readonly type: 'peers'; readonly peers: readonly NamedPeer[] }
  | {
      readonly type: 'unresolved'
      /** Lower case, no full stop, the reference in backticks. */
      readonly message: string
      /** References that may have been meant, the likeliest first. */
      readonly candidates: readonly string[]
    }

/** A peer, with what the reference says about the connection to it. */
export interface NamedPeer {
  readonly peer: Peer
  /** The port of the pod; null where none was given. */
  readonly port: number | null
  /** The protocol that goes with the port, null where the reference says nothing about it. */
  readonly protocol: string | null
  /** `namespace/pod`, `hep:NAME`, `node:NAME`, an address or a domain. */
  readonly name: string
  /** The address and port that were called in place of this backend, null where it is called itself. */
  readonly original: Connection['original']
}

/** What a destination may be asked with. */
export interface DestinationOptions {
  /** Of names without one; null where none is the default. */
  readonly namespace: string | null
  /** Null where nobody said: a service or a port's name then gives its own. */
  readonly protocol: string | null
  /** A number, or the name of a port of the container or service; null where nobody said. */
  readonly port: number | string | null
}

/** One reference being resolved. */
export interface Asked extends DestinationOptions {
  readonly index: ClusterIndex
  /** As it was written. */
  readonly reference: string
  readonly isSource: boolean
}

/** One peer without anything special about its port. */
export function onePeer({ port, reference }: Asked, name: string, peer: Peer): Resolved {
  if (typeof port === 'string') {
    return unresolved(`\`${reference}\` has no port named \`${port}\`: expected a number`, [])
  }
  return { type: 'peers', peers: [{ peer, port, protocol: null, name, original: null }] }
}

/** Nothing bears the name; offers those that are like it. */
export function noSuch(kind: string, reference: string, wanted: string, known: Iterable<string>): Resolved {
  return unresolved(`no ${kind} \`${reference}\``, closest(wanted, known))
}

/** A reference that stands for nothing, and why. */
export function unresolved(message: string, candidates: readonly string[]): Resolved {
  return { type: 'unresolved', message, candidates }
}

import { protocolNumber } from '../model/protocol.ts'
import type { EndpointSlice } from '../model/service.ts'

/** Addresses of a service that share their ports. */
export interface Backends {
  /** Canonical texts. */
  readonly addresses: readonly string[]
  readonly ports: readonly { readonly name: string | null; readonly protocol: number | null; readonly port: number }[]
}

/** What stands behind each service, by `namespace/name`. Only addresses and ports count for policy, readiness does not. */
export function backendsByService(slices: Iterable<EndpointSlice>): ReadonlyMap<string, readonly Backends[]> {
  const byService = new Map<string, Backends[]>()
  for (const slice of slices) {
    if (slice.service === null) continue
    const key = `${slice.namespace}/${slice.service}`
    const ports = slice.ports.map(({ name, protocol, port }) => ({ name, protocol: protocolNumber(protocol), port }))
    const list = byService.get(key) ?? []
    list.push({ addresses: slice.addresses, ports })
    byService.set(key, list)
  }
  return byService
}

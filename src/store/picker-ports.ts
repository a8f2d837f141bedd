import type { ClusterIndex } from '../engine/cluster-index.ts'
import { resolveDestination } from '../engine/references.ts'
import type { Service } from '../model/service.ts'
import { isPlace } from './picker-search.ts'

/** A port one can ask for at a destination. */
export interface PortOffer {
  readonly port: string
  readonly protocol: string
  readonly note: string
}

/** The ports that a destination names: those of its containers, of its service, and of services that stand for it. */
export function portsOf(index: ClusterIndex, to: string, namespace: string | null): readonly PortOffer[] {
  const service = serviceOf(index, to)
  if (service !== null)
    return service.ports.map((port) => ({
      port: port.name ?? String(port.port),
      protocol: port.protocol,
      note: `${port.port} of ${service.key}`,
    }))
  const offers = [...containerOffers(index, to, namespace)]
  if (offers.length > 0) return offers
  return usual
}

const usual: readonly PortOffer[] = [
  { port: '443', protocol: 'TCP', note: 'https' },
  { port: '80', protocol: 'TCP', note: 'http' },
  { port: '53', protocol: 'UDP', note: 'dns' },
  { port: '22', protocol: 'TCP', note: 'ssh' },
]

function serviceOf(index: ClusterIndex, to: string): Service | null {
  const name = /^svc:([^:]+)/.exec(to)?.[1]
  return name === undefined ? null : (index.cluster.services.get(name) ?? null)
}

function containerOffers(index: ClusterIndex, to: string, namespace: string | null): readonly PortOffer[] {
  if (!isPlace(index, to)) return []
  const found = resolveDestination(index, to, { namespace, protocol: 'TCP', port: 1 })
  const peer = found.type === 'peers' ? found.peers[0]?.peer : undefined
  if (peer?.type !== 'endpoint') return []
  const endpoint = index.endpoint(peer.key)
  if (endpoint === null) return []
  const named = endpoint.namedPorts.map(({ name, port, protocol }) => ({ name, port, protocol }))
  const declared = endpoint.type === 'workload' ? endpoint.containerPorts : []
  const offers = new Map<string, PortOffer>()
  for (const { name, port, protocol } of [...declared, ...named]) {
    const key = `${protocol} ${port}`
    if (offers.has(key) && name === null) continue
    offers.set(key, { port: String(port), protocol, note: name === null ? 'container port' : `container port ${name}` })
  }
  return [...offers.values()]
}

import { compareBytes } from '../model/bytes.ts'
import type { WorkloadEndpoint } from '../model/endpoint.ts'
import { protocolNumber } from '../model/protocol.ts'
import { labelsLookup } from '../model/selector-match.ts'
import type { Service, ServicePort } from '../model/service.ts'
import { type Asked, type NamedPeer, noSuch, type Resolved, unresolved } from './reference.ts'

/** What stands behind `NAMESPACE/SERVICE[:PORT]`: every backend by name, with its own port. */
export function backendsOfService(asked: Asked, name: string): Resolved {
  const { index, namespace } = asked
  const colon = name.lastIndexOf(':')
  const written = colon < 0 ? name : name.slice(0, colon)
  const key = written.includes('/') || namespace === null ? written : `${namespace}/${written}`
  const service = index.cluster.services.get(key)
  if (service === undefined) return noSuch('service', `svc:${key}`, `svc:${key}`, keysOf(asked))
  const port = servicePort(asked, service, colon < 0 ? asked.port : portOf(name.slice(colon + 1)))
  if ('type' in port) return port
  const [called] = service.clusterIps
  return backends(asked, service, port, called === undefined ? null : { ip: called, port: port.port })
}

/** What stands behind an address that a service answers at: its own, or a node's where the port is a node port. Null where no
 * service answers at this address and port. */
export function backendsAtAddress(asked: Asked, address: string): Resolved | null {
  const { port, index } = asked
  const wanted = protocolNumber(asked.protocol ?? 'TCP')
  const { byAddress, onNodes } = whereServicesAnswer(index.cluster.services)
  const called = byAddress.get(address) ?? []
  for (const service of index.hosts.nodeAt(address) === null ? called : [...called, ...onNodes]) {
    const isCalled = called.includes(service)
    const found = service.ports.find(
      (each) =>
        protocolNumber(each.protocol) === wanted &&
        (isCalled ? each.port === port || each.name === port : each.nodePort !== null && each.nodePort === port),
    )
    if (found === undefined) continue
    return backends(asked, service, found, { ip: address, port: isCalled ? found.port : found.nodePort })
  }
  return null
}

/** At which addresses services answer, and those that answer on every node. */
interface Answering {
  readonly byAddress: ReadonlyMap<string, readonly Service[]>
  readonly onNodes: readonly Service[]
}

/** Made once for the services of a cluster: a batch asks for it with every address. */
const answering = new WeakMap<ReadonlyMap<string, Service>, Answering>()

function whereServicesAnswer(services: ReadonlyMap<string, Service>): Answering {
  const known = answering.get(services)
  if (known !== undefined) return known
  const byAddress = new Map<string, Service[]>()
  for (const service of services.values()) {
    for (const address of new Set([...service.clusterIps, ...service.externalIps])) {
      const here = byAddress.get(address)
      if (here === undefined) byAddress.set(address, [service])
      else here.push(service)
    }
  }
  const onNodes = [...services.values()].filter(({ ports }) => ports.some(({ nodePort }) => nodePort !== null))
  const made = { byAddress, onNodes }
  answering.set(services, made)
  return made
}

function portOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text
}

function keysOf({ index }: Asked): readonly string[] {
  return [...index.cluster.services.keys()].map((key) => `svc:${key}`)
}

function backends(asked: Asked, service: Service, port: ServicePort, original: NamedPeer['original']): Resolved {
  const found = [...(behindSlices(asked, service, port) ?? behindSelector(asked, service, port))]
  if (found.length === 0) return unresolved(`service \`${service.key}\` has no backends for port \`${port.port}\``, [])
  const peers = found
    .sort((a, b) => compareBytes(a.name, b.name) || (a.port ?? 0) - (b.port ?? 0))
    .map((each) => ({ ...each, protocol: port.protocol, original }))
  return { type: 'peers', peers }
}

/** The port of a service that is meant; TCP where several protocols share one and nobody said which. */
function servicePort(asked: Asked, service: Service, port: number | string | null): ServicePort | Resolved {
  const called = service.ports.filter((each) => port === null || each.port === port || each.name === port)
  const wanted = protocolNumber(asked.protocol ?? 'TCP')
  const fitting = called.filter(({ protocol }) => protocolNumber(protocol) === wanted)
  const [first] = fitting.length > 0 || asked.protocol !== null ? fitting : called
  const isOne = fitting.length === 1 || called.length === 1
  if (first !== undefined && (isOne || port !== null)) return first
  const candidates = service.ports.map((each) => `svc:${service.key}:${each.name ?? each.port}`)
  if (port === null && service.ports.length > 1) {
    return unresolved(`service \`${service.key}\` has several ports: name one`, candidates)
  }
  const protocol = called.length > 0 && asked.protocol !== null ? ` for ${asked.protocol}` : ''
  return unresolved(`service \`${service.key}\` has no port \`${port ?? ''}\`${protocol}`, candidates)
}

type Backend = Pick<NamedPeer, 'peer' | 'port' | 'name'>

/** The addresses of the service's endpoint slices, those of its first address's IP version; null where it has no slices. */
function behindSlices({ index }: Asked, service: Service, port: ServicePort): readonly Backend[] | null {
  const slices = index.backendsOf(service.key)
  if (slices.length === 0) return null
  const isIpv6 = (address: string) => address.includes(':')
  const version = service.clusterIps[0]
  const all = slices.flatMap((slice) => {
    const ports = slice.ports.filter(
      (each) => (each.name ?? '') === (port.name ?? '') && each.protocol === protocolNumber(port.protocol),
    )
    return slice.addresses.flatMap((address) => ports.map((each) => ({ address, port: each.port })))
  })
  const same = all.filter(({ address }) => version === undefined || isIpv6(address) === isIpv6(version))
  return (same.length > 0 ? same : all).map(({ address, port: number }) => {
    const pod = index.endpointsAt(address).find(({ type }) => type === 'workload')
    return pod === undefined
      ? { peer: { type: 'address', ip: address, domain: null }, port: number, name: address }
      : { peer: { type: 'endpoint', key: pod.key, ip: address }, port: number, name: pod.key }
  })
}

/** The pods a service selects, where the snapshot lacks its endpoint slices. */
function behindSelector({ index }: Asked, service: Service, port: ServicePort): readonly Backend[] {
  const { selector } = service
  if (selector === null) return []
  const pods = [...(index.cluster.endpoints.get(service.namespace)?.values() ?? [])]
  const isChosen = (pod: WorkloadEndpoint) => {
    const label = labelsLookup(pod.labels)
    return Object.entries(selector).every(([key, value]) => label(key) === value)
  }
  return pods.filter(isChosen).flatMap((pod) => {
    const number = targetPort(pod, port)
    if (number === null) return []
    return { peer: { type: 'endpoint', key: pod.key, ip: pod.addresses[0] ?? null }, port: number, name: pod.key }
  })
}

function targetPort(pod: WorkloadEndpoint, { targetPort: target, protocol }: ServicePort): number | null {
  if (typeof target === 'number') return target
  const named = pod.namedPorts.find(
    (each) => each.name === target && protocolNumber(each.protocol) === protocolNumber(protocol),
  )
  return named?.port ?? null
}

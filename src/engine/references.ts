import { canonicalAddress, formatAddress } from '../model/address.ts'
import type { ClusterIndex } from './cluster-index.ts'
import { type Asked, type DestinationOptions, noSuch, onePeer, type Resolved, unresolved } from './reference.ts'
import { podOrWorkload, podWithLabels } from './reference-pods.ts'
import { backendsAtAddress, backendsOfService } from './reference-services.ts'

/**
 * Find the peer that `--from` names: `NAMESPACE/POD`, `NAMESPACE/WORKLOAD`, `NAMESPACE/KEY=VALUE,…`, an address, `hep:NAME`,
 * `node:NAME`, `set:[NAMESPACE/]NAME`, or the name of a pod or workload of the default namespace.
 */
export function resolveSource(
  index: ClusterIndex,
  reference: string,
  defaults: { readonly namespace: string | null },
): Resolved {
  return resolve({ index, reference, namespace: defaults.namespace, isSource: true, protocol: null, port: null })
}

/** Find what `--to` names: as `resolveSource`, and `svc:NAMESPACE/SERVICE[:PORT]` or a domain outside the cluster. The address of a
 * service stands for the service where the port is one of its own, that of a node where it is a node port. */
export function resolveDestination(index: ClusterIndex, reference: string, options: DestinationOptions): Resolved {
  return resolve({ index, reference, isSource: false, ...options })
}

/** What is not found may be among what was not read, which then is part of the answer. */
function resolve(asked: Asked): Resolved {
  const found = resolveKnown(asked)
  if (found.type !== 'unresolved') return found
  const gap = [...asked.index.cluster.gaps.values()].find(
    ({ kinds, because }) => because !== 'stale' && kinds.some((kind) => kindsNamed(asked.reference).includes(kind)),
  )
  if (gap === undefined) return found
  const why = gap.because === 'loading' ? 'are read yet' : 'may be read'
  return { ...found, message: `${found.message}; not all ${gap.kinds.join(' and ')} ${why}` }
}

/** The kinds of object that a reference may stand for. */
function kindsNamed(reference: string): readonly string[] {
  if (reference.startsWith('svc:')) return ['services', 'endpointslices', 'pods']
  if (reference.startsWith('hep:')) return ['hostendpoints']
  if (reference.startsWith('node:')) return ['nodes']
  return reference.startsWith('set:') ? ['globalnetworksets', 'networksets'] : ['pods']
}

function resolveKnown(asked: Asked): Resolved {
  const { reference, namespace } = asked
  const prefixed = /^(svc|hep|node|set):(.+)$/s.exec(reference)
  if (prefixed !== null) return resolvePrefixed(asked, prefixed[1] ?? '', prefixed[2] ?? '')
  const address = canonicalAddress(reference)
  if (address !== null)
    return (asked.isSource ? null : backendsAtAddress(asked, address)) ?? resolveAddress(asked, address)
  if (/^(\d+\.)+\d+$|^\d+(\.\d+)+\/\d+$|^[\da-f]*:[\da-f]*:[\da-f:.]*(\/\d+)?$/i.test(reference))
    return unresolved(`\`${reference}\`: expected one address, such as 10.0.0.7 or fd00::7`, [])
  const slash = reference.indexOf('/')
  if (slash > 0) return resolvePods(asked, reference.slice(0, slash), reference.slice(slash + 1))
  if (isDomain(reference)) return resolveDomain(asked)
  if (namespace !== null && /^[^/:]+$/.test(reference)) return resolvePods(asked, namespace, reference)
  return resolveNothing(asked)
}

function resolvePrefixed(asked: Asked, prefix: string, name: string): Resolved {
  switch (prefix) {
    case 'svc':
      if (!asked.isSource) return backendsOfService(asked, name)
      return unresolved(`a service is never the source of a connection: \`${asked.reference}\``, [])
    case 'hep':
      return resolveHostEndpoint(asked)
    case 'node':
      return resolveNode(asked, name)
    default:
      return resolveSet(asked)
  }
}

function resolvePods(asked: Asked, namespace: string, name: string): Resolved {
  return name.includes('=') ? podWithLabels(asked, namespace, name) : podOrWorkload(asked, namespace, name)
}

function resolveAddress(asked: Asked, address: string): Resolved {
  const holders = asked.index.endpointsAt(address)
  const pods = holders.filter(({ type }) => type === 'workload').map(({ key }) => key)
  if (pods.length > 1)
    return unresolved(`\`${address}\` is the address of ${pods.join(' and ')}: name one of them`, pods)
  const [endpoint] = holders
  if (endpoint === undefined) return onePeer(asked, address, { type: 'address', ip: address, domain: null })
  if (endpoint.type === 'workload' && typeof asked.port === 'string')
    return resolvePods(asked, endpoint.namespace, endpoint.name)
  return onePeer(asked, endpoint.key, { type: 'endpoint', key: endpoint.key, ip: address })
}

/** A name with a dot, as no pod or workload of the default namespace needs to be called. */
function isDomain(reference: string): boolean {
  return /^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)+\.?$/.test(reference)
}

function resolveDomain(asked: Asked): Resolved {
  const { reference, isSource } = asked
  if (isSource) return unresolved(`a domain is never the source of a connection: \`${reference}\``, [])
  const service = serviceCalled(asked, reference)
  if (service !== null) return backendsOfService(asked, service)
  return onePeer(asked, reference, { type: 'address', ip: null, domain: reference })
}

/** The service that cluster DNS finds by a name such as `db.catfacts.svc.cluster.local` or, where there is one, `db.catfacts`: it is
 * nothing outside. */
function serviceCalled({ index }: Asked, domain: string): string | null {
  const [name, namespace, kind, ...rest] = domain.toLowerCase().replace(/\.$/, '').split('.')
  const key = `${namespace}/${name}`
  const isLocal = kind === 'svc' && ['', 'cluster.local'].includes(rest.join('.'))
  return isLocal || ([undefined, 'svc'].includes(kind) && index.cluster.services.has(key)) ? key : null
}

function resolveHostEndpoint(asked: Asked): Resolved {
  const { index, reference } = asked
  const endpoint = index.cluster.hostEndpoints.get(reference)
  if (endpoint === undefined) return noSuch('host endpoint', reference, reference, index.cluster.hostEndpoints.keys())
  return onePeer(asked, reference, { type: 'endpoint', key: reference, ip: endpoint.addresses[0] ?? null })
}

function resolveNode(asked: Asked, name: string): Resolved {
  const { cluster } = asked.index
  const [ip] = cluster.nodes.get(name)?.addresses ?? []
  if (ip !== undefined) {
    const behind = asked.isSource ? null : backendsAtAddress(asked, ip)
    return behind ?? onePeer(asked, asked.reference, { type: 'address', ip, domain: null })
  }
  const endpoint = asked.index.hosts.interfaceAt(name, null)
  if (endpoint !== null) {
    return onePeer(asked, endpoint.key, { type: 'endpoint', key: endpoint.key, ip: endpoint.addresses[0] ?? null })
  }
  if (cluster.nodes.has(name)) return unresolved(`node \`${name}\` has no address`, [])
  return noSuch(
    'node',
    asked.reference,
    asked.reference,
    [...cluster.nodes.keys()].map((each) => `node:${each}`),
  )
}

function resolveSet(asked: Asked): Resolved {
  const { index, reference, isSource } = asked
  const set = index.cluster.networkSets.get(reference)
  if (set === undefined) return noSuch('network set', reference, reference, index.cluster.networkSets.keys())
  const [net] = set.nets
  const [domain] = set.domains
  if (net !== undefined) return resolveAddress(asked, formatAddress(net))
  if (domain !== undefined && !isSource) return onePeer(asked, domain, { type: 'address', ip: null, domain })
  return unresolved(`network set \`${reference}\` has no addresses`, [])
}

function resolveNothing({ index, reference, namespace }: Asked): Resolved {
  const expected = 'expected `NAMESPACE/POD`, an address, a domain, `svc:`, `hep:`, `node:` or `set:`'
  if (reference === '' || namespace !== null) return unresolved(`\`${reference}\`: ${expected}`, [])
  const called: string[] = []
  for (const [each, pods] of index.cluster.endpoints) {
    for (const pod of pods.values()) {
      if (pod.name === reference || pod.workload?.name === reference) called.push(`${each}/${reference}`)
    }
  }
  return unresolved(`\`${reference}\` names no namespace: ${expected}`, [...new Set(called)])
}

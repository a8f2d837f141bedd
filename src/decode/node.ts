import type { Change } from '../model/cluster.ts'
import { changeOf } from './change-of.ts'
import { type Resource, readLabels } from './metadata.ts'
import { addressesOf } from './nets.ts'
import { type Fields, fieldsOf, isFields } from './reading.ts'

/** Where Calico notes the addresses of a node: those it talks to pods by, then those of its tunnels. */
const annotations = [
  'projectcalico.org/IPv4Address',
  'projectcalico.org/IPv6Address',
  'projectcalico.org/IPv4IPIPTunnelAddr',
  'projectcalico.org/IPv4VXLANTunnelAddr',
  'projectcalico.org/IPv6VXLANTunnelAddr',
  'projectcalico.org/IPv4WireguardInterfaceAddr',
  'projectcalico.org/IPv6WireguardInterfaceAddr',
]

/** A Node of Kubernetes. Source: libcalico-go/lib/backend/k8s/resources/node.go (projectcalico/calico). */
export function decodeNode(resource: Resource): Change {
  const { name, reading, metadata } = resource
  const status = fieldsOf(reading, resource.fields.status, 'status')
  const [bgp, tunnels] = [annotations.slice(0, 2), annotations.slice(2)]
  const noted = (keys: readonly string[]) => textsAt(resource.annotations, keys)
  return changeOf(resource, 'nodes', name, {
    name,
    labels: readLabels(reading, metadata.labels, 'metadata.labels'),
    addresses: addressesOf([
      ...noted(bgp),
      ...listed(status.addresses, 'InternalIP'),
      ...noted(tunnels),
      ...listed(status.addresses, 'ExternalIP'),
    ]),
  })
}

/** A Node of projectcalico.org, which stands behind the Kubernetes node of its name. */
export function decodeCalicoNode(resource: Resource): Change {
  const { name, reading, metadata } = resource
  const spec = fieldsOf(reading, resource.fields.spec, 'spec')
  const bgp = isFields(spec.bgp) ? spec.bgp : {}
  const wireguard = isFields(spec.wireguard) ? spec.wireguard : {}
  return changeOf({ ...resource, form: 'v1' }, 'nodes', name, {
    name,
    labels: readLabels(reading, metadata.labels, 'metadata.labels'),
    addresses: addressesOf([
      ...textsAt(bgp, ['ipv4Address', 'ipv6Address']),
      ...listed(spec.addresses, 'InternalIP'),
      ...listed(spec.addresses, 'CalicoNodeIP'),
      ...textsAt(bgp, ['ipv4IPIPTunnelAddr']),
      ...textsAt(spec, ['ipv4VXLANTunnelAddr', 'ipv6VXLANTunnelAddr']),
      ...textsAt(wireguard, ['interfaceIPv4Address', 'interfaceIPv6Address']),
      ...listed(spec.addresses, 'ExternalIP'),
    ]),
  })
}

function textsAt(fields: Fields, keys: readonly string[]): readonly string[] {
  return keys.map((key) => fields[key]).filter((value) => typeof value === 'string')
}

/** The addresses of one type in a list of `{ type, address }`. */
function listed(value: unknown, type: string): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : []
  return entries.flatMap((entry) =>
    isFields(entry) && entry.type === type && typeof entry.address === 'string' ? [entry.address] : [],
  )
}

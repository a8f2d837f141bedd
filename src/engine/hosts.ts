import { compareBytes } from '../model/bytes.ts'
import type { Cluster } from '../model/cluster.ts'
import type { HostEndpoint } from '../model/endpoint.ts'

/** Host endpoints by node and nodes by address. */
export class Hosts {
  private readonly byNode = new Map<string, HostEndpoint[]>()
  private readonly nodeByAddress = new Map<string, string>()
  private readonly primary = new Map<string, string>()

  constructor(cluster: Cluster) {
    for (const endpoint of cluster.hostEndpoints.values()) {
      const list = this.byNode.get(endpoint.node) ?? []
      list.push(endpoint)
      this.byNode.set(endpoint.node, list)
      for (const address of endpoint.addresses) this.nodeByAddress.set(address, endpoint.node)
    }
    for (const list of this.byNode.values()) list.sort((a, b) => compareBytes(a.name, b.name))
    for (const pod of cluster.hostNetworkPods.values()) {
      for (const address of pod.node === null ? [] : pod.addresses) this.nodeByAddress.set(address, pod.node ?? '')
    }
    for (const node of cluster.nodes.values()) {
      for (const address of node.addresses) this.nodeByAddress.set(address, node.name)
      if (node.addresses[0] !== undefined) this.primary.set(node.name, node.addresses[0])
    }
  }

  /** The node an address is one of, or null. Pods on the network of their node have the node's. */
  nodeAt(address: string): string | null {
    return this.nodeByAddress.get(address) ?? null
  }

  /**
   * The host endpoint of the interface that has an address, or of the node's first address where none is given: one that lists
   * it, else one that names an interface and no address, else the one for all interfaces; the first by name of each.
   * Source: felix/dataplane/linux/endpoint_mgr.go resolveHostEndpoints (projectcalico/calico).
   */
  interfaceAt(node: string, address: string | null): HostEndpoint | null {
    const named = this.endpointsOn(node).filter(({ interfaceName }) => interfaceName !== '*')
    const wanted = address ?? this.primary.get(node) ?? null
    const listing = named.find(({ addresses }) => wanted === null || addresses.includes(wanted))
    const nameOnly = named.find(({ addresses }) => addresses.length === 0)
    return listing ?? nameOnly ?? this.wildcardOn(node)
  }

  /** The host endpoint that stands for all interfaces of a node, those of pods and tunnels too. */
  wildcardOn(node: string | null): HostEndpoint | null {
    return this.endpointsOn(node).find(({ interfaceName }) => interfaceName === '*') ?? null
  }

  private endpointsOn(node: string | null): readonly HostEndpoint[] {
    return node === null ? [] : (this.byNode.get(node) ?? [])
  }
}

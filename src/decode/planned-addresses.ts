import { formatAddress } from '../model/address.ts'
import type { Cluster } from '../model/cluster.ts'

/** 100.64.0.0/10: shared address space, which no service of the outside has. */
const first = 100 * 2 ** 24 + 64 * 2 ** 16
/** Of the four million there, far more than a folder of manifests needs, and not more than memory holds. */
const count = 100_000

/** Gives addresses out of 100.64.0.0/10 that nothing in the cluster has, one after the other; null when there are no more. */
export function freeAddresses(cluster: Cluster): () => string | null {
  // Looked at only when an address is asked for: most clusters have nothing to plan.
  let taken: ReadonlySet<string> | null = null
  let at = 0
  return () => {
    taken ??= takenIn(cluster)
    while (at + 1 < count) {
      at += 1
      const address = formatAddress({ version: 4, words: [first + at] })
      if (!taken.has(address)) return address
    }
    return null
  }
}

function takenIn(cluster: Cluster): ReadonlySet<string> {
  const taken = new Set<string>()
  const take = (holder: { readonly addresses: readonly string[] }) => {
    for (const address of holder.addresses) taken.add(address)
  }
  for (const pods of cluster.endpoints.values()) for (const pod of pods.values()) take(pod)
  for (const holders of [cluster.hostNetworkPods, cluster.hostEndpoints, cluster.nodes]) {
    for (const holder of holders.values()) take(holder)
  }
  return taken
}

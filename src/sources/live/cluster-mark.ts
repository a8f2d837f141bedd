import type { ApiClient } from './api-client.ts'
import { list, record, text } from './record.ts'

/** What tells one cluster from another under the same name, and earlier from later. Null where the server does not say. */
export interface ClusterMark {
  /** The uid of the namespace kube-system: it lives as long as the cluster. */
  readonly uid: string | null
  readonly resourceVersion: string | null
}

/** Ask for the mark, in one request; a refusal gives an empty one. */
export async function clusterMark(client: Pick<ApiClient, 'json'>, signal: AbortSignal): Promise<ClusterMark> {
  const query = { fieldSelector: 'metadata.name=kube-system' }
  const answer = record(await client.json('/api/v1/namespaces', { signal, query }).catch(() => null))
  const [namespace] = list(answer.items)
  const metadata = record(record(namespace).metadata)
  return {
    uid: metadata.name === 'kube-system' ? text(metadata.uid) : null,
    resourceVersion: text(record(answer.metadata).resourceVersion),
  }
}

/** How a cluster differs from what answered under its name before: another one, or the same at an earlier time. */
export function differenceOf(before: ClusterMark, after: ClusterMark): 'replaced' | 'restored' | null {
  if (before.uid !== null && after.uid !== null && before.uid !== after.uid) return 'replaced'
  const [was, is] = [before.resourceVersion, after.resourceVersion]
  // Versions are numbers that only grow, but for servers that make up their own.
  if (was === null || is === null || !/^\d+$/.test(was) || !/^\d+$/.test(is)) return null
  return BigInt(is) < BigInt(was) ? 'restored' : null
}

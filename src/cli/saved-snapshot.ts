import { createHmac, randomBytes } from 'node:crypto'
import { encode } from '../decode/encode.ts'
import { encodeFlow } from '../decode/flows/encode-flow.ts'
import { insideAddresses, type Redaction, redactFlow, redactObject } from '../decode/redact.ts'
import { encodeGaps } from '../decode/saved-gaps.ts'
import { labelsSeen } from '../engine/policy-table.ts'
import { addressMap } from '../model/address-map.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Flow } from '../model/flow.ts'
import { version } from './root.ts'

/** A snapshot to be saved. */
export interface SavedSnapshot {
  readonly cluster: Cluster
  /** A context, or the snapshots it was read from; null when it is not to be told. */
  readonly name: string | null
  /** What could not be read when it was made, in words. */
  readonly missing: readonly string[]
  readonly flows: AsyncIterable<readonly Flow[]> | null
  readonly redact: boolean
  readonly time: Date
}

/** What was saved so far. */
export interface Saved {
  objects: number
  flows: number
}

/** The values of a saved snapshot: the header, then the objects, those the board needs first, then the flows. */
export async function* snapshotValues(snapshot: SavedSnapshot, saved: Saved): AsyncGenerator<unknown> {
  const redaction = snapshot.redact ? redactionOf(snapshot.cluster) : null
  yield {
    schema: 'calico-tui/snapshot/v1',
    cluster: snapshot.redact ? null : snapshot.name,
    time: snapshot.time.toISOString(),
    tool: `calico-tui ${version()}`,
    redacted: snapshot.redact ? ['addresses outside the cluster', 'labels that no selector mentions'] : [],
    missing: snapshot.redact ? [] : snapshot.missing,
    gaps: encodeGaps(snapshot.cluster.gaps.values()),
  }
  for (const object of encode(snapshot.cluster)) {
    saved.objects += 1
    yield redaction === null ? object : redactObject({ ...object }, redaction)
  }
  for await (const flows of snapshot.flows ?? []) {
    for (const flow of flows) {
      saved.flows += 1
      yield encodeFlow(redaction === null ? flow : redactFlow(flow, redaction))
    }
  }
}

/** A redaction with a key of its own, which is kept nowhere: two snapshots of one cluster have different addresses. */
function redactionOf(cluster: Cluster): Redaction {
  const key = randomBytes(32)
  const known = new Map<string, boolean>()
  const turns = (prefix: string): boolean => {
    const before = known.get(prefix)
    if (before !== undefined) return before
    const turned = ((createHmac('sha256', key).update(prefix).digest()[0] ?? 0) & 1) === 1
    known.set(prefix, turned)
    return turned
  }
  return {
    addresses: addressMap(insideAddresses(cluster), turns),
    mentioned: labelsSeen(cluster.policies.values()),
  }
}

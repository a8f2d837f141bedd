import type { Flow, FlowHit } from '../model/flow.ts'
import { flowKey } from '../model/flow.ts'
import { isStaged, policyKey } from '../model/policy.ts'
import type { ClusterIndex } from './cluster-index.ts'

/** Records of one distinct flow, added up. */
export interface FlowRow {
  /** The latest record, its window widened and its counts added. */
  readonly flow: Flow
  readonly records: number
  /** Connections started, where the log counts them; else records. */
  readonly connections: number
  /** When its records ended, in milliseconds since 1970; of very many the first and the last ones. */
  readonly seen: readonly number[]
}

/** What flows did at a policy or a rule, in connections. Records of one reporter only meet one direction, so nothing is counted twice. */
export interface HitCount {
  readonly allowed: number
  readonly denied: number
  readonly passed: number
}

/** Recorded flows, merged by what makes them distinct, and what they hit. */
export interface FlowTable {
  /** The latest first. */
  readonly rows: readonly FlowRow[]
  readonly records: number
  /** Records that could not be read. */
  readonly bad: number
  /** How many distinct flows were let go, the oldest, since there were too many. */
  readonly dropped: number
  /** Milliseconds since 1970; null without flows. */
  readonly from: number | null
  readonly to: number | null
  /** By `policyKey` of the policy as the cluster has it; the end of a tier counts for its tier, not for its trigger. */
  readonly byPolicy: ReadonlyMap<string, HitCount>
  /** By `policyKey`, direction and rule: `KEY ingress 0`. */
  readonly byRule: ReadonlyMap<string, HitCount>
  /** Ends of tiers, by tier. */
  readonly byTier: ReadonlyMap<string, HitCount>
}

/** More distinct flows than these are not kept. */
export const mostFlows = 200_000

export const noHits: HitCount = { allowed: 0, denied: 0, passed: 0 }

/** Flows being gathered; `table` gives what there is so far. */
export class FlowGatherer {
  readonly #rows = new Map<string, { flow: Flow; records: number; connections: number; seen: number[] }>()
  #records = 0
  #bad = 0
  #dropped = 0

  add(flow: Flow): void {
    this.#records += 1
    const key = `${flowKey(flow)}|${flow.destination.domains?.join(',') ?? ''}`
    const connections = flow.connections?.started ?? 1
    const known = this.#rows.get(key)
    if (known !== undefined) {
      // Moved to the end: the map stands in the order in which flows were last seen.
      this.#rows.delete(key)
      this.#rows.set(key, {
        flow: merged(known.flow, flow),
        records: known.records + 1,
        connections: known.connections + connections,
        seen: seenAlso(known.seen, flow.end),
      })
      return
    }
    this.#rows.set(key, { flow, records: 1, connections, seen: [flow.end] })
    if (this.#rows.size > mostFlows) {
      const [oldest] = this.#rows.keys()
      if (oldest !== undefined) this.#rows.delete(oldest)
      this.#dropped += 1
    }
  }

  addBad(count: number): void {
    this.#bad += count
  }

  table(index: ClusterIndex): FlowTable {
    const rows = [...this.#rows.values()].reverse().sort((left, right) => right.flow.end - left.flow.end)
    const counts = countHits(rows, index)
    const from = rows.reduce<number | null>((least, { flow }) => Math.min(least ?? flow.start, flow.start), null)
    const to = rows[0]?.flow.end ?? null
    return { rows, records: this.#records, bad: this.#bad, dropped: this.#dropped, from, to, ...counts }
  }
}

/** More times than these are not kept of one flow: the last one takes the place of the one before. */
const mostTimes = 256

function seenAlso(seen: number[], end: number): number[] {
  if (seen.length < mostTimes) seen.push(end)
  else seen[mostTimes - 1] = end
  return seen
}

function merged(known: Flow, flow: Flow): Flow {
  const { counts } = known
  return {
    ...flow,
    start: Math.min(known.start, flow.start),
    end: Math.max(known.end, flow.end),
    counts: {
      packetsIn: counts.packetsIn + flow.counts.packetsIn,
      packetsOut: counts.packetsOut + flow.counts.packetsOut,
      bytesIn: counts.bytesIn + flow.counts.bytesIn,
      bytesOut: counts.bytesOut + flow.counts.bytesOut,
    },
  }
}

type Counts = Map<string, { allowed: number; denied: number; passed: number }>

function countHits(rows: readonly FlowRow[], index: ClusterIndex): Pick<FlowTable, 'byPolicy' | 'byRule' | 'byTier'> {
  const [byPolicy, byRule, byTier]: [Counts, Counts, Counts] = [new Map(), new Map(), new Map()]
  const keys = new Map<string, string | null>()
  for (const { flow, connections } of rows) {
    const direction = flow.reporter === 'src' ? 'egress' : 'ingress'
    // Enforced policies count by what was enforced, staged ones by what they would have done.
    const told = [...flow.enforced, ...flow.pending.filter((hit) => hit.policy !== null && isStaged(hit.policy))]
    for (const hit of told) {
      if (hit.type === 'end-of-tier' && hit.tier !== null) add(byTier, hit.tier, hit.action, connections)
      const key = hit.type === 'profile' ? null : keyOf(hit, index, keys)
      if (key === null || hit.type === 'end-of-tier') continue
      add(byPolicy, key, hit.action, connections)
      if (hit.rule !== null) add(byRule, `${key} ${direction} ${hit.rule}`, hit.action, connections)
    }
  }
  return { byPolicy, byRule, byTier }
}

function add(counts: Counts, key: string, action: FlowHit['action'], connections: number): void {
  const count = counts.get(key) ?? { allowed: 0, denied: 0, passed: 0 }
  counts.set(key, count)
  if (action === 'Allow') count.allowed += connections
  else if (action === 'Deny') count.denied += connections
  else count.passed += connections
}

/** The policy of a hit as the cluster has it: logs may write the tier before its name. Null when it is not there. */
function keyOf({ policy }: FlowHit, { cluster }: ClusterIndex, known: Map<string, string | null>): string | null {
  if (policy === null) return null
  const own = policyKey(policy)
  const found = known.get(own)
  if (found !== undefined) return found
  const names = [policy.name, `${policy.tier}.${policy.name}`, policy.name.replace(`${policy.tier}.`, '')]
  const key = names.map((name) => policyKey({ ...policy, name })).find((each) => cluster.policies.has(each)) ?? null
  known.set(own, key)
  return key
}

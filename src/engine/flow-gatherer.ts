import type { Flow, FlowHit } from '../model/flow.ts'
import { flowKey, hitKey } from '../model/flow.ts'
import { isStaged } from '../model/policy.ts'
import { FlowParts, type Parts } from './flow-parts.ts'
import { mostSlices, resliced, type Slicing, sliceOf, slicingWith } from './flow-slices.ts'
import type { FlowTable, HitKind, LongRecords, RecordedHit, RecordedRow } from './flow-table.ts'
import { wholeTable } from './flow-table.ts'
import { type Adding, addTo, addToMinutes, minuteOf, nothing, type Tally } from './minutes.ts'

/** More distinct flows than these are not kept. */
export const mostFlows = 200_000

/** A distinct flow being gathered. */
interface Gathered {
  flow: Flow
  readonly tally: Adding
  seen: number[]
  firstMinute: number
  lastMinute: number
  minutes: number[] | null
  readonly hits: readonly GatheredHit[]
  /** As it was last told; null when it changed since. */
  row: RecordedRow | null
}

/** A hit being gathered. */
interface GatheredHit {
  readonly kind: HitKind
  readonly total: Adding
  readonly minutes: number[]
  slices: number[]
  told: RecordedHit | null
}

/** Flows being gathered; `table` gives what there is so far. A record costs the same however many came before; a table costs what
 * changed since the last one, and a pass over the distinct flows. */
export class FlowGatherer {
  readonly #most: number
  /** In the order in which they were last seen. */
  readonly #rows = new Map<string, Gathered>()
  readonly #parts = new FlowParts()
  readonly #hits = new Map<string, GatheredHit>()
  readonly #minutes: number[] = []
  readonly #long = new Map<string, LongRecords>()
  #slicing: Slicing | null = null
  #records = 0
  #bad = 0
  #dropped = 0
  #from: number | null = null
  #to: number | null = null
  readonly #told = { egress: false, ingress: false, pending: false, connections: false }

  /** `most`: how many distinct flows are kept. */
  constructor(most: number = mostFlows) {
    this.#most = most
  }

  add(flow: Flow): void {
    const tally = tallyOf(flow)
    const minute = minuteOf(flow.end)
    const key = `${flowKey(flow)}|${flow.destination.domains?.join(',') ?? ''}`
    const known = this.#rows.get(key)
    const row = known === undefined ? this.#begun(flow, tally, minute) : this.#more(known, flow, { tally, minute })
    // Moved to the end: the map stands in the order in which flows were last seen.
    if (known !== undefined) this.#rows.delete(key)
    this.#rows.set(key, row)
    this.#note(flow, tally, minute)
    this.#hit(row.hits, flow.end, { tally, minute })
    if (this.#rows.size > this.#most) this.#dropOldest()
  }

  addBad(count: number): void {
    this.#bad += count
  }

  /** All that was gathered. What comes later does not change it. */
  table(): FlowTable {
    const rows = [...this.#rows.values()].reverse().map(toldRow)
    const all = {
      rows: rows.sort((left, right) => right.flow.end - left.flow.end),
      hits: [...this.#hits.values()].map(toldHit),
      records: this.#records,
      minutes: [...this.#minutes],
      from: this.#from,
      to: this.#to,
      slicing: this.#slicing,
      told: { ...this.#told },
      long: [...this.#long.values()],
    }
    return wholeTable(all, { bad: this.#bad, dropped: this.#dropped })
  }

  #begun(record: Flow, tally: Tally, minute: number): Gathered {
    const flow = this.#parts.shared(record)
    const hits = hitsOf(flow).map((kind) => this.#gathered(kind))
    return {
      flow,
      tally: { ...tally },
      seen: [flow.end],
      firstMinute: minute,
      lastMinute: minute,
      minutes: null,
      hits,
      row: null,
    }
  }

  #more(row: Gathered, flow: Flow, counted: Counted): Gathered {
    const { tally, minute } = counted
    if (row.minutes === null && minute !== row.firstMinute) {
      row.minutes = []
      addToMinutes(row.minutes, row.firstMinute, row.tally)
    }
    if (row.minutes !== null) addToMinutes(row.minutes, minute, tally)
    addTo(row.tally, tally)
    row.flow = merged(row.flow, flow, this.#parts.renewed(row.flow, flow))
    row.firstMinute = Math.min(row.firstMinute, minute)
    row.lastMinute = Math.max(row.lastMinute, minute)
    seenAlso(row.seen, flow.end)
    row.row = null
    return row
  }

  /** What is known of a hit. There are no more of them than rules and ends of tiers, however many flows. */
  #gathered(kind: HitKind): GatheredHit {
    const key = `${kind.scope} ${kind.reporter} ${hitKey(kind.hit)}`
    const known = this.#hits.get(key)
    if (known !== undefined) return known
    const begun = {
      kind,
      total: { ...nothing },
      minutes: [],
      slices: new Array<number>(mostSlices).fill(0),
      told: null,
    }
    this.#hits.set(key, begun)
    return begun
  }

  #note(flow: Flow, tally: Tally, minute: number): void {
    this.#records += 1
    addToMinutes(this.#minutes, minute, tally)
    this.#from = Math.min(this.#from ?? flow.start, flow.start)
    this.#to = Math.max(this.#to ?? flow.end, flow.end)
    this.#noteLength(flow)
    const slicing = slicingWith(this.#slicing, flow.end - 1)
    if (this.#slicing !== null && slicing !== this.#slicing) {
      for (const hit of this.#hits.values()) {
        hit.slices = resliced(hit.slices, this.#slicing, slicing)
        hit.told = null
      }
    }
    this.#slicing = slicing
    const told = this.#told
    told.egress ||= flow.reporter === 'src'
    told.ingress ||= flow.reporter === 'dst'
    told.pending ||= flow.pending.length > 0
    told.connections ||= flow.connections !== null
  }

  /** Remembers how far records reach: some programs put an hour of a flow into one. To whole minutes, so that they are few. */
  #noteLength(flow: Flow): void {
    const [start, end] = [Math.floor(flow.start / 60_000) * 60_000, flow.end]
    if (end - start < 2 * 60_000) return
    const last = Math.ceil(end / 60_000) * 60_000
    const known = this.#long.get(`${start} ${last}`)
    this.#long.set(`${start} ${last}`, { start, end: last, records: (known?.records ?? 0) + 1 })
  }

  #hit(hits: readonly GatheredHit[], end: number, { tally, minute }: Counted): void {
    const slice = this.#slicing === null ? 0 : sliceOf(this.#slicing, end - 1)
    for (const hit of hits) {
      addTo(hit.total, tally)
      addToMinutes(hit.minutes, minute, tally)
      hit.slices[slice] = (hit.slices[slice] ?? 0) + tally.connections
      hit.told = null
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#rows.keys()
    if (oldest !== undefined) this.#rows.delete(oldest)
    this.#dropped += 1
  }
}

/** What one record adds, and in which minute. */
interface Counted {
  readonly tally: Tally
  readonly minute: number
}

function tallyOf({ connections, counts }: Flow): Tally {
  return { records: 1, connections: connections?.started ?? 1, ...counts }
}

/** Enforced policies count by what was enforced, staged ones by what they would have done. */
function hitsOf({ enforced, pending, reporter }: Flow): readonly HitKind[] {
  const staged = pending.filter(({ policy }: FlowHit) => policy !== null && isStaged(policy))
  return [
    ...enforced.map((hit) => ({ hit, scope: 'enforced', reporter }) as const),
    ...staged.map((hit) => ({ hit, scope: 'pending', reporter }) as const),
  ]
}

/** More times than these are not kept of one flow: the last one takes the place of the one before. */
const mostTimes = 256

function seenAlso(seen: number[], end: number): void {
  if (seen.length < mostTimes) seen.push(end)
  else seen[mostTimes - 1] = end
}

function merged(known: Flow, flow: Flow, parts: Parts): Flow {
  const { packetsIn, packetsOut, bytesIn, bytesOut } = known.counts
  return {
    ...flow,
    ...parts,
    start: Math.min(known.start, flow.start),
    end: Math.max(known.end, flow.end),
    counts: {
      packetsIn: packetsIn + flow.counts.packetsIn,
      packetsOut: packetsOut + flow.counts.packetsOut,
      bytesIn: bytesIn + flow.counts.bytesIn,
      bytesOut: bytesOut + flow.counts.bytesOut,
    },
  }
}

function toldRow(row: Gathered): RecordedRow {
  if (row.row !== null) return row.row
  const { flow, tally, seen, firstMinute, lastMinute, minutes } = row
  const { records, connections } = tally
  const own = { seen: [...seen], minutes: minutes === null ? null : [...minutes] }
  row.row = { flow, records, connections, firstMinute, lastMinute, ...own }
  return row.row
}

function toldHit(hit: GatheredHit): RecordedHit {
  hit.told ??= { ...hit.kind, total: { ...hit.total }, minutes: [...hit.minutes], slices: [...hit.slices] }
  return hit.told
}

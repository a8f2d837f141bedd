import type { Flow, FlowHit } from '../model/flow.ts'
import type { Slicing } from './flow-slices.ts'
import { firstMinute, type Minutes, minuteOf, type Tally, tallySince } from './minutes.ts'

/** Records of one distinct flow, added up. */
export interface FlowRow {
  /** The latest record, its time widened and its counts added. */
  readonly flow: Flow
  readonly records: number
  /** Connections started, where the log counts them; else records. */
  readonly connections: number
  /** When its records ended, in milliseconds since 1970; of very many the first and the last ones. */
  readonly seen: readonly number[]
}

/** A distinct flow with what it was minute by minute. */
export interface RecordedRow extends FlowRow {
  readonly firstMinute: number
  readonly lastMinute: number
  /** Null where all its records fall into one minute. */
  readonly minutes: Minutes | null
}

/** One hit as flows recorded it: who, in which trace, seen by whom. */
export interface HitKind {
  readonly hit: FlowHit
  /** `enforced`: what decided. `pending`: what a staged policy would have done. */
  readonly scope: 'enforced' | 'pending'
  readonly reporter: Flow['reporter']
}

/** All that flows did at one hit. */
export interface RecordedHit extends HitKind {
  readonly total: Tally
  readonly minutes: Minutes
  /** Connections by slice of all that was recorded. */
  readonly slices: readonly number[]
}

/** What the records tell of, so that nothing is called unseen where nobody looked. */
export interface Told {
  readonly egress: boolean
  readonly ingress: boolean
  readonly pending: boolean
  /** False when no record counts connections: records stand for them. */
  readonly connections: boolean
}

/** How many records tell of one long stretch of time, in milliseconds since 1970. */
export interface LongRecords {
  readonly start: number
  readonly end: number
  readonly records: number
}

/** Everything that was recorded, whatever the window. */
export interface AllFlows {
  /** The latest first. */
  readonly rows: readonly RecordedRow[]
  /** Those of flows that were let go too. */
  readonly hits: readonly RecordedHit[]
  readonly records: number
  /** Records by the minute. */
  readonly minutes: Minutes
  /** Milliseconds since 1970; null without flows. */
  readonly from: number | null
  readonly to: number | null
  readonly slicing: Slicing | null
  readonly told: Told
  /** Records longer than a minute, by when they began and ended. */
  readonly long: readonly LongRecords[]
}

/** What flows did at one hit in a window. */
export interface CountedHit extends HitKind {
  readonly tally: Tally
}

/** Recorded flows, merged by what makes them distinct, and what they hit, in a window of time. */
export interface FlowTable {
  /** Those seen in the window, with what they were in it; the latest first. */
  readonly rows: readonly FlowRow[]
  /** Records in the window, those of flows that were let go too. */
  readonly records: number
  /** Records that could not be read, whatever the window. */
  readonly bad: number
  /** How many distinct flows were let go, the oldest, since there were too many. */
  readonly dropped: number
  /** Where the window begins and ends, or all that was recorded; milliseconds since 1970, null without flows. */
  readonly from: number | null
  readonly to: number | null
  /** How long the window is, counted back from the latest record; null for all that was recorded. */
  readonly windowMs: number | null
  /** Records of the window that tell of the time before it as well; they are counted whole. */
  readonly reachingBack: number
  /** What was hit in the window. */
  readonly hits: readonly CountedHit[]
  readonly all: AllFlows
}

/** The same flows in another window. Windows begin with a minute, an hour is the longest. */
export function inWindow(table: FlowTable, windowMs: number | null): FlowTable {
  if (windowMs === table.windowMs) return table
  const { all } = table
  if (windowMs === null || all.to === null || all.from === null) return { ...table, windowMs, ...whole(all) }
  const since = firstMinute(all.to, windowMs)
  const rows = all.rows.flatMap((row) => rowSince(row, since))
  const hits = all.hits.flatMap(({ hit, scope, reporter, minutes }): readonly CountedHit[] => {
    const tally = tallySince(minutes, since)
    return tally.records === 0 ? [] : [{ hit, scope, reporter, tally }]
  })
  const from = Math.max(all.from, since * 60_000)
  const reachingBack = all.long
    .filter(({ start, end }) => start < from && end > from)
    .reduce((sum, { records }) => sum + records, 0)
  return { ...table, rows, hits, windowMs, from, records: tallySince(all.minutes, since).records, reachingBack }
}

/** The table of all that was recorded. */
export function wholeTable(all: AllFlows, lost: Pick<FlowTable, 'bad' | 'dropped'>): FlowTable {
  return { ...lost, windowMs: null, all, ...whole(all) }
}

function whole(all: AllFlows): Pick<FlowTable, 'rows' | 'hits' | 'from' | 'to' | 'records' | 'reachingBack'> {
  const hits = all.hits.map(({ hit, scope, reporter, total }) => ({ hit, scope, reporter, tally: total }))
  return { rows: all.rows, hits, from: all.from, to: all.to, records: all.records, reachingBack: 0 }
}

/** What a flow was from a minute on; nothing where it was not seen since. */
function rowSince(row: RecordedRow, since: number): readonly FlowRow[] {
  if (row.firstMinute >= since) return [row]
  if (row.lastMinute < since || row.minutes === null) return []
  const { records, connections, ...counts } = tallySince(row.minutes, since)
  const seen = row.seen.filter((time) => minuteOf(time) >= since)
  return [{ flow: { ...row.flow, counts }, records, connections, seen }]
}

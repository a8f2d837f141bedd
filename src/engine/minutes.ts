/** What records of flows come to. Packets and bytes are those of the reporter, in both directions. */
export interface Tally {
  readonly records: number
  /** Connections started, where the log counts them; else records. */
  readonly connections: number
  readonly packetsIn: number
  readonly packetsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
}

export const nothing: Tally = { records: 0, connections: 0, packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 }

/** Tallies minute by minute, packed seven numbers each: the minute, counted from 1970, then its Tally. The earliest is first, and
 * minutes without a record are not there. */
export type Minutes = readonly number[]

const width = 7

/** The longest window that is counted by the minute. Of older minutes only the sum of all is kept. */
export const mostMinutes = 60

/** The minute in which a record that ended then counts. One that ended on the hour tells of the minute before. */
export function minuteOf(end: number): number {
  return Math.floor((end - 1) / 60_000)
}

/** The minute with which a window of some length begins that ends at a moment. */
export function firstMinute(to: number, windowMs: number): number {
  return Math.floor((to - windowMs) / 60_000)
}

/** A Tally that is added to. */
export type Adding = { -readonly [Name in keyof Tally]: number }

export function addTo(sum: Adding, tally: Tally): void {
  sum.records += tally.records
  sum.connections += tally.connections
  sum.packetsIn += tally.packetsIn
  sum.packetsOut += tally.packetsOut
  sum.bytesIn += tally.bytesIn
  sum.bytesOut += tally.bytesOut
}

/** Adds to one minute; those that no window reaches any more are dropped. */
export function addToMinutes(minutes: number[], minute: number, tally: Tally): void {
  let at = minutes.length - width
  while (at >= 0 && (minutes[at] ?? 0) > minute) at -= width
  if (at >= 0 && minutes[at] === minute) {
    minutes[at + 1] = (minutes[at + 1] ?? 0) + tally.records
    minutes[at + 2] = (minutes[at + 2] ?? 0) + tally.connections
    minutes[at + 3] = (minutes[at + 3] ?? 0) + tally.packetsIn
    minutes[at + 4] = (minutes[at + 4] ?? 0) + tally.packetsOut
    minutes[at + 5] = (minutes[at + 5] ?? 0) + tally.bytesIn
    minutes[at + 6] = (minutes[at + 6] ?? 0) + tally.bytesOut
    return
  }
  const { records, connections, packetsIn, packetsOut, bytesIn, bytesOut } = tally
  const added = [minute, records, connections, packetsIn, packetsOut, bytesIn, bytesOut]
  if (at + width === minutes.length) minutes.push(...added)
  else minutes.splice(at + width, 0, ...added)
  if (minutes.length > (mostMinutes + 2) * width) minutes.splice(0, width)
}

/** What there is from a minute on. */
export function tallySince(minutes: Minutes, from: number): Tally {
  const sum = { ...nothing }
  for (let at = minutes.length - width; at >= 0 && (minutes[at] ?? 0) >= from; at -= width) {
    sum.records += minutes[at + 1] ?? 0
    sum.connections += minutes[at + 2] ?? 0
    sum.packetsIn += minutes[at + 3] ?? 0
    sum.packetsOut += minutes[at + 4] ?? 0
    sum.bytesIn += minutes[at + 5] ?? 0
    sum.bytesOut += minutes[at + 6] ?? 0
  }
  return sum
}

/** The connections of each minute from `from` to `to`, both included. */
export function connectionsByMinute(minutes: Minutes, from: number, to: number): readonly number[] {
  const found = new Array<number>(Math.max(0, to - from + 1)).fill(0)
  for (let at = 0; at < minutes.length; at += width) {
    const place = (minutes[at] ?? 0) - from
    if (place >= 0 && place < found.length) found[place] = minutes[at + 2] ?? 0
  }
  return found
}

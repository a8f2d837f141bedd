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

export function sumOf(left: Tally, right: Tally): Tally {
  return {
    records: left.records + right.records,
    connections: left.connections + right.connections,
    packetsIn: left.packetsIn + right.packetsIn,
    packetsOut: left.packetsOut + right.packetsOut,
    bytesIn: left.bytesIn + right.bytesIn,
    bytesOut: left.bytesOut + right.bytesOut,
  }
}

/** Adds to one minute; those that no window reaches any more are dropped. */
export function addToMinutes(minutes: number[], minute: number, tally: Tally): void {
  let at = minutes.length - width
  while (at >= 0 && (minutes[at] ?? 0) > minute) at -= width
  if (at < 0 || minutes[at] !== minute) {
    at += width
    minutes.splice(at, 0, minute, 0, 0, 0, 0, 0, 0)
  }
  const add = (field: number, count: number): void => {
    minutes[at + field] = (minutes[at + field] ?? 0) + count
  }
  add(1, tally.records)
  add(2, tally.connections)
  add(3, tally.packetsIn)
  add(4, tally.packetsOut)
  add(5, tally.bytesIn)
  add(6, tally.bytesOut)
  if (minutes.length > (mostMinutes + 2) * width) minutes.splice(0, width)
}

/** What there is from a minute on. */
export function tallySince(minutes: Minutes, from: number): Tally {
  let sum = nothing
  for (let at = minutes.length - width; at >= 0 && (minutes[at] ?? 0) >= from; at -= width) {
    sum = sumOf(sum, tallyAt(minutes, at))
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

function tallyAt(minutes: Minutes, at: number): Tally {
  const [, records = 0, connections = 0, packetsIn = 0, packetsOut = 0, bytesIn = 0, bytesOut = 0] = minutes.slice(
    at,
    at + width,
  )
  return { records, connections, packetsIn, packetsOut, bytesIn, bytesOut }
}

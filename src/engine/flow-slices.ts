/** How many slices the whole of what was recorded is cut into at most. */
export const mostSlices = 64

/** Slices of time: where the first begins, in milliseconds since 1970, and how long each is. */
export interface Slicing {
  readonly from: number
  readonly lengthMs: number
}

const shortestMs = 15_000

/** Slices that reach over a moment too: the same where they do already, else twice as long as often as it takes. */
export function slicingWith(slicing: Slicing | null, time: number): Slicing {
  let from = slicing?.from ?? alignedTo(shortestMs, time)
  let lengthMs = slicing?.lengthMs ?? shortestMs
  while (time < from || time >= from + mostSlices * lengthMs) {
    lengthMs *= 2
    from = alignedTo(lengthMs, Math.min(from, time))
  }
  return slicing?.from === from && slicing.lengthMs === lengthMs ? slicing : { from, lengthMs }
}

/** The slice a moment falls into. */
export function sliceOf({ from, lengthMs }: Slicing, time: number): number {
  return Math.floor((time - from) / lengthMs)
}

/** Counts by slice as they stand in longer slices, of which each holds whole ones of before. */
export function resliced(counts: readonly number[], before: Slicing, after: Slicing): number[] {
  const next = new Array<number>(mostSlices).fill(0)
  for (const [at, count] of counts.entries()) {
    const place = sliceOf(after, before.from + at * before.lengthMs)
    if (count > 0) next[place] = (next[place] ?? 0) + count
  }
  return next
}

function alignedTo(lengthMs: number, time: number): number {
  return Math.floor(time / lengthMs) * lengthMs
}

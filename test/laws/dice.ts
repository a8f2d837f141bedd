/** A seeded source of chance: the same seed gives the same cluster on every machine. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = (seed * 2654435769) >>> 0
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** True `percent` times of a hundred. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)]
    if (picked === undefined && list.length === 0) throw new Error('nothing to pick from')
    // An index below the length was drawn.
    return picked as T
  }

  /** Some of the list, in its order, at least one. */
  some<T>(list: readonly T[]): T[] {
    const picked = list.filter(() => this.chance(50))
    return picked.length === 0 ? [this.pick(list)] : picked
  }

  times<T>(from: number, to: number, make: (at: number) => T): T[] {
    return Array.from({ length: this.between(from, to) }, (_, at) => make(at))
  }

  /** The value, or undefined, which JSON leaves out. */
  maybe<T>(percent: number, make: () => T): T | undefined {
    return this.chance(percent) ? make() : undefined
  }
}

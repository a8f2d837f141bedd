import type { Selector } from '../model/selector.ts'
import { type LabelRestriction, labelRestrictions } from '../model/selector-restrictions.ts'

/** Something that selectors are asked about. */
interface Labelled {
  readonly labels: ReadonlyMap<string, string>
}

/**
 * Finds what may satisfy a selector by the label value it cannot do without: label -> value -> the things having it.
 * A selector with no such label scans all of them.
 */
export class Postings<Thing extends Labelled> {
  private readonly byLabel = new Map<string, Map<string, Thing[]>>()
  private readonly all: readonly Thing[]

  constructor(things: readonly Thing[]) {
    this.all = things
    for (const thing of this.all) {
      for (const [label, value] of thing.labels) {
        const values = this.byLabel.get(label) ?? new Map<string, Thing[]>()
        this.byLabel.set(label, values)
        const list = values.get(value)
        if (list === undefined) values.set(value, [thing])
        else list.push(thing)
      }
    }
  }

  /** Things among which are all that a selector matches: the shortest of the lists it allows. */
  candidates(selector: Selector): readonly Thing[] {
    let best: readonly (readonly Thing[])[] = [this.all]
    let least = this.all.length
    for (const [label, restriction] of labelRestrictions(selector)) {
      const lists = this.lists(label, restriction)
      const size = lists?.reduce((sum, list) => sum + list.length, 0) ?? least
      if (lists === null || size >= least) continue
      best = lists
      least = size
    }
    return best.length === 1 ? (best[0] ?? []) : best.flat()
  }

  private lists(label: string, restriction: LabelRestriction): readonly (readonly Thing[])[] | null {
    const values = this.byLabel.get(label)
    if (!restriction.mustBePresent) return null
    if (values === undefined) return []
    if (restriction.oneOf === null) return [...values.values()]
    return restriction.oneOf.map((value) => values.get(value) ?? [])
  }
}
